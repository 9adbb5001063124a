// Cuts diagrams into blocks (program.h).
#pragma once

#include <cstdint>
#include <vector>

#include "engine/graph/numbering.h"

namespace gatecast::engine {

// One row a start, and terminals times out.scale. What takes too many words is left to be walked
// node by node, in the flat diagram; `offsets` says what lies there already.
void lay_out(const Diagram& diagram, const std::vector<Node>& starts, Graph& graph,
             std::vector<std::uint32_t>& offsets, Numbering& numbering, Layout& out);

}  // namespace gatecast::engine
