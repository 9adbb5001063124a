// Facts to an answer, also where facts are unknown: the strictest that any of their values gives,
// and which of them change it.
#pragma once

#include <string>
#include <vector>

#include "engine/decision.h"
#include "engine/facts.h"
#include "engine/graph/decide.h"

namespace gatecast::engine {

// How many combinations of values are looked at for the strictest answer, and again for the list of
// facts that change it.
inline constexpr int max_combinations = 50'000;

struct Answer {
  Decision decision;
  std::vector<std::string> unknown;
  // False: there are too many combinations to say of every fact in `unknown` that it changes the
  // answer. None is missing.
  bool unknown_is_exact = true;
};

// Fails only where there are too many combinations to find the strictest answer.
rules::Result<Answer> answer(const Graph& graph, const Facts& facts,
                             int combinations = max_combinations);

}  // namespace gatecast::engine
