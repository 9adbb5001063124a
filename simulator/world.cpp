#include "simulator/world.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "engine/graph/graph.h"
#include "simulator/kinds.h"
#include "simulator/ordinary_sign_in.h"

namespace gatecast::simulator {

namespace {

using engine::DecodedFacts;
using rules::Instant;
using rules::Method;

template <class T>
T value_or(const rules::Setting<T>& setting, T fallback) {
  return setting ? setting->value : fallback;
}

void mention_methods(const rules::SettingsPatch& patch, engine::MethodList& methods) {
  if (!patch.methods) return;
  for (const rules::Located<Method>& method : patch.methods->value) {
    const bool enrolls = method.value == Method::authenticator || method.value == Method::passkey;
    if (enrolls && !methods.contains(method.value)) methods.push_back(method.value);
  }
}

// Whether any node of the graph asks for a device or address that is known.
bool asks_recognition(const engine::Graph& graph) {
  const std::vector<std::uint32_t>& words = graph.diagram.words;
  std::size_t at = 0;
  while (at < words.size()) {
    const engine::Variable& variable = graph.variables.all()[words[at]];
    if (variable.asks == engine::Asks::recognized) return true;
    at += 1 + variable.size;
  }
  return false;
}

// `since`: when its policy came into force, or the run began.
Dates dates_of(const World& world, const engine::Graph& graph, DecodedFacts facts, int stage,
               Instant since) {
  const rules::Policy& policy = engine::policy_of(graph);
  const bool enabled = value_or(policy.two_factor.enabled, false);
  if (!enabled || facts.admitted_at == rules::instant_max || world.enroll_in.empty()) return {};
  const Instant start = policy.zone.midnight(world.plan.start);
  Dates dates;
  dates.announced = 0;
  if (stage >= 0) {
    const rules::Date first = policy.rollout->stages[static_cast<std::size_t>(stage)].start.value;
    const rules::Date heard{first.days - policy.rollout->announce_days_before};
    dates.announced = std::max(0.0, world.calendar.moment(policy.zone.midnight(heard)));
  }
  facts.now = std::max({facts.admitted_at, facts.created, since});
  const Instant deadline = engine::grace_deadline(graph, facts);
  if (deadline != rules::instant_max) {
    // One that lies long ago is a deadline that has passed; how long does not matter.
    dates.deadline = world.calendar.moment(std::max(deadline, start - 366 * rules::day_seconds));
  }
  return dates;
}

rules::Date last_step(const rules::Stage& stage) {
  if (!stage.ramp || stage.ramp->percent_hundredths.empty()) return stage.start.value;
  const std::vector<int>& percents = stage.ramp->percent_hundredths;
  // Steps that repeat the last percentage admit nobody.
  const auto last = std::find(percents.begin(), percents.end(), percents.back());
  const auto steps = static_cast<int>(last - percents.begin());
  return rules::Date{stage.start.value.days + steps * stage.ramp->every_days};
}

// The deadline of most people: those with settings of their own (administrators without grace, say)
// are not who a stage's date is about. Of two as common the earlier.
std::optional<rules::Date> commonest(const std::map<rules::Date, std::int64_t>& deadlines) {
  const auto most =
      std::max_element(deadlines.begin(), deadlines.end(),
                       [](const auto& a, const auto& b) { return a.second < b.second; });
  if (most == deadlines.end()) return std::nullopt;
  return most->first;
}

void describe_stages(World& world) {
  if (!world.policy.rollout) return;
  for (const rules::Stage& stage : world.policy.rollout->stages) {
    world.stages.push_back({stage.name.value, stage.start.value, last_step(stage), {}, 0});
  }
  std::vector<std::map<rules::Date, std::int64_t>> deadlines(world.stages.size());
  for (const Member& member : world.members) {
    const Kind& kind = world.kinds[member.kind];
    if (kind.stage < 0) continue;
    const auto place = static_cast<std::size_t>(kind.stage);
    StageDates& stage = world.stages[place];
    ++stage.accounts;
    // Later ramp steps and graces stored earlier have dates of their own.
    const bool first = kind.facts.admitted_at == world.policy.zone.midnight(stage.start) &&
                       kind.facts.grace_started == rules::instant_min;
    if (!first || kind.dates.deadline >= SlotClock::never) continue;
    const Instant deadline = world.calendar.instant(kind.dates.deadline);
    ++deadlines[place][world.policy.zone.local_date(deadline)];
  }
  for (std::size_t i = 0; i < deadlines.size(); ++i) {
    world.stages[i].deadline = commonest(deadlines[i]);
  }
}

}  // namespace

void set_dates(const World& world, Kind& kind) {
  const Instant start = world.policy.zone.midnight(world.plan.start);
  kind.dates = dates_of(world, *world.plan.graph, kind.facts, kind.stage, start);
  for (std::size_t p = 1; p < world.policies.size(); ++p) {
    const engine::Graph& graph = *world.policies[p].graph;
    UnderPolicy& under = kind.later[p - 1];
    const Instant since = std::max(start, world.policies[p].since);
    const int stage = engine::stage_of(graph, under.facts);
    under.dates = dates_of(world, graph, under.facts, stage, since);
  }
}

void open_grace(const DecodedFacts& before, Instant since, DecodedFacts& facts) {
  facts.grace_started = before.grace_started;
  const Instant opening = std::max(before.admitted_at, before.created);
  if (facts.grace_started == rules::instant_min && opening < since) facts.grace_started = opening;
}

World::World(const Plan& of, Eras eras_of_it)
    : plan(of),
      policy(engine::policy_of(*of.graph)),
      calendar(policy.zone, of.start, of.days, of.behavior),
      desk(organization_class(of.behavior)),
      eras(std::move(eras_of_it.all)),
      policies(std::move(eras_of_it.policies)) {
  const rules::TwoFactor& two_factor = policy.two_factor;
  password_channel = engine::channel_number(*of.graph, "password");
  exempt_channel = sso_channel(*of.graph);
  const rules::RecognitionSettings& recognition = two_factor.recognition;
  cookie_seconds =
      value_or(recognition.cookie_days, rules::defaults::cookie_days) * rules::day_seconds;
  address_seconds = value_or(recognition.ip_days, rules::defaults::ip_days) * rules::day_seconds;
  clock_window_seconds =
      static_cast<double>(value_or(two_factor.totp.skew, rules::defaults::totp_skew) *
                          value_or(two_factor.totp.period, rules::defaults::totp_period));
  seed_history = value_or(recognition.seed_history, false);
  backup_codes_low =
      value_or(two_factor.settings.backup_codes.low, rules::defaults::backup_codes_low);
  mention_methods(two_factor.settings, enroll_in);
  for (const rules::Rule& rule : policy.rules) {
    if (rule.set) mention_methods(*rule.set, enroll_in);
  }
  recognition_matters = asks_recognition(*of.graph);
  for (const engine::Settings& choice :
       of.graph->choices[static_cast<std::size_t>(engine::Piece::proof)]) {
    proof_by_mail |= choice.proof == rules::ProofKind::email;
  }
  for (const engine::Settings& choice :
       of.graph->choices[static_cast<std::size_t>(engine::Piece::grace_skips)]) {
    skips_matter |= choice.grace_skips != engine::absent;
  }
}

rules::Result<std::unique_ptr<const World>> prepare(const Plan& plan) {
  auto eras = eras_of(plan.graph, plan.start, plan.behavior.drills);
  if (!eras.ok()) return eras.failure();
  auto world = std::make_unique<World>(plan, std::move(eras).value());
  const rules::Status sorted = sort_into_kinds(*world);
  if (!sorted.ok()) return sorted.failure();
  for (Kind& kind : world->kinds) set_dates(*world, kind);
  describe_stages(*world);
  return std::unique_ptr<const World>(std::move(world));
}

}  // namespace gatecast::simulator
