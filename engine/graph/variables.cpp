#include "engine/graph/variables.h"

#include <algorithm>

#include "rules/check.h"

namespace gatecast::engine {

using rules::Condition;

std::uint32_t Names::add(std::string_view name) {
  return numbers_.emplace(std::string(name), size()).first->second;
}

std::optional<std::uint32_t> Names::find(std::string_view name) const {
  const auto found = numbers_.find(name);
  if (found == numbers_.end()) return std::nullopt;
  return found->second;
}

std::vector<std::string> Names::in_order() const {
  std::vector<std::string> names(numbers_.size());
  for (const auto& [name, number] : numbers_) names[number] = name;
  return names;
}

namespace {

// Above these, one diagram would have a node for too many sets of names.
constexpr std::uint32_t most_names_in_one = 16;
constexpr std::size_t most_rules_in_one = 40;

std::uint64_t key(Asks asks, std::uint32_t a, std::uint32_t b) {
  return (static_cast<std::uint64_t>(asks) << 56) ^ (std::uint64_t{a} << 28) ^ b;
}

}  // namespace

// What few rules can multiply comes first, the settings before the state of the methods that they
// choose from; and what many rules name comes late, because a node of it is wide. Where there are
// many, which of the `then:` rules holds is known last, and the rows need not wait for it.
Variables::Variables(const rules::Policy& policy, const Choices& choices, Shape shape)
    : policy_(policy),
      networks_(policy.networks.size()),
      attributes_(policy.attributes.size()),
      integers_(policy.attributes.size()) {
  for (const std::string_view channel : rules::builtin_channels) channels.add(channel);
  for (const auto& channel : policy.channels) channels.add(channel.value);
  collect_names();
  collect_cuts();
  const bool is_large = policy.rules.size() > most_rules_in_one ||
                        users.size() + roles.size() + groups.size() > most_names_in_one;
  is_split_ = shape == Shape::split || (shape == Shape::by_size && is_large);
  for (const Asks asks : {Asks::emergency, Asks::admin}) add(asks);
  add(Asks::type, 4);
  if (!is_split_) number_names();
  account_end_ = static_cast<std::uint32_t>(all_.size());
  number_sign_in();
  number_dates();
  number_attributes(rules::Attribute::On::sign_in);
  number_place();
  number_settings(choices);
  if (!is_split_) add(Asks::then, 5);
  number_state();
  number_clocks(choices);
  if (is_split_) add(Asks::then, 5);
  if (is_split_) number_names();
}

void Variables::collect_names(const Condition& condition) {
  for (const Condition& child : condition.children) collect_names(child);
  for (const auto& name : condition.names) {
    switch (condition.kind) {
      case Condition::Kind::role:
        roles.add(name.value);
        break;
      case Condition::Kind::group:
        groups.add(name.value);
        break;
      case Condition::Kind::user:
        users.add(name.value);
        break;
      case Condition::Kind::application:
        applications.add(name.value);
        break;
      case Condition::Kind::country:
        countries.add(name.value);
        break;
      case Condition::Kind::network:
        for (std::size_t i = 0; i < networks_.size(); ++i) {
          if (policy_.networks[i].name.value == name.value) networks_[i] = true;
        }
        break;
      default:
        break;
    }
  }
  hours_.insert(hours_.end(), condition.hours.begin(), condition.hours.end());
  for (const rules::OverdueBound& bound : condition.bounds) {
    overdue_days.push_back(static_cast<std::uint32_t>(bound.days));
  }
  if (condition.kind == Condition::Kind::weekday) weekday_ = true;
  if (condition.kind == Condition::Kind::attribute) {
    attributes_[condition.attribute] = true;
    auto& integers = integers_[condition.attribute];
    integers.insert(integers.end(), condition.integers.begin(), condition.integers.end());
  }
}

void Variables::collect_names() {
  for (const rules::Rule& rule : policy_.rules) collect_names(rule.when);
  for (const rules::Exclusion& exclusion : policy_.exclusions) {
    if (exclusion.role) roles.add(exclusion.role->value);
    if (exclusion.who) collect_names(*exclusion.who);
  }
  if (policy_.rollout) {
    for (const rules::Stage& stage : policy_.rollout->stages) {
      if (stage.who) collect_names(*stage.who);
    }
  }
  // Assertions speak of the same world, so that proofs and witnesses need no other variables.
  for (const rules::Assertion& assertion : policy_.assertions) {
    if (assertion.when) collect_names(*assertion.when);
  }
  overdue_days.push_back(0);
  std::sort(overdue_days.begin(), overdue_days.end());
  overdue_days.erase(std::unique(overdue_days.begin(), overdue_days.end()), overdue_days.end());
  for (auto& integers : integers_) {
    std::sort(integers.begin(), integers.end());
    integers.erase(std::unique(integers.begin(), integers.end()), integers.end());
  }
}

void Variables::collect_cuts() {
  if (policy_.rollout) {
    for (const rules::Stage& stage : policy_.rollout->stages) {
      std::vector<Instant> steps;
      const std::size_t count = stage.ramp ? stage.ramp->percent_hundredths.size() : 1;
      for (std::size_t i = 0; i < count; ++i) {
        const int days = stage.ramp ? static_cast<int>(i) * stage.ramp->every_days : 0;
        steps.push_back(policy_.zone.midnight(rules::Date{stage.start.value.days + days}));
      }
      cuts.insert(cuts.end(), steps.begin(), steps.end());
      stage_steps.push_back(std::move(steps));
    }
  }
  for (const rules::Exclusion& exclusion : policy_.exclusions) {
    cuts.push_back(policy_.zone.midnight(exclusion.expires.value));
  }
  for (const rules::Rule& rule : policy_.rules) {
    if (rule.then && rule.then->expires) cuts.push_back(policy_.zone.midnight(*rule.then->expires));
  }
  std::sort(cuts.begin(), cuts.end());
  cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
}

void Variables::add(Asks asks, std::uint32_t size, std::uint32_t a, std::uint32_t b) {
  if (size <= 1) return;
  if (!numbers_.emplace(key(asks, a, b), static_cast<std::uint32_t>(all_.size())).second) return;
  all_.push_back({asks, a, b, size});
}

void Variables::number_names() {
  add(Asks::user, users.size() + 1);
  for (std::uint32_t i = 0; i < roles.size(); ++i) add(Asks::role, 2, i);
  add(Asks::other_role);
  for (std::uint32_t i = 0; i < groups.size(); ++i) add(Asks::group, 2, i);
  number_attributes(rules::Attribute::On::user);
}

void Variables::number_attributes(rules::Attribute::On on) {
  for (std::uint32_t i = 0; i < attributes_.size(); ++i) {
    const rules::Attribute& attribute = policy_.attributes[i];
    if (!attributes_[i] || attribute.on != on) continue;
    std::size_t size = 2;
    if (attribute.kind == rules::Attribute::Kind::integer) size = integers_[i].size() + 1;
    if (attribute.kind == rules::Attribute::Kind::values) size = attribute.values.size() + 1;
    add(Asks::attribute, static_cast<std::uint32_t>(size), i);
  }
}

void Variables::number_sign_in() {
  for (const Asks asks : {Asks::active, Asks::recognized, Asks::reset}) add(asks);
  add(Asks::risk, 4);
  add(Asks::channel, channels.size());
}

void Variables::number_state() {
  add(Asks::account_locked);
  for (std::uint32_t i = 0; i < rules::method_count; ++i) add(Asks::locked, 2, i);
  for (const Asks asks : {Asks::passkey, Asks::email, Asks::phone, Asks::skipped}) add(asks);
  add(Asks::authenticator, 3);
  for (const Asks asks : {Asks::email_healthy, Asks::sms_healthy}) add(asks);
}

void Variables::number_place() {
  add(Asks::application, applications.size() + 1);
  add(Asks::country, countries.size() + 1);
  for (std::uint32_t i = 0; i < networks_.size(); ++i) {
    if (networks_[i]) add(Asks::network, 2, i);
  }
}

void Variables::number_dates() {
  add(Asks::time, static_cast<std::uint32_t>(cuts.size() + 1));
  for (std::uint32_t i = 0; i < stage_steps.size(); ++i) {
    if (policy_.rollout->stages[i].ramp) {
      add(Asks::ramp, static_cast<std::uint32_t>(stage_steps[i].size() + 1), i);
    }
  }
  if (weekday_) add(Asks::weekday, 7);
  for (const rules::HourRange& range : hours_) {
    add(Asks::hours, 2, static_cast<std::uint32_t>(range.from_minute),
        static_cast<std::uint32_t>(range.to_minute));
  }
}

void Variables::number_settings(const Choices& choices) {
  for (std::uint32_t i = 0; i < piece_count; ++i) {
    add(Asks::setting, static_cast<std::uint32_t>(choices[i].size()), i);
  }
}

void Variables::number_clocks(const Choices& choices) {
  for (const Settings& days : choices[static_cast<std::size_t>(Piece::grace_days)]) {
    for (const Settings& skips : choices[static_cast<std::size_t>(Piece::grace_skips)]) {
      Settings both = days;
      copy(skips, Piece::grace_skips, both);
      const auto passed = static_cast<std::uint32_t>(overdue_days.size() + 1);
      if (both.days() != 0) add(Asks::grace_clock, 2, both.days(), both.grace_skips);
      add(Asks::overdue, passed, both.days());
    }
  }
}

std::uint32_t Variables::number(Asks asks, std::uint32_t a, std::uint32_t b) const {
  const auto found = numbers_.find(key(asks, a, b));
  GATECAST_CHECK(found != numbers_.end());
  return found->second;
}

bool Variables::is_asked(Asks asks, std::uint32_t a) const {
  return std::any_of(all_.begin(), all_.end(),
                     [&](const Variable& v) { return v.asks == asks && v.a == a; });
}

std::uint32_t Variables::first_value_at(Instant instant) const {
  const auto cut = std::lower_bound(cuts.begin(), cuts.end(), instant);
  return static_cast<std::uint32_t>(cut - cuts.begin()) + 1;
}

std::uint32_t Variables::first_value_overdue(std::uint32_t days) const {
  const auto bound = std::lower_bound(overdue_days.begin(), overdue_days.end(), days);
  return static_cast<std::uint32_t>(bound - overdue_days.begin()) + 1;
}

std::uint32_t Variables::integer_class(std::uint32_t attribute, std::int64_t value) const {
  const auto& named = integers_[attribute];
  const auto found = std::lower_bound(named.begin(), named.end(), value);
  if (found == named.end() || *found != value) return 0;
  return static_cast<std::uint32_t>(found - named.begin()) + 1;
}

Instant Variables::grace_deadline(const DecodedFacts& facts, std::uint32_t days) const {
  if (days == absent) return rules::instant_max;
  const Instant opening = facts.grace_started != rules::instant_min
                              ? facts.grace_started
                              : std::max(facts.admitted_at, facts.created);
  if (opening == rules::instant_min || opening == rules::instant_max || days == 0) return opening;
  return policy_.zone.add_days(opening, days);
}

namespace {

bool within(std::uint32_t minute, std::uint32_t from, std::uint32_t to) {
  return from < to ? from <= minute && minute < to : from <= minute || minute < to;
}

bool bit(const std::vector<std::uint64_t>& words, std::uint32_t i) {
  return i / 64 < words.size() && ((words[i / 64] >> (i % 64)) & 1) != 0;
}

std::uint32_t minute_of_day(rules::LocalSeconds local) {
  const rules::LocalSeconds second =
      ((local % rules::day_seconds) + rules::day_seconds) % rules::day_seconds;
  return static_cast<std::uint32_t>(second / 60);
}

}  // namespace

bool Variables::has(const Name& name, const DecodedFacts& f) const {
  switch (name.asks) {
    case Asks::role:
      return bit(f.roles, name.number);
    case Asks::group:
      return bit(f.groups, name.number);
    case Asks::user:
      return f.user == name.number;
    case Asks::application:
      return f.application == name.number;
    default:
      return f.country == name.number;
  }
}

bool recognized(rules::Recognition by, bool cookie, bool ip) {
  switch (by) {
    case rules::Recognition::cookie:
      return cookie;
    case rules::Recognition::cookie_and_ip:
      return cookie && ip;
    case rules::Recognition::cookie_or_ip:
      break;
  }
  return cookie || ip;
}

bool Variables::passed(const DecodedFacts& f, std::uint32_t days, std::uint32_t overdue) const {
  const Instant deadline = grace_deadline(f, days);
  const bool finite = deadline != rules::instant_min && deadline != rules::instant_max;
  return f.now >= (finite && overdue > 0 ? policy_.zone.add_days(deadline, overdue) : deadline);
}

std::uint32_t Variables::value(std::uint32_t variable, const DecodedFacts& f) const {
  const Variable& v = all_[variable];
  switch (v.asks) {
    case Asks::active:
      return f.active;
    case Asks::account_locked:
      return f.now < f.account_lock_until;
    case Asks::emergency:
      return f.emergency;
    case Asks::channel:
      return f.channel;
    case Asks::admin:
      return f.admin;
    case Asks::user:
      return f.user;
    case Asks::type:
      return f.type;
    case Asks::role:
      return bit(f.roles, v.a);
    case Asks::other_role:
      return f.other_role;
    case Asks::group:
      return bit(f.groups, v.a);
    case Asks::application:
      return f.application;
    case Asks::country:
      return f.country;
    case Asks::network:
      return (f.networks >> v.a) & 1;
    case Asks::risk:
      return f.risk;
    case Asks::attribute:
      return v.a < f.attributes.size() ? f.attributes[v.a] : 0;
    case Asks::time:
      return static_cast<std::uint32_t>(std::upper_bound(cuts.begin(), cuts.end(), f.now) -
                                        cuts.begin());
    case Asks::ramp:
      // Unless decoded, which an answer to unknown facts may do without, nobody is in the ramp.
      if (v.a >= f.ramp_steps.size()) return v.size - 1;
      return std::min<std::uint32_t>(f.ramp_steps[v.a], v.size - 1);
    case Asks::weekday:
      return static_cast<std::uint32_t>(rules::weekday(policy_.zone.local_date(f.now)));
    case Asks::hours:
      return within(minute_of_day(policy_.zone.to_local(f.now)), v.a, v.b);
    case Asks::recognized: {
      const auto& by = policy_.two_factor.recognition.by;
      return recognized(by ? by->value : rules::Recognition::cookie_or_ip, f.device_cookie,
                        f.known_ip);
    }
    case Asks::authenticator:
      return static_cast<std::uint32_t>(f.authenticator);
    case Asks::passkey:
      return f.passkey;
    case Asks::reset:
      return f.reset;
    case Asks::email:
      return f.email;
    case Asks::phone:
      return f.phone;
    case Asks::locked:
      return f.now < f.lock_until[v.a];
    case Asks::email_healthy:
      return f.email_healthy;
    case Asks::sms_healthy:
      return f.sms_healthy;
    case Asks::grace_clock:
      return f.now < grace_deadline(f, v.a) && (v.b == absent || f.skips < static_cast<int>(v.b));
    case Asks::overdue: {
      std::uint32_t count = 0;
      count = static_cast<std::uint32_t>(
          std::partition_point(overdue_days.begin(), overdue_days.end(),
                               [&](std::uint32_t days) { return passed(f, v.a, days); }) -
          overdue_days.begin());
      return count;
    }
    case Asks::skipped:
      return f.skipped;
    case Asks::setting:
    case Asks::then:
      break;
  }
  GATECAST_CHECK(false);
  return 0;
}

}  // namespace gatecast::engine
