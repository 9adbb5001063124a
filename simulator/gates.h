// The gates of a rollout: whether the forecast keeps within them, and how sure that is.
#pragma once

#include <vector>

#include "simulator/measures.h"

namespace gatecast::simulator {

// The days that a gate looks at; empty where they lie outside the horizon.
Range days_of(const GateSpec& gate, const RunInfo& run);

// In the order of the policy. A gate whose days lie outside the horizon, or whose metric or group
// nobody counts, is undecided without a value.
std::vector<GateResult> judge_gates(const Outline& outline, const Measured& measured);

}  // namespace gatecast::simulator
