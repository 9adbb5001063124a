// Facts of sign-ins from JSON: SIGNIN's two objects, in the names that it gives them.
//
// A fact that is missing or of the wrong type is refused by name. `null` means known to be none.
// Does not judge whether a name is of a policy's world; decode() does.
#pragma once

#include <string_view>

#include "engine/facts.h"
#include "rules/result.h"

namespace gatecast::engine {

// `text` is one JSON object. Duplicate keys are refused.
rules::Result<Facts> read_facts(std::string_view text);

// Whether `text` is the beginning of a JSON value that goes on, as the first line of an object
// that is written over several lines.
bool is_incomplete_json(std::string_view text);

}  // namespace gatecast::engine
