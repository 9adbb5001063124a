#include "tests/simulator/second/people.h"

#include <algorithm>

#include "rules/check.h"
#include "tests/oracle/reading.h"

namespace gatecast::second {

namespace {

using rules::Date;
using rules::Instant;
using rules::Method;
using simulator::Parameter;

// Overrides of a role win over those of a type, later ones over earlier ones.
double number_of(const simulator::Behavior& behavior, Parameter parameter,
                 const engine::Account& account) {
  double number = behavior.of(parameter).value;
  for (const simulator::ParameterOverride& change : behavior.overrides) {
    const bool of_type = change.role.empty() && change.type == rules::name(account.type.value());
    if (change.parameter == parameter && of_type) number = change.value.value;
  }
  for (const simulator::ParameterOverride& change : behavior.overrides) {
    if (change.parameter != parameter || change.role.empty()) continue;
    const auto roles = account.roles.value_or({});
    if (std::count(roles.begin(), roles.end(), change.role) > 0) number = change.value.value;
  }
  return number;
}

std::optional<Date> day_of_admission(const rules::Policy& policy, const rules::Stage& stage,
                                     const std::string& id) {
  if (!stage.ramp) return stage.start.value;
  const int bucket = oracle::ramp_bucket(policy.name.value, stage.name.value, id);
  Date date = stage.start.value;
  for (const int percent : stage.ramp->percent_hundredths) {
    if (bucket < percent) return date;
    date.days += stage.ramp->every_days;
  }
  return std::nullopt;
}

struct Admission {
  Instant at = rules::instant_min;
  const rules::Stage* stage = nullptr;
};

std::optional<Admission> admission_of(const rules::Policy& policy, const oracle::Reading& reading,
                                      const std::string& id) {
  if (!policy.rollout) return Admission{};
  std::optional<Admission> first;
  for (const rules::Stage* stage : reading.matching_stages()) {
    const auto date = day_of_admission(policy, *stage, id);
    if (!date) continue;
    const Instant at = policy.zone.midnight(*date);
    if (!first || at < first->at) first = Admission{at, stage};
  }
  return first;
}

// When grace ends for somebody who has nothing yet, by the settings at the time that it begins.
double deadline_of(const Plan& plan, const Hours& hours, engine::Facts facts, Instant admitted) {
  const Instant created = facts.user.created.value_or(rules::instant_min);
  facts.now = std::max({admitted, created, hours.instant(0)});
  const oracle::Reading reading(*plan.policy, facts);
  const oracle::Settings& settings = reading.in_force();
  const bool enrolls = settings.has(Method::authenticator) || settings.has(Method::passkey);
  if (!enrolls || !reading.required(settings)) return never;
  const auto deadline = reading.deadline(settings);
  if (!deadline) return never;
  // How long ago it was makes no difference.
  return hours.moment(std::max(*deadline, hours.instant(0) - 400 * rules::day_seconds));
}

void know_dates(const Plan& plan, const Hours& hours, const Decisions& decisions, std::uint32_t who,
                Known& known) {
  const rules::Policy& policy = *plan.policy;
  // Somebody who has enrolled in nothing, skipped nothing and was never reset.
  const engine::Facts facts = decisions.facts(who, {}, 0, hours.instant(0), {});
  const oracle::Reading reading(policy, facts);
  known.emergency = reading.emergency();
  const auto admission = admission_of(policy, reading, facts.user.id.value());
  if (!admission) return;
  known.admitted = admission->at;
  const bool enabled = policy.two_factor.enabled && policy.two_factor.enabled->value;
  if (!enabled || known_to_enroll_in(policy).empty()) return;
  known.announced = 0;
  if (admission->stage != nullptr) {
    const int day = admission->stage->start.value.days - policy.rollout->announce_days_before;
    known.announced = std::max(0.0, hours.moment(policy.zone.midnight(Date{day})));
  }
  known.deadline = deadline_of(plan, hours, facts, admission->at);
}

}  // namespace

engine::MethodList known_to_enroll_in(const rules::Policy& policy) {
  engine::MethodList methods;
  const auto look = [&](const rules::SettingsPatch& patch) {
    if (!patch.methods) return;
    for (const auto& m : patch.methods->value) {
      const bool enrolls = m.value == Method::authenticator || m.value == Method::passkey;
      if (enrolls && !methods.contains(m.value)) methods.push_back(m.value);
    }
  };
  look(policy.two_factor.settings);
  for (const rules::Rule& rule : policy.rules) {
    if (rule.set) look(*rule.set);
  }
  return methods;
}

std::vector<Known> know_people(const Plan& plan, const Hours& hours, const Decisions& decisions) {
  std::vector<Known> all;
  for (const simulator::Person& person : plan.population->people) {
    const auto who = static_cast<std::uint32_t>(all.size());
    const engine::Account& account = person.account;
    Known known;
    for (std::size_t p = 0; p < simulator::parameter_count; ++p) {
      known.numbers[p] = number_of(plan.behavior, static_cast<Parameter>(p), account);
    }
    known.type = static_cast<std::size_t>(account.type.value());
    known.active = account.active.value();
    known.rate = person.sign_ins_per_day.value();  // these plans know all rates
    known.sso_share = person.sso_share;
    know_dates(plan, hours, decisions, who, known);
    all.push_back(known);
  }
  return all;
}

}  // namespace gatecast::second
