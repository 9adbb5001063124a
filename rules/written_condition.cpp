#include <algorithm>

#include "rules/condition_parser.h"
#include "rules/written_parts.h"

namespace gatecast::rules {
namespace {

using Kind = Condition::Kind;

std::vector<WrittenNode> booleans(std::uint32_t mask) {
  std::vector<WrittenNode> items;
  for (const bool value : {false, true}) {
    if ((mask >> (value ? 1U : 0U) & 1U) != 0) items.push_back(written(value));
  }
  return items;
}

// The words of a mask, in the order of their values.
template <class Name>
std::vector<WrittenNode> words(std::uint32_t mask, Name name_of) {
  std::vector<WrittenNode> items;
  for (std::uint32_t bit = 0; mask >> bit != 0; ++bit) {
    if ((mask >> bit & 1U) != 0) items.push_back(written_word(std::string(name_of(bit))));
  }
  return items;
}

template <class Enum>
std::vector<WrittenNode> words(std::uint32_t mask) {
  return words(mask, [](std::uint32_t bit) { return name(static_cast<Enum>(bit)); });
}

std::vector<WrittenNode> hours(const Condition& condition) {
  std::vector<WrittenNode> items;
  for (const HourRange& range : condition.hours) {
    items.push_back(written_word(fmt::format("{:02}:{:02}-{:02}:{:02}", range.from_minute / 60,
                                             range.from_minute % 60, range.to_minute / 60,
                                             range.to_minute % 60)));
  }
  return items;
}

std::vector<WrittenNode> overdue(const Condition& condition) {
  std::vector<WrittenNode> items;
  for (const OverdueBound& bound : condition.bounds) {
    WrittenMap map;
    map.set(bound.over ? "over" : "under", bound.days);
    items.push_back(map.take());
  }
  return items;
}

// Over and under at once: the one condition that the parser takes apart.
bool is_overdue_range(const Condition& condition) {
  return condition.kind == Kind::all && !condition.children.empty() &&
         condition.children.front().kind == Kind::days_overdue;
}

WrittenNode overdue_range(const Condition& condition) {
  WrittenMap map;
  for (const Condition& child : condition.children) {
    const OverdueBound& bound = child.bounds.front();
    map.set(bound.over ? "over" : "under", bound.days);
  }
  return map.take();
}

std::vector<WrittenNode> texts(const Condition& condition) {
  std::vector<WrittenNode> items;
  for (const Located<std::string>& each : condition.names) items.push_back(written(each.value));
  return items;
}

std::vector<WrittenNode> attribute_values(const Condition& condition, const Attribute& attribute) {
  if (attribute.kind == Attribute::Kind::boolean) return booleans(condition.values_mask);
  if (attribute.kind == Attribute::Kind::values) return texts(condition);
  std::vector<WrittenNode> items;
  for (const std::int64_t each : condition.integers) {
    items.push_back(written_word(std::to_string(each)));
  }
  return items;
}

std::vector<WrittenNode> values(const Condition& condition, const Policy& policy) {
  const std::uint32_t mask = condition.values_mask;
  switch (condition.kind) {
    case Kind::type:
      return words<AccountType>(mask);
    case Kind::risk:
      return words<Risk>(mask);
    case Kind::authenticator:
      return words<AuthenticatorState>(mask);
    case Kind::grace:
      return words<GraceState>(mask);
    case Kind::weekday:
      return words(mask, weekday_name);
    case Kind::days_overdue:
      return overdue(condition);
    case Kind::hours:
      return hours(condition);
    case Kind::attribute:
      return attribute_values(condition, policy.attributes[condition.attribute]);
    case Kind::role:
    case Kind::group:
    case Kind::user:
    case Kind::channel:
    case Kind::application:
    case Kind::network:
    case Kind::country:
      return texts(condition);
    default:
      return booleans(mask);
  }
}

WrittenNode value(const Condition& condition, const Policy& policy) {
  if (is_overdue_range(condition)) return overdue_range(condition);
  if (condition.kind == Kind::not_) return written_condition(condition.children.front(), policy);
  if (condition.kind == Kind::all || condition.kind == Kind::any) {
    std::vector<WrittenNode> items;
    for (const Condition& child : condition.children) {
      items.push_back(written_condition(child, policy));
    }
    return written_list(std::move(items));
  }
  return written_any_of(values(condition, policy));
}

// The keys of the language in their order, then attributes in the order of their declaration.
std::pair<std::size_t, std::string_view> key(const Condition& condition, const Policy& policy) {
  if (condition.kind == Kind::attribute) {
    return {condition_key_count() + condition.attribute,
            policy.attributes[condition.attribute].name.value};
  }
  const Kind kind = is_overdue_range(condition) ? Kind::days_overdue : condition.kind;
  return condition_key(kind);
}

}  // namespace

WrittenNode written_condition(const Condition& condition, const Policy& policy) {
  std::vector<const Condition*> keys;
  for (const Condition& child : condition.children) keys.push_back(&child);
  std::stable_sort(keys.begin(), keys.end(), [&](const Condition* a, const Condition* b) {
    return key(*a, policy).first < key(*b, policy).first;
  });
  WrittenMap map;
  for (const Condition* child : keys) map.put(key(*child, policy).second, value(*child, policy));
  return map.take();
}

}  // namespace gatecast::rules
