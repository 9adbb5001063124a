#include "simulator/account_cells.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <limits>

#include "simulator/input_values.h"

namespace gatecast::simulator {
namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

template <class Enum>
std::optional<Enum> parse_word(std::string_view text) {
  for (std::uint8_t i = 0; i < 3; ++i) {
    const auto candidate = static_cast<Enum>(i);
    if (rules::name(candidate) == text) return candidate;
  }
  return std::nullopt;
}

}  // namespace

std::optional<bool> parse_flag(std::string_view text) {
  if (text == "true") return true;
  if (text == "false") return false;
  // Spreadsheets write them in capitals.
  const std::string word = lower(text);
  if (word == "true") return true;
  if (word == "false" || word == "-") return false;
  return std::nullopt;
}

std::optional<bool> parse_presence(std::string_view text) {
  if (const auto flag = parse_flag(text)) return flag;
  // To take a `no` for an address would turn the answer round without a word.
  const std::string word = lower(text);
  for (const char* denial : {"no", "n", "0", "none", "null", "nil", "n/a", "na", "unknown", "?"}) {
    if (word == denial) return std::nullopt;
  }
  return true;
}

std::optional<rules::Instant> parse_time(std::string_view text, const rules::TimeZone& zone) {
  if (const auto date = rules::parse_date(text)) return zone.midnight(*date);
  return rules::parse_instant(text);
}

std::optional<int> parse_count(std::string_view text) {
  const auto number = parse_integer(text);
  if (!number || *number < 0 || *number > std::numeric_limits<int>::max()) return std::nullopt;
  return static_cast<int>(*number);
}

std::optional<rules::AccountType> parse_type(std::string_view text) {
  return parse_word<rules::AccountType>(text);
}

std::optional<rules::AuthenticatorState> parse_authenticator(std::string_view text) {
  return parse_word<rules::AuthenticatorState>(text);
}

std::optional<double> parse_sso(std::string_view text) {
  if (const auto flag = parse_flag(text)) return *flag ? 1.0 : 0.0;
  return parse_share(text);
}

std::optional<AttributeFact> parse_attribute(std::string_view text,
                                             const rules::Attribute& attribute) {
  using Value = std::variant<bool, std::int64_t, std::string>;
  if (text == "-") return AttributeFact::none();
  switch (attribute.kind) {
    case rules::Attribute::Kind::boolean:
      if (const auto flag = parse_flag(text)) return AttributeFact(Value(*flag));
      return std::nullopt;
    case rules::Attribute::Kind::integer:
      if (const auto number = parse_integer(text)) {
        if (*number >= attribute.low && *number <= attribute.high) {
          return AttributeFact(Value(*number));
        }
      }
      return std::nullopt;
    case rules::Attribute::Kind::values:
      for (const auto& value : attribute.values) {
        if (value.value == text) return AttributeFact(Value(value.value));
      }
      return std::nullopt;
  }
  return std::nullopt;
}

std::string attribute_values(const rules::Attribute& attribute) {
  if (attribute.kind == rules::Attribute::Kind::boolean) return "`true` or `false`";
  if (attribute.kind == rules::Attribute::Kind::integer) {
    return fmt::format("a whole number from {} to {}", attribute.low, attribute.high);
  }
  std::string all = "one of";
  for (const auto& value : attribute.values) {
    all += fmt::format("{} `{}`", &value == &attribute.values.front() ? "" : ",", value.value);
  }
  return all;
}

const rules::Attribute* find_user_attribute(const rules::Policy& policy, std::string_view name) {
  for (const rules::Attribute& attribute : policy.attributes) {
    if (attribute.on == rules::Attribute::On::user && attribute.name.value == name) {
      return &attribute;
    }
  }
  return nullptr;
}

std::vector<std::string_view> user_attribute_names(const rules::Policy& policy) {
  std::vector<std::string_view> names;
  for (const rules::Attribute& attribute : policy.attributes) {
    if (attribute.on == rules::Attribute::On::user) names.emplace_back(attribute.name.value);
  }
  return names;
}

bool declares_role(const rules::Policy& policy, std::string_view name) {
  return std::any_of(policy.roles.begin(), policy.roles.end(),
                     [&](const rules::Role& role) { return role.name.value == name; });
}

std::vector<std::string_view> role_names(const rules::Policy& policy) {
  std::vector<std::string_view> names;
  for (const rules::Role& role : policy.roles) names.emplace_back(role.name.value);
  return names;
}

}  // namespace gatecast::simulator
