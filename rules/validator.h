// Checks of a policy that look at more than one place of it: errors, and warnings about what is
// allowed and surprising.
#pragma once

#include "rules/diagnostic.h"
#include "rules/policy.h"

namespace gatecast::rules {

void validate(const Policy& policy, Diagnostics& diagnostics);

}  // namespace gatecast::rules
