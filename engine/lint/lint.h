// Warnings that only the decision graph can give: rules and settings that no sign-in meets, and
// what administrators, people without a mailbox and people in no stage would get.
#pragma once

#include "engine/graph/graph.h"
#include "rules/diagnostic.h"

namespace gatecast::engine {

// As if two-factor sign-in were switched on, so that a draft is read as the policy it will be.
void lint_graph(const Graph& graph, rules::Diagnostics& diagnostics);

}  // namespace gatecast::engine
