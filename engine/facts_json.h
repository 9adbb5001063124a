// Facts of sign-ins from JSON: SIGNIN's two objects, in the names that it gives them.
//
// A fact that is missing, of the wrong type or outside its values is unknown. `null` means known to
// be none. Does not judge whether a name is of a policy's world; the graph does.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/facts.h"
#include "rules/policy.h"
#include "rules/result.h"

namespace gatecast::engine {

// Asks read_facts to complete facts that are missing with the values that SIGNIN names, and holds
// the names of those that were. A fact that is there with a wrong type stays unknown.
struct Fill {
  const rules::Policy& policy;  // whose attributes there are
  std::vector<std::string> filled;
  std::string* completed = nullptr;  // gets the facts with those, as one line of JSON
};

// `text` is one JSON object. Refused are duplicate keys and an object without `now`.
rules::Result<Facts> read_facts(std::string_view text, Fill* fill = nullptr);

// Whether `text` is the beginning of a JSON value that goes on, as the first line of an object
// that is written over several lines.
bool is_incomplete_json(std::string_view text);

}  // namespace gatecast::engine
