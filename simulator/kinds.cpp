#include "simulator/kinds.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <unordered_map>
#include <utility>

#include "engine/graph/graph.h"

namespace gatecast::simulator {

namespace {

using engine::DecodedFacts;
using rules::Instant;

// FNV-1a: the same on every machine.
std::uint64_t hash(const std::vector<std::string>& words) {
  std::uint64_t h = 0xcbf29ce484222325ULL;
  for (const std::string& word : words) {
    for (const char c : word) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    h = (h ^ 0xffU) * 0x100000001b3ULL;
  }
  return h;
}

// The groups and classes of all people; numbers are given in order of first appearance, so they
// depend on the population alone.
class Gathering {
 public:
  explicit Gathering(World& world) : world_(world) { group("all"); }

  void place(std::optional<rules::AccountType> type, const std::vector<std::string>& roles,
             Kind& kind) {
    Cohort cohort{{group("all")}};
    if (type) cohort.groups.push_back(group(fmt::format("type:{}", rules::name(*type))));
    for (const std::string& role : roles) cohort.groups.push_back(group("role:" + role));
    if (kind.stage >= 0) {
      const auto number = static_cast<std::size_t>(kind.stage);
      cohort.groups.push_back(group("stage:" + world_.policy.rollout->stages[number].name.value));
    }
    std::sort(cohort.groups.begin(), cohort.groups.end());
    cohort.groups.erase(std::unique(cohort.groups.begin(), cohort.groups.end()),
                        cohort.groups.end());
    const auto next = static_cast<std::uint32_t>(world_.cohorts.size());
    const auto [at, is_new] = cohorts_.try_emplace(cohort.groups, next);
    if (is_new) world_.cohorts.push_back(cohort);
    kind.cohort = at->second;
    kind.traits = traits(type, roles);
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
      std::vector<std::string> names;
      for (std::uint32_t& g : cohort.groups) {
        g = moved[g];
        names.push_back(world_.groups[g]);
      }
      std::sort(names.begin(), names.end());
      world_.cohort_keys.push_back(hash(names));
    }
  }

 private:
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

template <class T>
void append(std::string& key, const T& value) {
  key.append(reinterpret_cast<const char*>(&value), sizeof value);
}

template <class T>
void append(std::string& key, const std::vector<T>& values) {
  append(key, values.size());
  key.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T));
}

// Everything of the facts that does not change, which is what tells kinds apart.
void append(std::string& key, const DecodedFacts& f) {
  append(key, std::array{f.grace_started, f.account_lock_until, f.admitted_at, f.created});
  append(key, f.lock_until);
  append(key, std::array{f.active, f.email, f.phone, f.admin, f.emergency, f.other_role});
  append(key,
         std::array{std::uint32_t{f.type}, f.application, f.account_class, f.user, f.admin_role});
  append(key, f.name_rows);
  append(key, f.more_name_rows);
  append(key, f.roles);
  append(key, f.groups);
  append(key, f.attributes);
  append(key, f.ramp_steps);
}

// From whichever of two times grace counts, those who differ in nothing else get the same answers:
// what came before admission does not count, and of what is long over it is all the same how long.
class Openings {
 public:
  explicit Openings(const World& world) {
    const engine::Graph& graph = *world.plan.graph;
    std::uint32_t days = 0;
    for (const engine::Settings& choice :
         graph.choices[static_cast<std::size_t>(engine::Piece::grace_days)]) {
      if (choice.grace_days != engine::absent) days = std::max(days, choice.grace_days);
    }
    const auto& overdue = graph.variables.overdue_days;
    if (!overdue.empty()) days += overdue.back();
    // Local days have up to 25 hours, and an end is compared to the second.
    long_ago_ = world.policy.zone.midnight(world.plan.start) -
                (rules::Seconds{days} + 3) * rules::day_seconds;
  }

  void simplify(DecodedFacts& facts) const {
    if (facts.grace_started != rules::instant_min) {
      facts.grace_started = std::max(facts.grace_started, long_ago_);
      facts.created = rules::instant_min;
    } else if (facts.created <= facts.admitted_at) {
      facts.created = rules::instant_min;
    } else if (facts.created < long_ago_) {
      facts.created = long_ago_;
    }
  }

 private:
  Instant long_ago_;
};

std::optional<rules::AccountType> type_of(const DecodedFacts& facts) {
  if (facts.type > 2) return std::nullopt;
  return static_cast<rules::AccountType>(facts.type);
}

// What reminders do to somebody of a stage, with a type and roles.
std::vector<Urging> urgings(const World& world, int stage, std::optional<rules::AccountType> type,
                            const std::vector<std::string>& roles) {
  std::vector<Urging> result;
  for (const Reminder& reminder : world.plan.behavior.reminders) {
    const bool all_types = reminder.type.empty();
    if (!all_types && (!type || rules::name(*type) != reminder.type)) continue;
    const bool has_role = std::find(roles.begin(), roles.end(), reminder.role) != roles.end();
    if (!reminder.role.empty() && !has_role) continue;
    if (!reminder.stage.empty()) {
      if (stage < 0) continue;
      const rules::Stage& his = world.policy.rollout->stages[static_cast<std::size_t>(stage)];
      if (his.name.value != reminder.stage) continue;
    }
    const auto midnight = [&](int days) {
      const rules::Date day{reminder.on.days + days};
      return world.calendar.moment(world.policy.zone.midnight(day));
    };
    result.push_back({midnight(0), midnight(reminder.days), reminder.times});
  }
  return result;
}

