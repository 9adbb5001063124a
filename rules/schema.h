// The JSON Schema (draft-07) of a policy, for editors: rules/policy.schema.json, built in.
//
// It knows keys, types, words and spellings. What needs the rest of the policy (names that are
// declared, dates that fit together) is for `gatecast check`.
#pragma once

#include <string_view>

namespace gatecast::rules {

std::string_view policy_schema();

}  // namespace gatecast::rules
