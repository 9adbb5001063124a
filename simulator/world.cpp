#include "simulator/world.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

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

std::vector<std::string> roles_of(const engine::Account& account) {
  return account.roles.value_or({});
}

// Gathers the groups and classes of all people; numbers are given in order of first appearance, so
// they depend on the population alone.
class Gathering {
 public:
  explicit Gathering(World& world) : world_(world) { group("all"); }

  void add(const Person& person, Member& member) {
    const std::optional<rules::AccountType> type = type_of(member.facts);
    const std::vector<std::string> roles = roles_of(person.account);
    Cohort cohort{{group("all")}};
    if (type) cohort.groups.push_back(group(fmt::format("type:{}", rules::name(*type))));
    for (const std::string& role : roles) cohort.groups.push_back(group("role:" + role));
    const int stage = engine::stage_of(*world_.plan.graph, member.facts);
    if (stage >= 0) {
      const auto number = static_cast<std::size_t>(stage);
      cohort.groups.push_back(group("stage:" + world_.policy.rollout->stages[number].name.value));
    }
    std::sort(cohort.groups.begin(), cohort.groups.end());
    cohort.groups.erase(std::unique(cohort.groups.begin(), cohort.groups.end()),
                        cohort.groups.end());
    const auto next = static_cast<std::uint32_t>(world_.cohorts.size());
    const auto [at, is_new] = cohorts_.try_emplace(cohort.groups, next);
    if (is_new) world_.cohorts.push_back(cohort);
    member.cohort = at->second;
    member.traits = traits(type, roles);
  }

  // Groups in the order of display: all, types, roles, stages; each in order of the policy or name.
  void sort_groups() {
    std::vector<std::pair<int, std::string>> keyed;
    for (const std::string& name : world_.groups) keyed.emplace_back(rank(name), name);
    std::sort(keyed.begin(), keyed.end());
    std::vector<std::uint32_t> moved(keyed.size());
    for (std::uint32_t i = 0; i < keyed.size(); ++i) {
      moved[groups_.at(keyed[i].second)] = i;
      world_.groups[i] = keyed[i].second;
    }
    for (Cohort& cohort : world_.cohorts) {
      for (std::uint32_t& g : cohort.groups) g = moved[g];
    }
  }

 private:
  static std::optional<rules::AccountType> type_of(const DecodedFacts& facts) {
    if (facts.type > 2) return std::nullopt;
    return static_cast<rules::AccountType>(facts.type);
  }

  int rank(const std::string& name) const {
    if (name == "all") return 0;
    if (name.starts_with("type:")) return 1;
    if (name.starts_with("role:")) return 2;
    int place = 3;
    for (const rules::Stage& stage : world_.policy.rollout->stages) {
      if (name == "stage:" + stage.name.value) return place;
      ++place;
    }
    return place;
  }

  std::uint32_t group(const std::string& name) {
    const auto next = static_cast<std::uint32_t>(world_.groups.size());
    const auto [at, is_new] = groups_.try_emplace(name, next);
    if (is_new) world_.groups.push_back(name);
    return at->second;
  }

  std::uint32_t traits(std::optional<rules::AccountType> type,
                       const std::vector<std::string>& roles) {
    const auto next = static_cast<std::uint32_t>(world_.trait_classes.size());
    const auto [at, is_new] = classes_.try_emplace({type, roles}, next);
    if (is_new) {
      world_.trait_classes.push_back(trait_class(world_.plan.behavior, type, roles));
    }
    return at->second;
  }

  World& world_;
  std::map<std::string, std::uint32_t> groups_;
  std::map<std::vector<std::uint32_t>, std::uint32_t> cohorts_;
  std::map<std::pair<std::optional<rules::AccountType>, std::vector<std::string>>, std::uint32_t>
      classes_;
};

