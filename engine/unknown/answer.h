// Facts to an answer, also where facts are unknown: the strictest that any of their values gives,
// and which of them change it.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "engine/decision.h"
#include "engine/facts.h"
#include "engine/graph/decide.h"
#include "engine/graph/diagram.h"

namespace gatecast::engine {

struct Answer {
  Decision decision;
  std::vector<std::string> unknown;  // names of facts, in SIGNIN's order
  // What it was decided on: for facts that are unknown, values that give the strictest answer.
  DecodedFacts facts;
};

// Exact. Fails only where so many facts are unknown that the answers need a diagram of more than
// `max_nodes`.
rules::Result<Answer> answer(const Graph& graph, const Facts& facts,
                             std::size_t max_nodes = Diagram::default_max_nodes);

}  // namespace gatecast::engine
