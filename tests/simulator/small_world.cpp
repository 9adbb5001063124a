#include "tests/simulator/small_world.h"

#include <fmt/format.h>

#include <memory>
#include <utility>

#include "rules/check.h"
#include "rules/policy_parser.h"
#include "simulator/measures.h"

namespace gatecast::simulator::testing {

namespace {

template <class T>
rules::Setting<T> setting(T value) {
  return rules::Located<T>{std::move(value), {}};
}

}  // namespace

void set(Behavior& behavior, Parameter parameter, double value) {
  behavior.values[static_cast<std::size_t>(parameter)] = {value, value, value, "assumed in a test"};
}

Behavior neutral_behavior() {
  Behavior behavior;
  for (std::size_t i = 0; i < parameter_count; ++i) set(behavior, static_cast<Parameter>(i), 0);
  behavior.hour_factors.fill(1);
  set(behavior, Parameter::sign_ins_per_day, 1);
  set(behavior, Parameter::setup_success_share, 1);
  set(behavior, Parameter::passkey_setup_success_share, 1);
  set(behavior, Parameter::retry_hours, 1e9);
  set(behavior, Parameter::desk_agents, 1);
  set(behavior, Parameter::desk_closes_hour, 24);
  set(behavior, Parameter::desk_open_weekends, 1);
  set(behavior, Parameter::desk_lifts_locks, 1);
  set(behavior, Parameter::late_code_waited_share, 1);
  return behavior;
}

void add_people(Population& population, const PeopleLike& like) {
  for (int i = 0; i < like.count; ++i) {
    Person person;
    engine::Account& account = person.account;
    account.id = fmt::format("u-{}", population.people.size());
    account.type = like.type;
    account.roles = like.roles;
    account.groups = std::vector<std::string>{};
    account.active = true;
    account.created = rules::parse_instant(like.created).value();
    account.authenticator = like.enrolled ? rules::AuthenticatorState::enrolled
                                          : rules::AuthenticatorState::not_started;
    account.passkey = false;
    account.email = true;
    account.phone = like.phone;
    account.backup_codes = like.backup_codes;
    account.grace_started = engine::Fact<rules::Instant>::none();
    account.skips = 0;
    account.reset_at = engine::Fact<rules::Instant>::none();
    account.account_locked = engine::Fact<engine::Lock>::none();
    for (auto& lock : account.locks) lock = engine::Fact<engine::Lock>::none();
    person.sign_ins_per_day = like.sign_ins_per_day;
    person.sso_share = like.sso_share;
    population.people.push_back(std::move(person));
  }
}

rules::Policy plain_policy() {
  rules::Policy policy;
  policy.name.value = "test";
  policy.revision = 1;
  policy.two_factor.enabled = setting(true);
  policy.two_factor.settings.methods =
      setting(std::vector<rules::Located<rules::Method>>{{rules::Method::authenticator, {}}});
  return policy;
}

rules::Policy mail_policy() {
  rules::Policy policy = plain_policy();
  policy.two_factor.settings.methods =
      rules::Located<std::vector<rules::Located<rules::Method>>>{{{rules::Method::email, {}}}, {}};
  policy.integrations.email_mentioned = true;
  return policy;
}

rules::Policy requiring_policy(int grace_days) {
  rules::Policy policy = plain_policy();
  policy.two_factor.settings.authenticator = setting(rules::Requirement::required);
  policy.two_factor.settings.grace_days = setting(grace_days);
  rules::Stage stage;
  stage.name.value = "everybody";
  stage.start.value = *rules::parse_date("2027-01-01");
  policy.rollout.emplace();
  policy.rollout->stages.push_back(stage);
  return policy;
}

Plan plan(const rules::Policy& policy, Population population, Behavior behavior) {
  Plan result;
  auto graph = engine::compile(policy, rules::Source());
  GATECAST_CHECK(graph.ok());
  result.graph = graph.value();
  result.population = std::make_shared<const Population>(std::move(population));
  result.behavior = std::move(behavior);
  result.start = *rules::parse_date("2027-01-01");
  result.days = 30;
  result.replicates = 20;
  result.seed = 7;
  result.threads = 2;
  return result;
}

void set_policy(Plan& plan, const std::string& yaml) {
  const rules::Source source("policy.yaml", yaml);
  const rules::ParsedPolicy parsed = rules::parse_policy(source);
  GATECAST_CHECK(parsed.policy.has_value());
  auto graph = engine::compile(*parsed.policy, source);
  GATECAST_CHECK(graph.ok());
  plan.graph = std::move(graph).value();
}

Forecast run(const Plan& plan) {
  auto forecast = simulate(plan, {});
  GATECAST_CHECK(forecast.ok());
  return std::move(forecast).value();
}

const Quantiles& day(const Forecast& forecast, const std::string& metric, int day,
                     const std::string& group) {
  const Series* series = find_series(forecast, group, metric);
  GATECAST_CHECK(series != nullptr);
  return series->days.at(static_cast<std::size_t>(day));
}

const Quantiles& total(const Forecast& forecast, const std::string& metric,
                       const std::string& group) {
  for (const Total& total : forecast.totals) {
    if (total.group == group && total.metric == metric) return total.value;
  }
  GATECAST_CHECK(false);
  return forecast.totals.front().value;
}

std::vector<double> totals_by_replicate(const Plan& plan, const std::string& metric) {
  const auto simulation = Simulation::begin(plan);
  GATECAST_CHECK(simulation.ok());
  Counts counts;
  GATECAST_CHECK(simulation.value().run({0, plan.replicates}, counts, {}).ok());
  const std::vector<Measure> all = measures();
  const Measured measured(simulation.value().outline(), counts, plan.replicates);
  const std::size_t everybody = *find_group(simulation.value().outline(), "all");
  std::vector<double> totals;
  for (std::size_t r = 0; r < measured.replicates(); ++r) {
    totals.push_back(measured.total(r, everybody, all[*find_measure(all, metric)]));
  }
  return totals;
}

std::string bytes(const Forecast& forecast) {
  std::string text;
  const auto add = [&](const Quantiles& q) {
    text +=
        fmt::format("{:a} {:a} {:a} {:a} {:a} {:a}\n", q.mean, q.p05, q.p25, q.p50, q.p75, q.p95);
    for (const QuantileEnds& end : {q.low, q.high}) {
      text +=
          fmt::format("{:a} {:a} {:a} {:a} {:a}\n", end.p05, end.p25, end.p50, end.p75, end.p95);
    }
  };
  for (const Series& series : forecast.daily) {
    text += series.group + " " + series.metric + "\n";
    for (const Quantiles& q : series.days) add(q);
  }
  for (const Total& t : forecast.totals) add(t.value);
  for (const Peak& peak : forecast.peaks) {
    add(peak.value);
    text += fmt::format("{}\n", peak.day_p50);
  }
  for (const GateResult& gate : forecast.gates) {
    text += fmt::format("{} {:a} {:a} {:a} {}\n", gate.metric, gate.value, gate.low.value_or(-1),
                        gate.high.value_or(-1), static_cast<int>(gate.verdict));
  }
  return text;
}

}  // namespace gatecast::simulator::testing
