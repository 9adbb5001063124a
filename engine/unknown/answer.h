// Facts to an answer, also where facts are unknown: the strictest that any of their values gives,
// and which of them change it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
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

// How much it may cost; answers do not depend on it.
struct AnswerCost {
  std::size_t max_nodes = Diagram::default_max_nodes;
  // Of the unknown facts' values so many combinations are decided one by one, rather than all at
  // once by a diagram: about as many as the diagram costs.
  std::size_t most_trials = 64;
};

// Exact. Fails only where so many facts are unknown that the answers need a diagram of more than
// `max_nodes`.
rules::Result<Answer> answer(const Graph& graph, const Facts& facts, const AnswerCost& cost = {});

// Decisions of one number are alike to whoever asks. Of a decision it may look at all but `rule`,
// `limits` and `deadline`.
using KindOf = std::function<std::uint32_t(const Decision&)>;

// The same, but that only those facts are listed that change the kind of the decision: with none,
// every value gives a decision of the kind of this one.
rules::Result<Answer> answer_of_kind(const Graph& graph, const Facts& facts, const KindOf& kind,
                                     const AnswerCost& cost = {});

}  // namespace gatecast::engine