void set_dates(const World& world, Member& member) {
  const rules::Policy& policy = world.policy;
  DecodedFacts& facts = member.facts;
  const bool enabled = value_or(policy.two_factor.enabled, false);
  if (!enabled || facts.admitted_at == rules::instant_max || world.enroll_in.empty()) return;
  const Instant start = policy.zone.midnight(world.plan.start);
  member.announced = 0;
  const int stage = engine::stage_of(*world.plan.graph, facts);
  if (stage >= 0) {
    const rules::Date first = policy.rollout->stages[static_cast<std::size_t>(stage)].start.value;
    const rules::Date heard{first.days - policy.rollout->announce_days_before};
    member.announced = std::max(0.0, world.calendar.moment(policy.zone.midnight(heard)));
  }
  facts.now = std::max({facts.admitted_at, facts.created, start});
  const Instant deadline = engine::grace_deadline(*world.plan.graph, facts);
  if (deadline != rules::instant_max) {
    // One that lies long ago is a deadline that has passed; how long does not matter.
    member.deadline = world.calendar.moment(std::max(deadline, start - 366 * rules::day_seconds));
  }
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
    const int number = engine::stage_of(*world.plan.graph, member.facts);
    if (number < 0) continue;
    const auto place = static_cast<std::size_t>(number);
    StageDates& stage = world.stages[place];
    ++stage.accounts;
    // Later ramp steps and graces stored earlier have dates of their own.
    const bool first = member.facts.admitted_at == world.policy.zone.midnight(stage.start) &&
                       member.facts.grace_started == rules::instant_min;
    if (!first || member.deadline >= SlotClock::never) continue;
    const Instant deadline = world.calendar.instant(member.deadline);
    ++deadlines[place][world.policy.zone.local_date(deadline)];
  }
  for (std::size_t i = 0; i < deadlines.size(); ++i) {
    world.stages[i].deadline = commonest(deadlines[i]);
  }
}

}  // namespace

World::World(const Plan& of)
    : plan(of),
      policy(engine::policy_of(*of.graph)),
      calendar(policy.zone, of.start, of.days, of.behavior),
      desk(organization_class(of.behavior)) {
  const rules::TwoFactor& two_factor = policy.two_factor;
  password_channel = engine::channel_number(*of.graph, "password");
  exempt_channel = sso_channel(*of.graph);
  const rules::RecognitionSettings& recognition = two_factor.recognition;
  cookie_seconds =
      value_or(recognition.cookie_days, rules::defaults::cookie_days) * rules::day_seconds;
  address_seconds = value_or(recognition.ip_days, rules::defaults::ip_days) * rules::day_seconds;
  seed_history = value_or(recognition.seed_history, false);
  backup_codes_low =
      value_or(two_factor.settings.backup_codes.low, rules::defaults::backup_codes_low);
  mention_methods(two_factor.settings, enroll_in);
  for (const rules::Rule& rule : policy.rules) {
    if (rule.set) mention_methods(*rule.set, enroll_in);
  }
}

rules::Result<std::unique_ptr<const World>> prepare(const Plan& plan) {
  auto world = std::make_unique<World>(plan);
  Gathering gathering(*world);
  const People& people = plan.population->people;
  world->members.resize(people.size());
  for (std::size_t i = 0; i < people.size(); ++i) {
    const Person person = people[i];
    Member& member = world->members[i];
    const rules::Status decoded = engine::decode_account(*plan.graph, person.account, member.facts);
    if (!decoded.ok()) {
      return rules::Failure{
          fmt::format("account `{}`: {}", person.account.id.value_or("?"), decoded.message())};
    }
    member.facts.channel = world->password_channel;
    member.facts.application = engine::application_number(*plan.graph, person.application);
    member.sso_share = person.sso_share;
    gathering.add(person, member);
    const double usual = world->trait_classes[member.traits]
                             .values[static_cast<std::size_t>(Parameter::sign_ins_per_day)]
                             ->value;
    member.sign_ins_per_day = person.sign_ins_per_day.value_or(usual);
    set_dates(*world, member);
  }
  gathering.sort_groups();
  describe_stages(*world);
  return std::unique_ptr<const World>(std::move(world));
}

}  // namespace gatecast::simulator
