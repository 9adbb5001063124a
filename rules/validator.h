// Checks of a policy that look at more than one place of it.
#pragma once

#include "rules/diagnostic.h"
#include "rules/policy.h"

namespace gatecast::rules {

// Errors. Also for a policy with errors already, whose parts may be missing.
void check_consistency(const Policy& policy, Diagnostics& diagnostics);

// Warnings about what is allowed and surprising. For a policy without errors only: half a policy
// surprises in ways that its author did not mean.
void warn_surprises(const Policy& policy, Diagnostics& diagnostics);

}  // namespace gatecast::rules
