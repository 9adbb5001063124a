// Times that stand for all times from which grace may be counted.
#pragma once

#include <vector>

#include "rules/policy.h"

namespace gatecast::oracle {

// Around every time whose grace, or some days after it, ends about `now`; with `stages` also around
// the beginnings of stages and of the steps of their ramps.
std::vector<rules::Instant> time_pool(const rules::Policy& policy, rules::Instant now, bool stages);

}  // namespace gatecast::oracle
