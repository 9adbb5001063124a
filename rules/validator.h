// Checks of a policy that look at more than one place of it.
#pragma once

#include "rules/diagnostic.h"
#include "rules/policy.h"

namespace gatecast::rules {

// Errors. Also for a policy with errors already, whose parts may be missing.
void check_consistency(const Policy& policy, Diagnostics& diagnostics);

// Neither days nor skips means none; 0 days are none whatever the skips; 0 skips are none too.
bool has_grace(const Setting<int>& days, const Setting<int>& skips);

}  // namespace gatecast::rules
