// Decisions made before anybody asks: one for every way in which a leaf, the settings and the state
// of the methods can be completed.
#pragma once

#include "engine/graph/conditions.h"
#include "engine/graph/graph.h"

namespace gatecast::engine {

// `rows` with numbers of drafts in place of leaves; fills `drafts`, but for the rules.
Node draft_rows(const Graph& graph, Node rows, Conditions& conditions, Diagram& diagram,
                std::vector<Draft>& drafts);

// The pieces of the settings, `then` and the rows with their drafts in one diagram; it ends in
// drafts whose rule and limits are picked already. Nothing where that would be large.
std::optional<Node> fuse(Graph& graph, const ProgramRoots& roots, Diagram& diagram);

// Once the settings have all their entries: which rule and reason each draft shows.
void fill_drafts(Graph& graph);

}  // namespace gatecast::engine
