// One cell of an accounts file, or one value of a synthesis, as the fact that it states.
//
// Each function returns nothing for text that says no such thing.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/account.h"
#include "rules/policy.h"

namespace gatecast::simulator {

std::optional<bool> parse_flag(std::string_view text);
// Whether there is an address or a number: text other than a flag is one, unless it denies it.
std::optional<bool> parse_presence(std::string_view text);
// A time with a zone, or a date: its local midnight.
std::optional<rules::Instant> parse_time(std::string_view text, const rules::TimeZone& zone);
std::optional<int> parse_count(std::string_view text);
std::optional<rules::AccountType> parse_type(std::string_view text);
std::optional<rules::AuthenticatorState> parse_authenticator(std::string_view text);
// `true`, `false` or a share of sign-ins.
std::optional<double> parse_sso(std::string_view text);

using AttributeFact = decltype(engine::AttributeValue::value);
// A known value of a declared attribute; `-` is none.
std::optional<AttributeFact> parse_attribute(std::string_view text,
                                             const rules::Attribute& attribute);
// What such an attribute may be, for a message.
std::string attribute_values(const rules::Attribute& attribute);

// Declared attributes of users.
const rules::Attribute* find_user_attribute(const rules::Policy& policy, std::string_view name);
std::vector<std::string_view> user_attribute_names(const rules::Policy& policy);
bool declares_role(const rules::Policy& policy, std::string_view name);
std::vector<std::string_view> role_names(const rules::Policy& policy);

}  // namespace gatecast::simulator
