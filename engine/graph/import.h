// The flat parts of a graph as nodes of a diagram again: for questions over all sign-ins at once.
#pragma once

#include <unordered_map>

#include "engine/graph/conditions.h"
#include "engine/graph/graph.h"

namespace gatecast::engine {

class Import {
 public:
  // `conditions` are over the variables of `graph`, in `diagram`.
  Import(const Graph& graph, Conditions& conditions, Diagram& diagram)
      : graph_(graph), conditions_(conditions), diagram_(diagram) {}

  // `word` is the root of a flat diagram; the node ends in the same numbers.
  Node node(std::uint32_t word);
  // The rank that wins. Meaningless once the diagram is too large.
  Node winner(const Contest& contest);
  // Each piece of the settings that rules set, as a function of the sign-in.
  Diagram::Functions settings();

 private:
  const Graph& graph_;
  Conditions& conditions_;
  Diagram& diagram_;
  std::unordered_map<std::uint32_t, Node> imported_;  // by word
};

}  // namespace gatecast::engine
