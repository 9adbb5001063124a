#include "engine/policy_tests/fact_changes.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "engine/graph/decode.h"

namespace gatecast::engine {
namespace {

using rules::YamlNode;

bool is_unknown(const YamlNode& node) {
  return node.kind == YamlNode::Kind::scalar && !node.quoted && node.text == "unknown";
}

// `09:00` or `09:00:30`, as seconds since midnight.
std::optional<rules::Seconds> clock_time(std::string_view text) {
  if (text.size() == 5) return clock_time(std::string(text) + ":00");
  if (text.size() != 8 || text[2] != ':' || text[5] != ':') return std::nullopt;
  const auto two = [&](std::size_t at) {
    const char tens = text[at];
    const char ones = text[at + 1];
    const bool digits = tens >= '0' && tens <= '9' && ones >= '0' && ones <= '9';
    return digits ? (tens - '0') * 10 + (ones - '0') : 99;
  };
  const int hour = two(0);
  const int minute = two(3);
  const int second = two(6);
  if (hour > 23 || minute > 59 || second > 59) return std::nullopt;
  return hour * 3600 + minute * 60 + second;
}

std::optional<Instant> moment(std::string_view text, const rules::TimeZone& zone) {
  if (const auto instant = rules::parse_instant(text)) return instant;
  const std::optional<rules::Date> date = rules::parse_date(text.substr(0, 10));
  if (!date) return std::nullopt;
  if (text.size() == 10) return zone.midnight(*date);
  if (text[10] != ' ' && text[10] != 'T') return std::nullopt;
  const auto seconds = clock_time(text.substr(11));
  if (!seconds) return std::nullopt;
  return zone.to_instant(rules::LocalSeconds{date->days} * rules::day_seconds + *seconds);
}

void set_attribute(std::vector<AttributeValue>& all, const AttributeValue& value) {
  const auto known = std::find_if(
      all.begin(), all.end(), [&](const AttributeValue& each) { return each.name == value.name; });
  if (known == all.end()) {
    all.push_back(value);
  } else {
    *known = value;
  }
}

}  // namespace

std::optional<Instant> read_moment(const YamlNode& node, const rules::TimeZone& zone,
                                   rules::Diagnostics& diagnostics) {
  if (node.kind != YamlNode::Kind::scalar || node.is_null()) {
    rules::report_wrong_type(node, "a time", diagnostics);
    return std::nullopt;
  }
  const std::optional<Instant> instant = moment(node.text, zone);
  if (!instant) {
    diagnostics.error("bad-date", node.span,
                      fmt::format("`{}` is not a time of 1900 to 2199", node.text),
                      "a time is written `2027-01-31`, `2027-01-31 09:00` or "
                      "`2027-01-31T14:00:00Z`");
  }
  return instant;
}

// A value that is wrong is reported, and changes nothing.
template <class T, class Target, class Read>
void FactChangesReader::fact(rules::Fields& fields, std::string_view key, Target target,
                             const Read& read) {
  const YamlNode::Entry* entry = fields.find(key);
  if (entry == nullptr) return;
  Fact<T> value;
  if (entry->value.is_null()) {
    value = Fact<T>::none();
  } else if (!is_unknown(entry->value)) {
    std::optional<T> known = read(entry->value);
    if (!known) return;
    value = std::move(*known);
  }
  changes_.push_back([target, value](Facts& facts) { target(facts) = value; });
}

FactChanges FactChangesReader::account(rules::Fields& fields) {
  using rules::AccountType;
  using rules::AuthenticatorState;
  changes_.clear();
  const auto flag = [&](const YamlNode& node) { return rules::read_boolean(node, diagnostics_); };
  const auto time = [&](const YamlNode& node) {
    return read_moment(node, graph_.policy.zone, diagnostics_);
  };
  const auto count = [&](const YamlNode& node) -> std::optional<int> {
    const auto number = rules::read_integer(node, 0, std::numeric_limits<int>::max(), diagnostics_);
    return number ? std::optional<int>(static_cast<int>(*number)) : std::nullopt;
  };
  const auto flags = {std::pair{"active", &Account::active},
                      std::pair{"passkey", &Account::passkey}, std::pair{"email", &Account::email},
                      std::pair{"phone", &Account::phone}};
  const auto times = {std::pair{"created", &Account::created},
                      std::pair{"grace_started", &Account::grace_started},
                      std::pair{"reset_at", &Account::reset_at}};
  const auto counts = {std::pair{"backup_codes", &Account::backup_codes},
                       std::pair{"skips", &Account::skips}};
  const auto user = [](auto member) {
    return [member](Facts & facts) -> auto& { return facts.user.*member; };
  };
  for (const auto& [key, member] : flags) fact<bool>(fields, key, user(member), flag);
  for (const auto& [key, member] : times) fact<Instant>(fields, key, user(member), time);
  for (const auto& [key, member] : counts) fact<int>(fields, key, user(member), count);
  fact<AccountType>(fields, "type", user(&Account::type), [&](const YamlNode& node) {
    return rules::read_word<AccountType>(node, 3, "unknown-type", diagnostics_);
  });
  fact<AuthenticatorState>(
      fields, "authenticator", user(&Account::authenticator), [&](const YamlNode& node) {
        return rules::read_word<AuthenticatorState>(node, 3, "unknown-state", diagnostics_);
      });
  names(fields);
  locks(fields);
  attributes(
      fields, rules::Attribute::On::user,
      [](Facts & facts) -> auto& { return facts.user.attributes; });
  return std::move(changes_);
}

void FactChangesReader::names(rules::Fields& fields) {
  using Texts = std::vector<std::string>;
  const auto texts = [&](const YamlNode& node) {
    Texts all;
    for (auto& text : rules::read_texts(node, diagnostics_)) all.push_back(std::move(text.value));
    return std::optional<Texts>(std::move(all));
  };
  fact<std::string>(
      fields, "id", [](Facts & facts) -> auto& { return facts.user.id; },
      [&](const YamlNode& node) { return rules::read_text(node, diagnostics_); });
  const auto roles = [](Facts & facts) -> auto& { return facts.user.roles; };
  fact<Texts>(fields, "roles", roles, [&](const YamlNode& node) { return declared_roles(node); });
  fact<Texts>(
      fields, "groups", [](Facts & facts) -> auto& { return facts.user.groups; }, texts);
  // On purpose: what they are, nobody knows.
  if (const YamlNode::Entry* undeclared = fields.find("undeclared_roles")) {
    const std::optional<Texts> undeclared_names = texts(undeclared->value);
    for (const std::string& name : *undeclared_names) {
      changes_.push_back([roles, name](Facts& facts) {
        Texts all = roles(facts).value_or({});
        all.push_back(name);
        roles(facts) = std::move(all);
      });
    }
  }
}

std::optional<std::vector<std::string>> FactChangesReader::declared_roles(const YamlNode& node) {
  std::vector<std::string> all;
  std::vector<std::string_view> declared;
  for (const rules::Role& role : graph_.policy.roles) declared.push_back(role.name.value);
  for (auto& text : rules::read_texts(node, diagnostics_)) {
    if (graph_.declared_roles.count(text.value) == 0) {
      const std::string near = rules::suggest(text.value, declared);
      diagnostics_.error("unknown-role", text.span,
                         fmt::format("role `{}` is not declared in the policy", text.value),
                         near.empty() ? "on purpose, write it under `undeclared_roles`" : near);
    }
    all.push_back(std::move(text.value));
  }
  return all;
}

void FactChangesReader::locks(rules::Fields& fields) {
  const auto one = [&](const YamlNode& node) { return lock(node); };
  fact<Lock>(
      fields, "account_locked", [](Facts & facts) -> auto& { return facts.user.account_locked; },
      one);
  const YamlNode::Entry* entry = fields.find("locks");
  if (entry == nullptr) return;
  if (entry->value.is_null() || is_unknown(entry->value)) {
    const Fact<Lock> each = entry->value.is_null() ? Fact<Lock>::none() : Fact<Lock>();
    changes_.push_back([each](Facts& facts) { facts.user.locks.fill(each); });
    return;
  }
  rules::Fields methods(entry->value, "`locks`", diagnostics_);
  for (std::size_t i = 0; i < rules::method_count; ++i) {
    fact<Lock>(
        methods, rules::name(static_cast<Method>(i)),
        [i](Facts & facts) -> auto& { return facts.user.locks[i]; }, one);
  }
  methods.refuse_unknown();
}

// A time, at which it is over, or a map as in facts.
std::optional<Lock> FactChangesReader::lock(const YamlNode& node) {
  const rules::TimeZone& zone = graph_.policy.zone;
  if (node.kind == YamlNode::Kind::scalar) {
    const auto until = read_moment(node, zone, diagnostics_);
    return until ? std::optional<Lock>(Lock{until, false}) : std::nullopt;
  }
  rules::Fields fields(node, "a lock", diagnostics_);
  Lock lock;
  const std::size_t errors = diagnostics_.errors();
  if (const auto* until = fields.require("until"); until != nullptr && !until->value.is_null()) {
    lock.until = read_moment(until->value, zone, diagnostics_);
  }
  if (const auto* hard = fields.find("hard")) {
    lock.hard = rules::read_boolean(hard->value, diagnostics_).value_or(false);
  }
  fields.refuse_unknown();
  return errors == diagnostics_.errors() ? std::optional<Lock>(lock) : std::nullopt;
}

template <class Owner>
void FactChangesReader::attributes(rules::Fields& fields, rules::Attribute::On on, Owner owner) {
  const YamlNode::Entry* entry = fields.find("attributes");
  if (entry == nullptr) return;
  if (entry->value.kind != YamlNode::Kind::mapping) {
    rules::report_wrong_type(entry->value, "a map", diagnostics_);
  }
  for (const YamlNode::Entry& each : entry->value.entries) {
    if (auto value = attribute(each, on)) {
      changes_.push_back(
          [owner, value = std::move(*value)](Facts& facts) { set_attribute(owner(facts), value); });
    }
  }
}

std::optional<AttributeValue> FactChangesReader::attribute(const YamlNode::Entry& entry,
                                                           rules::Attribute::On on) {
  using Content = std::variant<bool, std::int64_t, std::string>;
  std::vector<std::string_view> declared;
  const rules::Attribute* attribute = nullptr;
  for (const rules::Attribute& each : graph_.policy.attributes) {
    if (each.on != on) continue;
    declared.push_back(each.name.value);
    if (each.name.value == entry.key) attribute = &each;
  }
  if (attribute == nullptr) {
    diagnostics_.error("unknown-attribute", entry.key_span,
                       fmt::format("the policy declares no attribute `{}` here", entry.key),
                       rules::suggest(entry.key, declared));
    return std::nullopt;
  }
  AttributeValue value{entry.key, {}};
  if (entry.value.is_null()) value.value = Fact<Content>::none();
  if (entry.value.is_null() || is_unknown(entry.value)) return value;
  if (attribute->kind == rules::Attribute::Kind::boolean) {
    const auto flag = rules::read_boolean(entry.value, diagnostics_);
    if (!flag) return std::nullopt;
    value.value = Content(*flag);
  } else if (attribute->kind == rules::Attribute::Kind::integer) {
    const auto number =
        rules::read_integer(entry.value, attribute->low, attribute->high, diagnostics_);
    if (!number) return std::nullopt;
    value.value = Content(*number);
  } else {
    auto word = rules::read_text(entry.value, diagnostics_);
    if (!word) return std::nullopt;
    std::vector<std::string_view> words;
    for (const auto& each : attribute->values) words.push_back(each.value);
    if (std::find(words.begin(), words.end(), *word) == words.end()) {
      diagnostics_.error("unknown-value", entry.value.span,
                         fmt::format("`{}` is no value of `{}`", *word, entry.key),
                         rules::suggest(*word, words));
      return std::nullopt;
    }
    value.value = Content(std::move(*word));
  }
  return value;
}

std::optional<std::string> FactChangesReader::country(const YamlNode& node) {
  auto text = rules::read_text(node, diagnostics_);
  if (text && !is_country(*text)) {
    diagnostics_.error("bad-country", node.span, fmt::format("`{}` is no country", *text),
                       "a country is written with two capital letters, such as `US`");
    return std::nullopt;
  }
  return text;
}

std::optional<std::string> FactChangesReader::address(const YamlNode& node) {
  auto text = rules::read_text(node, diagnostics_);
  if (text && !rules::parse_address(*text)) {
    diagnostics_.error("bad-address", node.span, fmt::format("`{}` is no address", *text),
                       "an address is written `198.51.100.7` or `\"2001:db8::7\"`");
    return std::nullopt;
  }
  return text;
}

std::optional<std::string> FactChangesReader::channel(const YamlNode& node) {
  auto text = rules::read_text(node, diagnostics_);
  if (!text || graph_.variables.channels.find(*text)) return text;
  const std::vector<std::string> names = graph_.variables.channels.in_order();
  diagnostics_.error("unknown-channel", node.span,
                     fmt::format("the policy knows no channel `{}`", *text),
                     rules::suggest(*text, {names.begin(), names.end()}));
  return std::nullopt;
}

FactChanges FactChangesReader::situation(rules::Fields& fields) {
  FactChanges of_account;
  if (const YamlNode::Entry* user = fields.find("user")) {
    rules::Fields inner(user->value, "`user`", diagnostics_);
    of_account = account(inner);
    inner.refuse_unknown();
  }
  changes_ = std::move(of_account);
  if (const YamlNode::Entry* now = fields.find("now")) {
    if (const auto instant = read_moment(now->value, graph_.policy.zone, diagnostics_)) {
      changes_.push_back([instant = *instant](Facts& facts) { facts.now = instant; });
    }
  }
  const auto flag = [&](const YamlNode& node) { return rules::read_boolean(node, diagnostics_); };
  for (const auto& [key, member] :
       {std::pair{"device_cookie", &SignIn::device_cookie},
        std::pair{"known_ip", &SignIn::known_ip}, std::pair{"skipped", &SignIn::skipped}}) {
    fact<bool>(
        fields, key, [member = member](Facts & f) -> auto& { return f.sign_in.*member; }, flag);
  }
  for (const auto& [key, member] : {std::pair{"email_healthy", &Environment::email_healthy},
                                    std::pair{"sms_healthy", &Environment::sms_healthy}}) {
    fact<bool>(
        fields, key, [member = member](Facts & f) -> auto& { return f.environment.*member; }, flag);
  }
  const auto text = [&](std::string_view key, Fact<std::string> SignIn::*member, const auto& read) {
    fact<std::string>(
        fields, key, [member](Facts & f) -> auto& { return f.sign_in.*member; }, read);
  };
  text("channel", &SignIn::channel, [&](const YamlNode& node) { return channel(node); });
  text("application", &SignIn::application,
       [&](const YamlNode& node) { return rules::read_text(node, diagnostics_); });
  text("ip", &SignIn::ip, [&](const YamlNode& node) { return address(node); });
  text("country", &SignIn::country, [&](const YamlNode& node) { return country(node); });
  fact<rules::Risk>(
      fields, "risk", [](Facts & f) -> auto& { return f.sign_in.risk; },
      [&](const YamlNode& node) {
        return rules::read_word<rules::Risk>(node, 3, "unknown-risk", diagnostics_);
      });
  attributes(
      fields, rules::Attribute::On::sign_in,
      [](Facts & facts) -> auto& { return facts.sign_in.attributes; });
  return std::move(changes_);
}

}  // namespace gatecast::engine
