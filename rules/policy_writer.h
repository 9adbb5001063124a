// The canonical form of a policy: one text for all texts that mean the same.
//
// It keeps what a policy says, and leaves out how it was said: comments, layout, quotes, the order
// of the keys of the language, units (`600s` is `10m`). What is said though it is the default
// stays, as does the order of lists and of names that the author chose.
#pragma once

#include <string>
#include <string_view>

#include "rules/policy.h"
#include "rules/yaml_writer.h"

namespace gatecast::rules {

// With `extends: NAME` unless that is empty.
WrittenNode written_policy(const Policy& policy, std::string_view extends);

// Of a whole policy, `extends` applied. Parsing it gives the same policy but for the places.
std::string canonical_form(const Policy& policy);

}  // namespace gatecast::rules
