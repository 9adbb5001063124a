// The door of this room: YAML text in, a checked policy and every diagnostic out.
#pragma once

#include <optional>

#include "rules/diagnostic.h"
#include "rules/policy.h"
#include "rules/source.h"

namespace gatecast::rules {

// The policy is present exactly when there is no error. What is allowed and surprising is for
// rules/lint to say.
struct ParsedPolicy {
  std::optional<Policy> policy;
  Diagnostics diagnostics;  // sorted by place
};

ParsedPolicy parse_policy(const Source& source);

// What the file itself says: `extends` is not applied, and what only the whole could get right or
// wrong is not looked at.
ParsedPolicy parse_own_policy(const Source& source);

}  // namespace gatecast::rules