// When drills of a kind befall somebody with these roles.
std::vector<Moment> drilled(const World& world, DrillKind kind,
                            const std::vector<std::string>& roles) {
  std::vector<Moment> moments;
  for (const Drill& drill : world.plan.behavior.drills) {
    if (drill.kind != kind) continue;
    const bool concerned =
        drill.role.empty() || std::find(roles.begin(), roles.end(), drill.role) != roles.end();
    // Whose accounts were closed before the start were so at it.
    const Moment at = world.calendar.moment(world.policy.zone.midnight(drill.from));
    if (concerned && (at >= 0 || kind == DrillKind::accounts_closed)) moments.push_back(at);
  }
  return moments;
}

// What changes about a person goes to the member, and the kind has nobody's.
Member take_own(DecodedFacts& facts) {
  Member member;
  member.authenticator = facts.authenticator;
  member.passkey = facts.passkey;
  member.reset = facts.reset;
  member.backup_codes = facts.backup_codes;
  member.skips = facts.skips;
  facts.authenticator = rules::AuthenticatorState::not_started;
  facts.passkey = facts.reset = false;
  facts.backup_codes = facts.skips = 0;
  return member;
}

// The account under the policies that drills put in force. Grace that has opened by then stays as
// it was: it opens once a person.
rules::Status decode_later(const World& world, const engine::Account& account,
                           const DecodedFacts& first, const Openings& openings,
                           std::vector<UnderPolicy>& later) {
  if (world.policies.size() == 1) return rules::Done{};
  later.resize(world.policies.size() - 1);
  DecodedFacts before = first;
  for (std::size_t p = 1; p < world.policies.size(); ++p) {
    const auto& [since, graph] = world.policies[p];
    DecodedFacts& facts = later[p - 1].facts;
    const rules::Status decoded = engine::decode_account(*graph, account, facts);
    if (!decoded.ok()) return decoded.failure();
    facts.channel = first.channel;
    facts.application = first.application;
    open_grace(before, since, facts);
    before = facts;
    openings.simplify(facts);
    take_own(facts);
  }
  return rules::Done{};
}

}  // namespace

rules::Status sort_into_kinds(World& world) {
  const engine::Graph& graph = *world.plan.graph;
  Gathering gathering(world);
  const Openings openings(world);
  const AccountColumns& columns = world.plan.population->people.columns();
  world.members.reserve(columns.size());
  const Instant start = world.policy.zone.midnight(world.plan.start);
  std::unordered_map<std::string, std::uint32_t> known;
  Kind kind;
  std::string key;
  std::string key_before;  // of the account before, whose kind was `number`
  std::uint32_t number = 0;
  engine::Account account;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    columns.read(i, account);
    DecodedFacts& facts = kind.facts;
    const rules::Status decoded = engine::decode_account(graph, account, facts);
    if (!decoded.ok()) {
      return rules::Failure{
          fmt::format("account `{}`: {}", account.id.value_or("?"), decoded.message())};
    }
    facts.channel = world.password_channel;
    facts.application =
        engine::application_number(graph, columns.application_of(columns.application(i)));
    const Moment joins = std::max(0.0, world.calendar.moment(std::max(facts.created, start)));
    const rules::Status later = decode_later(world, account, facts, openings, kind.later);
    if (!later.ok()) return later.failure();
    openings.simplify(facts);
    Member member = take_own(facts);
    member.sign_ins_per_day = columns.sign_ins_per_day(i).value_or(-1);
    world.rates_unknown |= member.sign_ins_per_day < 0;
    const double sso_share = columns.sso_share(i).value_or(0);
    key.clear();
    append(key, facts);
    for (const UnderPolicy& under : kind.later) append(key, under.facts);
    append(key, sso_share);
    append(key, columns.role_set(i));
    append(key, joins);
    bool is_new = false;
    if (key != key_before) {
      const auto next = static_cast<std::uint32_t>(world.kinds.size());
      const auto found = known.try_emplace(key, next);
      number = found.first->second;
      is_new = found.second;
      key_before.swap(key);
    }
    if (is_new) {
      kind.members = 0;
      kind.sso_share = sso_share;
      kind.stage = engine::stage_of(graph, facts);
      gathering.place(type_of(facts), account.roles.value_or({}), kind);
      kind.urgings = urgings(world, kind.stage, type_of(facts), account.roles.value_or({}));
      kind.joins = joins;
      kind.losses = drilled(world, DrillKind::authenticators_lost, account.roles.value_or({}));
      kind.closings = drilled(world, DrillKind::accounts_closed, account.roles.value_or({}));
      world.kinds.push_back(kind);
    }
    member.kind = number;
    ++world.kinds[member.kind].members;
    world.members.push_back(member);
  }
  gathering.sort_groups();
  return rules::Done{};
}

}  // namespace gatecast::simulator
