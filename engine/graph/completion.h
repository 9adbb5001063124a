// What a leaf leaves open: methods, proof, what skipping leads to. Everything but the limits, the
// rule and the deadlines, which depend on more than the settings and the state of the methods.
#pragma once

#include "engine/graph/graph.h"

namespace gatecast::engine {

// `reason` is that of the row, even if a `then:` rule names its own.
Decision complete(const Graph& graph, const Settings& settings, const Leaf& leaf,
                  const DecodedFacts& facts);

}  // namespace gatecast::engine
