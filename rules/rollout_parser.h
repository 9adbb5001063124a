// Reads `rollout`: stages with their ramps, and gates.
#pragma once

#include "rules/condition_parser.h"

namespace gatecast::rules {

Rollout parse_rollout(const YamlNode::Entry& entry, const DeclaredNames& declared,
                      Diagnostics& diagnostics);

}  // namespace gatecast::rules
