#include "tests/simulator/second/people.h"

#include <algorithm>
#include <map>
#include <set>

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

// What an account's own stages are on some day, by what drills have done to them since: a stage
// without a date admits him never. Without a ramp, since his step of it is his date.
using StageDays = std::vector<std::optional<Date>>;

std::optional<Date> day_in_ramp(const rules::Policy& policy, const rules::Stage& stage,
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

std::optional<Date> day_after_drills(const Plan& plan, const rules::Stage& stage,
                                     std::optional<Date> day, Date today, Date& start) {
  using simulator::DrillKind;
  const auto own = day;
  start = stage.start.value;
  for (const simulator::Drill& drill : plan.behavior.drills) {
    if (drill.stage != stage.name.value || drill.from > today || !own) continue;
    const bool over = drill.until && *drill.until <= today;
    const int length = over ? drill.until->days - drill.from.days : 0;
    if (drill.kind == DrillKind::stage_paused) {
      if (start >= drill.from) start.days += length;
      if (!day || *day < drill.from) continue;
      if (over) day->days += length;
      if (!over) day = std::nullopt;
    }
    if (drill.kind == DrillKind::stage_rolled_back) {
      day = std::nullopt;
      if (!over) continue;
      start = *drill.until;
      day = Date{start.days + own->days - stage.start.value.days};
    }
  }
  return day;
}

// When grace ends for somebody who has nothing yet, by the settings at the time that it begins.
double deadline_of(const rules::Policy& policy, const Hours& hours, engine::Facts facts,
                   Instant admitted, Instant since) {
  const Instant created = facts.user.created.value_or(rules::instant_min);
  facts.now = std::max({admitted, created, since});
  const oracle::Reading reading(policy, facts);
  const oracle::Settings& settings = reading.in_force();
  const bool enrolls = settings.has(Method::authenticator) || settings.has(Method::passkey);
  if (!enrolls || !reading.required(settings)) return never;
  const auto deadline = reading.deadline(settings);
  if (!deadline) return never;
  // How long ago it was makes no difference.
  return hours.moment(std::max(*deadline, hours.instant(0) - 400 * rules::day_seconds));
}

std::shared_ptr<const rules::Policy> policy_with(const rules::Policy& policy,
                                                 const StageDays& days) {
  auto own = std::make_shared<rules::Policy>(policy);
  std::vector<rules::Stage> stages;
  for (std::size_t s = 0; s < days.size(); ++s) {
    if (!days[s]) continue;
    stages.push_back(policy.rollout->stages[s]);
    stages.back().ramp.reset();
    stages.back().start.value = *days[s];
  }
  own->rollout->stages = std::move(stages);
  return own;
}

class People {
 public:
  People(const Plan& plan, const Hours& hours, const Decisions& decisions)
      : plan_(plan), hours_(hours), decisions_(decisions), days_{plan.start} {
    for (const simulator::Drill& drill : plan.behavior.drills) {
      if (drill.stage.empty()) continue;
      days_.insert(drill.from);
      if (drill.until) days_.insert(*drill.until);
    }
    // Before all of them the policy was as it is written, and grace may have opened by it.
    days_.insert(Date{days_.begin()->days - 1});
  }

  void know(std::uint32_t who, Known& known) {
    // Somebody who has enrolled in nothing, skipped nothing and was never reset.
    engine::Facts facts = decisions_.facts(who, {}, 0, hours_.instant(0), {});
    known.emergency = oracle::Reading(*plan_.policy, facts).emergency();
    known.administrator = oracle::Reading(*plan_.policy, facts).admin_role() != nullptr;
    known.stage = first_stage(facts);
    const rules::TimeZone& zone = plan_.policy->zone;
    for (const Date day : days_) {
      Standing now;
      now.from = hours_.moment(zone.midnight(day));
      now.grace_started = facts.user.grace_started;
      if (!known.standings.empty()) {
        const Standing& before = known.standings.back();
        const Instant created = facts.user.created.value_or(rules::instant_min);
        const Instant opening = std::max(before.admitted, created);
        now.grace_started = before.grace_started;
        const bool stored = now.grace_started.is_known();
        if (!stored && opening < zone.midnight(day)) now.grace_started = opening;
      }
      facts.user.grace_started = now.grace_started;
      set_dates(day, facts, now);
      known.standings.push_back(now);
    }
    // Of what came before the start, the last is what it begins with; and it always was so.
    while (known.standings.size() > 1 && known.standings[1].from <= 0) {
      known.standings.erase(known.standings.begin());
    }
  }

 private:
  std::string first_stage(const engine::Facts& facts) const {
    const rules::Policy& policy = *plan_.policy;
    if (!policy.rollout) return {};
    std::string name;
    std::optional<Date> first;
    for (const rules::Stage* stage : oracle::Reading(policy, facts).matching_stages()) {
      const auto day = day_in_ramp(policy, *stage, facts.user.id.value());
      if (!day || (first && *first <= *day)) continue;
      first = day;
      name = stage->name.value;
    }
    return name;
  }

  void set_dates(Date day, const engine::Facts& facts, Standing& now) {
    const rules::Policy& policy = *plan_.policy;
    now.policy = plan_.policy;
    std::optional<Date> first;
    Date start{};
    if (policy.rollout) {
      const auto matching = oracle::Reading(policy, facts).matching_stages();
      StageDays days;
      for (const rules::Stage& stage : policy.rollout->stages) {
        Date begin{};
        const auto own = day_in_ramp(policy, stage, facts.user.id.value());
        days.push_back(day_after_drills(plan_, stage, own, day, begin));
        const bool his = std::find(matching.begin(), matching.end(), &stage) != matching.end();
        if (!his || !days.back() || (first && *first <= *days.back())) continue;
        first = days.back();
        start = begin;
      }
      std::shared_ptr<const rules::Policy>& known = policies_[days];
      if (!known) known = policy_with(policy, days);
      now.policy = known;
      if (!first) return;
    }
    now.admitted = first ? policy.zone.midnight(*first) : rules::instant_min;
    const bool enabled = policy.two_factor.enabled && policy.two_factor.enabled->value;
    if (!enabled || known_to_enroll_in(policy).empty()) return;
    now.announced = 0;
    if (first) {
      const int heard = start.days - policy.rollout->announce_days_before;
      now.announced = std::max(0.0, hours_.moment(policy.zone.midnight(Date{heard})));
    }
    const Instant since = std::max(hours_.instant(0), policy.zone.midnight(day));
    now.deadline = deadline_of(*now.policy, hours_, facts, now.admitted, since);
  }

  const Plan& plan_;
  const Hours& hours_;
  const Decisions& decisions_;
  std::set<Date> days_;
  std::map<StageDays, std::shared_ptr<const rules::Policy>> policies_;
};

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

std::vector<Known> know_people(const Plan& plan, const Hours& hours, Decisions& decisions) {
  std::vector<Known> all;
  People people(plan, hours, decisions);
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
    people.know(who, known);
    all.push_back(known);
  }
  std::vector<std::vector<Standing>> standings;
  for (const Known& known : all) standings.push_back(known.standings);
  decisions.know(std::move(standings));
  return all;
}

}  // namespace gatecast::second
