#include "rules/condition_parser.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "rules/check.h"
#include "rules/fields.h"

namespace gatecast::rules {
namespace {

using Kind = Condition::Kind;

struct Key {
  std::string_view word;
  Kind kind;
  bool stable;  // may stand in a `who`
};

constexpr Key keys[] = {
    {"type", Kind::type, true},
    {"role", Kind::role, true},
    {"group", Kind::group, true},
    {"admin", Kind::admin, true},
    {"user", Kind::user, true},
    {"channel", Kind::channel, false},
    {"application", Kind::application, false},
    {"network", Kind::network, false},
    {"country", Kind::country, false},
    {"risk", Kind::risk, false},
    {"device_recognized", Kind::device_recognized, false},
    {"authenticator", Kind::authenticator, false},
    {"email", Kind::email, false},
    {"phone", Kind::phone, false},
    {"passkey", Kind::passkey, false},
    {"enrolled", Kind::enrolled, false},
    {"stage_started", Kind::stage_started, false},
    {"grace", Kind::grace, false},
    {"days_overdue", Kind::days_overdue, false},
    {"weekday", Kind::weekday, false},
    {"hours", Kind::hours, false},
    {"not", Kind::not_, true},
    {"all", Kind::all, true},
    {"any", Kind::any, true},
};

const Key* find_key(std::string_view word) {
  const auto* found = std::find_if(std::begin(keys), std::end(keys),
                                   [&](const Key& key) { return key.word == word; });
  return found == std::end(keys) ? nullptr : found;
}

constexpr std::string_view weekdays[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
constexpr int overdue_days_max = 36'500;

// `09:00` as minutes since midnight.
std::optional<int> clock_minutes(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  int digits[4];
  for (int i = 0; i < 4; ++i) {
    const char c = text[static_cast<std::size_t>(i < 2 ? i : i + 1)];
    if (c < '0' || c > '9') return std::nullopt;
    digits[i] = c - '0';
  }
  const int hours = digits[0] * 10 + digits[1];
  const int minutes = digits[2] * 10 + digits[3];
  if (minutes > 59 || hours > 24 || (hours == 24 && minutes > 0)) return std::nullopt;
  return hours * 60 + minutes;
}

class ConditionParser {
 public:
  ConditionParser(ConditionUse use, const DeclaredNames& declared, Diagnostics& diagnostics)
      : use_(use), declared_(declared), diagnostics_(diagnostics) {}

  Condition mapping(const YamlNode& node) {
    Condition all;
    all.span = node.span;
    if (node.kind != YamlNode::Kind::mapping) {
      report_wrong_type(node, "a condition, a map,", diagnostics_);
      return all;
    }
    if (node.entries.empty()) report_empty(node.span);
    for (const YamlNode::Entry& entry : node.entries) all.children.push_back(key(entry));
    return all;
  }

 private:
  void report_empty(Span span) {
    diagnostics_.error("empty-condition", span, "a condition must not be empty");
  }

  Condition key(const YamlNode::Entry& entry) {
    Condition condition;
    condition.span = entry.span;
    if (const Key* known = find_key(entry.key)) {
      condition.kind = known->kind;
      if (!known->stable) check_stable(entry);
      value(condition, entry.value);
    } else if (const auto found = declared_.attributes.find(entry.key);
               found != declared_.attributes.end()) {
      condition.kind = Kind::attribute;
      condition.attribute = found->second;
      const Attribute& attribute = declared_.policy.attributes[found->second];
      if (attribute.on == Attribute::On::sign_in) check_stable(entry);
      attribute_values(condition, attribute, entry.value);
    } else {
      std::vector<std::string_view> known_words;
      if (diagnostics_.errors() < suggestions_max) {
        for (const Key& each : keys) known_words.push_back(each.word);
        for (const Attribute& each : declared_.policy.attributes) {
          known_words.push_back(each.name.value);
        }
      }
      diagnostics_.error(
          "unknown-key", entry.key_span,
          fmt::format("`{}` is neither a condition nor a declared attribute", entry.key),
          suggest(entry.key, known_words));
    }
    return condition;
  }

  void check_stable(const YamlNode::Entry& entry) {
    if (use_ == ConditionUse::when) return;
    diagnostics_.error(
        "unstable-condition", entry.key_span,
        fmt::format("`{}` changes between sign-ins, so `who` cannot use it", entry.key),
        "use type, role, group, admin, user or an attribute of the user");
  }

  // The items of a list, or the one value.
  std::vector<const YamlNode*> items(const YamlNode& node) {
    std::vector<const YamlNode*> all;
    if (node.kind != YamlNode::Kind::sequence) return {&node};
    if (node.items.empty()) report_empty(node.span);
    for (const YamlNode& item : node.items) all.push_back(&item);
    return all;
  }

  void value(Condition& condition, const YamlNode& node) {
    switch (condition.kind) {
      case Kind::all:
      case Kind::any:
        if (!expect_list(node, diagnostics_)) return;
        for (const YamlNode* item : items(node)) condition.children.push_back(mapping(*item));
        return;
      case Kind::not_:
        condition.children.push_back(mapping(node));
        return;
      case Kind::type:
        words<AccountType>(condition, node, 3, "unknown-type");
        return;
      case Kind::risk:
        words<Risk>(condition, node, 3, "unknown-risk");
        return;
      case Kind::authenticator:
        words<AuthenticatorState>(condition, node, 3, "unknown-state");
        return;
      case Kind::grace:
        words<GraceState>(condition, node, 3, "unknown-state");
        return;
      case Kind::weekday:
        weekday_words(condition, node);
        return;
      case Kind::days_overdue:
        overdue(condition, node);
        return;
      case Kind::hours:
        hours(condition, node);
        return;
      case Kind::role:
      case Kind::group:
      case Kind::user:
      case Kind::channel:
      case Kind::application:
      case Kind::network:
      case Kind::country:
        names(condition, node);
        return;
      default:
        booleans(condition, node);
        return;
    }
  }

  void add_bit(Condition& condition, const YamlNode& node, unsigned bit) {
    if ((condition.values_mask >> bit & 1U) != 0) {
      report_duplicate_item(node.span, node.text, diagnostics_);
    }
    condition.values_mask |= 1U << bit;
  }

  template <class T>
  void words(Condition& condition, const YamlNode& node, int count, std::string_view code) {
    for (const YamlNode* item : items(node)) {
      const std::optional<T> word = read_word<T>(*item, count, code, diagnostics_);
      if (word) add_bit(condition, *item, static_cast<unsigned>(*word));
    }
  }

  void booleans(Condition& condition, const YamlNode& node) {
    for (const YamlNode* item : items(node)) {
      const std::optional<bool> truth = read_boolean(*item, diagnostics_);
      if (truth) add_bit(condition, *item, *truth ? 1U : 0U);
    }
  }

  void weekday_words(Condition& condition, const YamlNode& node) {
    for (const YamlNode* item : items(node)) {
      const auto* day = std::find(std::begin(weekdays), std::end(weekdays), item->text);
      if (item->kind != YamlNode::Kind::scalar) {
        report_wrong_type(*item, "a weekday", diagnostics_);
      } else if (day == std::end(weekdays)) {
        diagnostics_.error("unknown-weekday", item->span,
                           fmt::format("`{}` is not a weekday", item->text),
                           "weekdays are mon, tue, wed, thu, fri, sat and sun");
      } else {
        add_bit(condition, *item, static_cast<unsigned>(day - std::begin(weekdays)));
      }
    }
  }

  void names(Condition& condition, const YamlNode& node) {
    std::set<std::string> seen;
    for (const YamlNode* item : items(node)) {
      std::optional<std::string> text = read_text(*item, diagnostics_);
      if (!text) continue;
      if (!seen.insert(*text).second) report_duplicate_item(item->span, *text, diagnostics_);
      condition.names.push_back({std::move(*text), item->span});
      check(condition.kind, condition.names.back());
    }
  }

  void check(Kind kind, const Located<std::string>& name) {
    if (kind == Kind::role) {
      check_name(name, declared_.roles, "unknown-role", "role", diagnostics_);
    } else if (kind == Kind::channel) {
      check_name(name, declared_.channels, "unknown-channel", "channel", diagnostics_);
    } else if (kind == Kind::network) {
      check_name(name, declared_.networks, "unknown-network", "network", diagnostics_);
    } else if (kind == Kind::country) {
      const auto capital = [](char c) { return c >= 'A' && c <= 'Z'; };
      if (name.value.size() != 2 || !std::all_of(name.value.begin(), name.value.end(), capital)) {
        diagnostics_.error("bad-country", name.span,
                           fmt::format("`{}` is not a country", name.value),
                           "a country is two capital letters, such as `DE`");
      }
    }
  }

  void hours(Condition& condition, const YamlNode& node) {
    std::set<std::string> seen;
    for (const YamlNode* item : items(node)) {
      if (item->kind != YamlNode::Kind::scalar) {
        report_wrong_type(*item, "a span of hours", diagnostics_);
        continue;
      }
      const std::string_view text = item->text;
      const std::size_t dash = std::min(text.find('-'), text.size());
      const auto from = clock_minutes(text.substr(0, dash));
      const auto to = clock_minutes(text.substr(std::min(dash + 1, text.size())));
      if (!from || !to || *from == 24 * 60) {
        diagnostics_.error("bad-hours", item->span, fmt::format("`{}` is no span of hours", text),
                           "hours are written `09:00-17:00`");
      } else if (*from == *to) {
        diagnostics_.error("hours-empty", item->span, fmt::format("`{}` ends when it begins", text),
                           "leave `hours` out for the whole day");
      } else {
        if (!seen.insert(item->text).second) report_duplicate_item(item->span, text, diagnostics_);
        condition.hours.push_back({*from, *to});
      }
    }
  }

  void overdue(Condition& condition, const YamlNode& node) {
    std::set<std::pair<bool, int>> seen;
    for (const YamlNode* item : items(node)) {
      Fields fields(*item, "`days_overdue`", diagnostics_);
      if (!fields.is_mapping()) continue;
      const YamlNode::Entry* over = fields.find("over");
      const YamlNode::Entry* under = fields.find("under");
      fields.refuse_unknown();
      if (over == nullptr && under == nullptr) {
        report_empty(item->span);
        continue;
      }
      std::vector<OverdueBound> bounds;
      for (const YamlNode::Entry* entry : {over, under}) {
        if (entry == nullptr) continue;
        const auto days = read_integer(entry->value, 0, overdue_days_max, diagnostics_);
        if (days) bounds.push_back({entry == over, static_cast<int>(*days)});
      }
      // Both keys must hold, as everywhere; a list holds by any of its items.
      if (bounds.size() == 2) {
        if (node.kind == YamlNode::Kind::sequence) {
          diagnostics_.error("wrong-type", item->span,
                             "in a list each item says either `over` or `under`",
                             "write `any:` with a `days_overdue` each");
        }
        condition.kind = Kind::all;
        for (const OverdueBound& bound : bounds) {
          Condition child;
          child.kind = Kind::days_overdue;
          child.span = condition.span;
          child.bounds = {bound};
          condition.children.push_back(std::move(child));
        }
      } else if (!bounds.empty()) {
        if (!seen.insert({bounds[0].over, bounds[0].days}).second) {
          report_duplicate_item(item->span, bounds[0].over ? "over" : "under", diagnostics_);
        }
        condition.bounds.push_back(bounds[0]);
      }
    }
  }

  void attribute_values(Condition& condition, const Attribute& attribute, const YamlNode& node) {
    if (attribute.kind == Attribute::Kind::boolean) return booleans(condition, node);
    std::set<std::string> seen;
    for (const YamlNode* item : items(node)) {
      if (attribute.kind == Attribute::Kind::integer) {
        const auto number = read_integer(*item, attribute.low, attribute.high, diagnostics_);
        if (!number) continue;
        condition.integers.push_back(*number);
      } else {
        std::optional<std::string> text = read_text(*item, diagnostics_);
        if (!text) continue;
        check_value(attribute, condition.attribute, *text, item->span);
        condition.names.push_back({std::move(*text), item->span});
      }
      if (!seen.insert(item->text).second) {
        report_duplicate_item(item->span, item->text, diagnostics_);
      }
    }
  }

  void check_value(const Attribute& attribute, std::uint32_t index, const std::string& text,
                   Span span) {
    if (declared_.attribute_values[index].contains(text)) return;
    std::vector<std::string_view> values;
    if (diagnostics_.errors() < suggestions_max) {
      for (const Located<std::string>& each : attribute.values) values.push_back(each.value);
    }
    diagnostics_.error("unknown-value", span,
                       fmt::format("`{}` is not a value of `{}`", text, attribute.name.value),
                       suggest(text, values));
  }

  ConditionUse use_;
  const DeclaredNames& declared_;
  Diagnostics& diagnostics_;
};

}  // namespace

DeclaredNames::DeclaredNames(const Policy& of) : policy(of) {
  for (const Role& role : of.roles) roles.insert(role.name.value);
  for (const std::string_view channel : builtin_channels) channels.insert(channel);
  for (const Located<std::string>& channel : of.channels) channels.insert(channel.value);
  for (const Network& network : of.networks) networks.insert(network.name.value);
  for (std::size_t i = 0; i < of.attributes.size(); ++i) {
    attributes.emplace(of.attributes[i].name.value, static_cast<std::uint32_t>(i));
    attribute_values.emplace_back();
    for (const Located<std::string>& value : of.attributes[i].values) {
      attribute_values.back().insert(value.value);
    }
  }
}

Condition parse_condition(const YamlNode& node, ConditionUse use, const DeclaredNames& declared,
                          Diagnostics& diagnostics) {
  return ConditionParser(use, declared, diagnostics).mapping(node);
}

void check_name(const Located<std::string>& name, const std::unordered_set<std::string_view>& known,
                std::string_view code, std::string_view what, Diagnostics& diagnostics) {
  if (known.contains(name.value)) return;
  std::vector<std::string_view> candidates;
  if (diagnostics.errors() < suggestions_max) candidates.assign(known.begin(), known.end());
  // Hash order must not choose between equally near names.
  std::sort(candidates.begin(), candidates.end());
  diagnostics.error(code, name.span,
                    fmt::format("the policy declares no {} `{}`", what, name.value),
                    suggest(name.value, candidates));
}

bool is_condition_key(std::string_view key) { return find_key(key) != nullptr; }

std::pair<std::size_t, std::string_view> condition_key(Condition::Kind kind) {
  const auto* found = std::find_if(std::begin(keys), std::end(keys),
                                   [&](const Key& key) { return key.kind == kind; });
  GATECAST_CHECK(found != std::end(keys));
  return {static_cast<std::size_t>(found - std::begin(keys)), found->word};
}

std::size_t condition_key_count() { return std::size(keys); }

std::string_view weekday_name(std::uint32_t day) {
  GATECAST_CHECK(day < std::size(weekdays));
  return weekdays[day];
}

}  // namespace gatecast::rules
