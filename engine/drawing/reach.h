// Which answers the questions of a flow can get at all, asked of the graph.
#pragma once

#include <array>
#include <vector>

#include "engine/drawing/flow.h"

namespace gatecast::engine {

// By step and answer (0 no, 1 yes): whether some sign-in gives it.
struct Reach {
  std::vector<std::array<bool, 2>> answers;
  std::vector<bool> reached;
  // Settings as functions of the sign-in. Else, where that would be large, each may be any value
  // that wins somewhere, and some answer may be shown that no sign-in gives.
  bool is_exact = false;
};

Reach reach_of(Flow& flow);

// The ranks that win a contest somewhere, as far as one name alone can tell.
std::vector<bool> winning_ranks(const Graph& graph, const Contest& contest, std::size_t ranks);

}  // namespace gatecast::engine
