#include "tests/analysis/plain_conditions.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cstdio>
#include <functional>
#include <map>

#include "engine/facts_writer.h"
#include "tests/analysis/plain_ages.h"
#include "tests/oracle/reading.h"

namespace gatecast::oracle {

using engine::Condition;
using engine::Facts;
using engine::Restriction;

namespace {

// The JSON of one fact, as a caller would write it.
std::string written(const Facts& facts, std::string_view path) {
  std::string text;
  const std::vector<std::string> only{std::string(path)};
  engine::write_facts(facts, &only, text);
  boost::json::value at = boost::json::parse(text);
  while (!path.empty()) {
    const std::size_t dot = std::min(path.find('.'), path.size());
    at = boost::json::value(at.as_object().at(path.substr(0, dot)));
    path.remove_prefix(std::min(dot + 1, path.size()));
  }
  return boost::json::serialize(at);
}

bool has(const std::optional<std::vector<std::string>>& names, const std::string& name) {
  return names && std::find(names->begin(), names->end(), name) != names->end();
}

std::optional<std::vector<std::string>> names_of(
    const engine::Fact<std::vector<std::string>>& fact) {
  if (!fact.is_known()) return std::nullopt;
  return fact.value();
}

bool is_locked(const engine::Fact<engine::Lock>& lock, rules::Instant now) {
  return lock.is_known() && (!lock.value().until || now < *lock.value().until);
}

bool recognized(const rules::Policy& policy, const Facts& facts) {
  const bool cookie = facts.sign_in.device_cookie.value_or(false);
  const bool address = facts.sign_in.known_ip.value_or(false);
  const auto& by = policy.two_factor.recognition.by;
  if (by && by->value == rules::Recognition::cookie) return cookie;
  if (by && by->value == rules::Recognition::cookie_and_ip) return cookie && address;
  return cookie || address;
}

bool is_usable(const std::string& method, const Facts& facts) {
  const auto& user = facts.user;
  const auto unlocked = [&](rules::Method m) {
    return !is_locked(user.locks[static_cast<std::size_t>(m)], facts.now);
  };
  if (method == "authenticator") {
    return user.authenticator.is_known() &&
           user.authenticator.value() == rules::AuthenticatorState::enrolled &&
           unlocked(rules::Method::authenticator);
  }
  if (method == "passkey") return user.passkey.value_or(false) && unlocked(rules::Method::passkey);
  if (method == "email") {
    return user.email.value_or(false) && facts.environment.email_healthy.value_or(true) &&
           unlocked(rules::Method::email);
  }
  return user.phone.value_or(false) && facts.environment.sms_healthy.value_or(true) &&
         unlocked(rules::Method::sms);
}

const rules::Attribute* attribute(const rules::Policy& policy, const std::string& fact) {
  for (const rules::Attribute& each : policy.attributes) {
    const bool of_user = each.on == rules::Attribute::On::user;
    if (fact == (of_user ? "user.attributes." : "sign_in.attributes.") + each.name.value) {
      return &each;
    }
  }
  return nullptr;
}

}  // namespace

namespace {

using Visit = std::function<void(const rules::Condition&)>;

void visit(const rules::Condition& condition, const Visit& each) {
  each(condition);
  for (const rules::Condition& child : condition.children) visit(child, each);
}

void visit(const rules::Policy& policy, const Visit& each) {
  for (const auto& rule : policy.rules) visit(rule.when, each);
  for (const auto& exclusion : policy.exclusions) {
    if (exclusion.who) visit(*exclusion.who, each);
  }
  for (const auto& assertion : policy.assertions) {
    if (assertion.when) visit(*assertion.when, each);
  }
  if (!policy.rollout) return;
  for (const auto& stage : policy.rollout->stages) {
    if (stage.who) visit(*stage.who, each);
  }
}

}  // namespace

PlainConditions::PlainConditions(const rules::Policy& before, const rules::Policy& after)
    : before_(before), after_(after) {
  using Kind = rules::Condition::Kind;
  for (const rules::Policy* policy : {&before, &after}) {
    visit(*policy, [&](const rules::Condition& condition) {
      for (const auto& name : condition.names) {
        if (condition.kind == Kind::application) applications_.insert(name.value);
        if (condition.kind == Kind::country) countries_.insert(name.value);
        if (condition.kind == Kind::network) networks_.insert(name.value);
        if (condition.kind == Kind::user) users_.insert(name.value);
      }
      if (condition.kind != Kind::attribute) return;
      for (const std::int64_t integer : condition.integers) {
        integers_[policy->attributes[condition.attribute].name.value].insert(
            std::to_string(integer));
      }
    });
    if (!policy->emergency_access) continue;
    for (const auto& account : policy->emergency_access->accounts) users_.insert(account.value);
  }
}

bool PlainConditions::is_user(const std::string& value, const Facts& facts) const {
  const std::string& id = facts.user.id.value();
  if (value.starts_with('"')) return value == boost::json::serialize(boost::json::value(id));
  // `another user, in 10% to 25% of stage `pilot``: those that are named are none of them.
  if (users_.count(id) > 0) return false;
  std::size_t at = 0;
  while ((at = value.find(", in ", at)) != std::string::npos) {
    double from = 0;
    double to = 0;
    char stage[100] = {};
    EXPECT_EQ(
        std::sscanf(value.c_str() + at, ", in %lf%% to %lf%% of stage `%99[^`]", &from, &to, stage),
        3);
    const std::string& policy = before_.rollout && before_.name.value != after_.name.value
                                    ? std::string()
                                    : after_.name.value;
    const int bucket = ramp_bucket(policy, stage, id);
    if (bucket < from * 100 - 0.5 || bucket > to * 100 - 0.5) return false;
    ++at;
  }
  return true;
}

// `7 to 14 days ago`.
bool PlainConditions::is_opened(const std::string& value, const Facts& facts) const {
  const bool stored = facts.user.grace_started.is_known();
  if (value == "null") return !stored;
  if (!stored) return false;
  if (value == "at any time") return true;
  const rules::Instant opening = facts.user.grace_started.value();
  if (value.find(" days ago") != std::string::npos)
    return is_ago(value, zones(), opening, facts.now);
  return boost::json::serialize(boost::json::value(rules::format_instant(opening))) ==
         "\"" + value + "\"";
}

// `T`, or `after T` or `from T on`, and `before U` or `until U`; or `7 to 14 days ago`.
bool PlainConditions::is_created(const std::string& value, const Facts& facts) const {
  const rules::Instant created = facts.user.created.value_or(rules::instant_min);
  if (value == "at any time") return true;
  if (value.find(" days ago") != std::string::npos) {
    const std::size_t age = value.starts_with("after ") ? value.find(" and ") : std::string::npos;
    if (age == std::string::npos) return is_ago(value, zones(), created, facts.now);
    return is_created(value.substr(0, age), facts) &&
           is_ago(value.substr(age + 5), zones(), created, facts.now);
  }
  const auto date = [&](const std::string& word) -> std::optional<rules::Instant> {
    constexpr std::size_t length = std::string_view("2027-01-01T00:00:00Z").size();
    const std::size_t at = value.find(word);
    if (at == std::string::npos) return std::nullopt;
    return rules::parse_instant(value.substr(at + word.size(), length));
  };
  const auto after = date("after ");
  const auto from = date("from ");
  const auto before = date("before ");
  const auto until = date("until ");
  if (!after && !from && !before && !until) return created == date("");
  if ((after && created <= *after) || (from && created < *from)) return false;
  return (!before || created < *before) && (!until || created <= *until);
}

std::string PlainConditions::networks(const Facts& facts) const {
  std::map<std::string, int> inside;
  const auto address =
      facts.sign_in.ip.is_known() ? rules::parse_address(facts.sign_in.ip.value()) : std::nullopt;
  for (const rules::Policy* policy : {&before_, &after_}) {
    for (const auto& network : policy->networks) {
      if (networks_.count(network.name.value) == 0) continue;
      const bool is_in = address && std::any_of(network.blocks.begin(), network.blocks.end(),
                                                [&](const auto& block) {
                                                  return rules::contains(block.value, *address);
                                                });
      if (is_in) inside[network.name.value] += policy == &before_ ? 1 : 2;
    }
  }
  std::string text;
  for (const auto& [name, by] : inside) {
    text += (text.empty() ? "in `" : " and `") + name + "`";
    if (by == 1) text += " by the old policy";
    if (by == 2) text += " by the new policy";
  }
  return text.empty() ? "in no network" : text;
}

std::string PlainConditions::type(const Facts& facts) const {
  constexpr const char* words[] = {"\"internal\"", "\"partner\"", "\"customer\""};
  constexpr const char* open = "not known, as roles are not declared or disagree";
  std::string found = "null";
  bool undeclared = false;
  bool disagree = false;
  for (const std::string& name : facts.user.roles.value_or({})) {
    const auto role = std::find_if(before_.roles.begin(), before_.roles.end(),
                                   [&](const auto& each) { return each.name.value == name; });
    undeclared = undeclared || role == before_.roles.end();
    if (role == before_.roles.end() || !role->type) continue;
    const std::string word = words[static_cast<int>(*role->type)];
    disagree = disagree || (found != "null" && found != word);
    found = word;
  }
  if (undeclared) return open;
  if (facts.user.type.is_known()) return words[static_cast<int>(facts.user.type.value())];
  return disagree ? open : found;
}

bool PlainConditions::is(const Restriction& restriction, const std::string& value,
                         const Facts& facts) const {
  const std::string& fact = restriction.fact;
  const auto flag = [&](bool holds) { return value == (holds ? "true" : "false"); };
  const auto yes = [&](bool holds) { return value == (holds ? "yes" : "no"); };
  if (fact == "user.roles") return yes(has(names_of(facts.user.roles), restriction.piece));
  if (fact == "user.groups") return yes(has(names_of(facts.user.groups), restriction.piece));
  const rules::Policy& one = fact.ends_with(" by the new policy") ? after_ : before_;
  if (fact.starts_with("admitted")) return flag(Reading(one, facts).admitted());
  int days = 0;
  if (std::sscanf(fact.c_str(), "grace of %d days open", &days) == 1) {
    // By a policy that has just this grace.
    Settings settings;
    settings.grace_days = days;
    const auto deadline = Reading(one, facts).deadline(settings);
    return flag(Reading(one, facts).admitted() && (!deadline || facts.now < *deadline));
  }
  char grace[20] = {};
  if (std::sscanf(fact.c_str(), "%d days of %19s", &days, grace) == 2) {
    EXPECT_TRUE(fact.ends_with(" end later, in each zone at another instant")) << fact;
    const bool is_stored = std::string(grace) == "stored";
    return flag(is_apart(days, zones(), is_stored ? facts.user.grace_started : facts.user.created,
                         facts.now));
  }
  if (fact == "no role but") {
    const auto roles = names_of(facts.user.roles);
    return yes(roles && roles->size() == 1 && roles->front() == restriction.piece);
  }
  if (fact.ends_with(" usable")) {
    return flag(is_usable(fact.substr(0, fact.size() - 7), facts));
  }
  if (fact == "user.id") return is_user(value, facts);
  if (fact == "user.grace_started") return is_opened(value, facts);
  if (fact == "user.created") return is_created(value, facts);
  if (fact == "user.reset_at") return value == (facts.user.reset_at.is_known() ? "set" : "null");
  if (fact == "sign_in.ip") return value == networks(facts);
  if (fact == "type") return value == type(facts);
  if (fact == "administrator") {
    return flag(std::any_of(before_.roles.begin(), before_.roles.end(), [&](const auto& role) {
      return role.admin && has(names_of(facts.user.roles), role.name.value);
    }));
  }
  if (fact == "recognized") return flag(recognized(before_, facts));
  if (fact == "user.account_locked") return yes(is_locked(facts.user.account_locked, facts.now));
  if (fact.starts_with("user.locks.")) {
    for (int i = 0; i < static_cast<int>(rules::method_count); ++i) {
      const auto method = static_cast<rules::Method>(i);
      if (fact.ends_with(rules::name(method))) {
        return yes(is_locked(facts.user.locks[static_cast<std::size_t>(i)], facts.now));
      }
    }
  }
  if (fact == "user.skips") {
    const int used = facts.user.skips.value_or(0);
    int first = 0;
    int last = 0;
    if (std::sscanf(value.c_str(), "%d to %d", &first, &last) == 2) {
      return first <= used && used <= last;
    }
    if (value.ends_with("or more")) return used >= std::stoi(value);
    return used == std::stoi(value);
  }
  if (fact.starts_with("weekday")) {
    constexpr const char* names[] = {"monday", "tuesday",  "wednesday", "thursday",
                                     "friday", "saturday", "sunday"};
    const rules::Policy& policy = policy_of(fact);
    return value == names[rules::weekday(policy.zone.local_date(facts.now))];
  }
  if (fact.starts_with("hours")) {
    int h1 = 0, m1 = 0, h2 = 0, m2 = 0;
    EXPECT_EQ(std::sscanf(fact.c_str(), "hours %d:%d-%d:%d", &h1, &m1, &h2, &m2), 4);
    const rules::Policy& policy = policy_of(fact);
    const auto local = policy.zone.to_local(facts.now);
    const auto minute = ((local % 86'400 + 86'400) % 86'400) / 60;
    const int from = h1 * 60 + m1;
    const int to = h2 * 60 + m2;
    return flag(from <= to ? from <= minute && minute < to : minute >= from || minute < to);
  }
  const std::string text = written(facts, fact);
  if (value == "another, or none") {
    const auto& named = fact == "sign_in.country" ? countries_ : applications_;
    return text == "null" || named.count(text.substr(1, text.size() - 2)) == 0;
  }
  for (const rules::Policy* policy : {&before_, &after_}) {
    const rules::Attribute* declared = attribute(*policy, fact);
    if (declared == nullptr) continue;
    using Kind = rules::Attribute::Kind;
    if (declared->kind == Kind::boolean) return value == (text == "null" ? "false" : text);
    if (declared->kind != Kind::integer) break;
    const std::string number = text == "null" ? "0" : text;
    const auto named = integers_.find(declared->name.value);
    const bool is_named = named != integers_.end() && named->second.count(number) > 0;
    return value == (is_named ? number : "another number");
  }
  // No answer to a yes or no is a no.
  return value == text || (value == "false" && text == "null");
}

const rules::Policy& PlainConditions::policy_of(const std::string& fact) const {
  const bool is_after = fact.find(" in ") != std::string::npos &&
                        fact.ends_with(" in " + std::string(after_.zone.name()));
  return is_after ? after_ : before_;
}

// What `another` means depends on which values have a name.
bool PlainConditions::holds(const Restriction& restriction, const Facts& facts) const {
  if (restriction.from && facts.now < *restriction.from) return false;
  if (restriction.until && facts.now >= *restriction.until) return false;
  if (restriction.fact == "now") return true;
  const auto& values = restriction.values;
  const bool among = std::any_of(values.begin(), values.end(), [&](const std::string& value) {
    return is(restriction, value, facts);
  });
  return among != restriction.is_not;
}

bool PlainConditions::holds(const Condition& condition, const Facts& facts) const {
  return std::all_of(condition.restrictions.begin(), condition.restrictions.end(),
                     [&](const Restriction& each) { return holds(each, facts); });
}

std::string to_text(const Condition& condition) {
  std::string text;
  for (const Restriction& each : condition.restrictions) {
    text += each.fact + (each.piece.empty() ? "" : " " + each.piece) +
            (each.is_not ? " is not" : " is");
    for (const std::string& value : each.values) text += " [" + value + "]";
    if (each.from) text += " from " + rules::format_instant(*each.from);
    if (each.until) text += " until " + rules::format_instant(*each.until);
    text += "; ";
  }
  return text.empty() ? "always" : text;
}

}  // namespace gatecast::oracle
