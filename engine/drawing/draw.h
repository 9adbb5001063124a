// The decision graph as a picture that a person can read: the rows of SIGNIN's table from the top
// down, each with the questions that lead into it and the outcomes that it ends in, and the
// settings with what each rule changes.
//
// What no sign-in can come to is left out and named in Drawing::never. Of many rules, stages or
// exclusions the first are shown, those that the highlighted decision needs, and a number for the
// others.
#pragma once

#include "engine/drawing/drawing.h"
#include "engine/graph/graph.h"
#include "rules/result.h"

namespace gatecast::engine {

// Of what no sign-in comes to, more of one kind than this are a number.
inline constexpr std::size_t most_named_never = 5;

// With the path of one decision highlighted. `filled` are the names of facts that were made up.
struct Highlight {
  const Answer& answer;
  std::vector<std::string> filled;
};

// Fails only where the questions need a diagram of more than Diagram::default_max_nodes.
rules::Result<Drawing> draw(const Graph& graph, const Highlight* highlight = nullptr);

}  // namespace gatecast::engine
