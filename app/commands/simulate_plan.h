// The plan of `gatecast simulate` from its files.
#pragma once

#include <optional>

#include "app/commands/simulate_options.h"
#include "simulator/simulation.h"

namespace gatecast::app {

// Nothing where it cannot be read or is wrong; why is then written, and `code` says how the
// command ends.
std::optional<simulator::Plan> read_plan(const SimulateOptions& options, int& code);

}  // namespace gatecast::app
