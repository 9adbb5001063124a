// What a leaf leaves open: methods, proof, what skipping leads to. Everything but the limits, the
// rule and the deadlines, which depend on more than the settings and the state of the methods.
#pragma once

#include "engine/graph/graph.h"

namespace gatecast::engine {

// `reason` is that of the row, even if a `then:` rule names its own.
Decision complete(const Graph& graph, const Settings& settings, const Leaf& leaf,
                  const DecodedFacts& facts);

// And the reason that the `then:` rule names (by its rank), and the deadlines: all but the rule
// and the limits.
Decision complete(const Graph& graph, const Settings& settings, const Leaf& leaf,
                  std::uint32_t then, const DecodedFacts& facts);

// Which deadlines a decision of the leaf shows.
struct Deadlines {
  bool lock = false;
  bool grace = false;
};
Deadlines deadlines_of(const Leaf& leaf, const Decision& decision);

}  // namespace gatecast::engine
