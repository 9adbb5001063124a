// Reads the `drills:` of a behaviour.
#pragma once

#include <vector>

#include "rules/diagnostic.h"
#include "rules/policy.h"
#include "rules/yaml_reader.h"
#include "simulator/drill.h"

namespace gatecast::simulator {

// Those that are right, in order of their begin; what is wrong with the others is in the
// diagnostics. `policy` may be null: names are then taken as they stand.
std::vector<Drill> read_drills(const rules::YamlNode& node, const rules::Policy* policy,
                               rules::Diagnostics& diagnostics);

}  // namespace gatecast::simulator
