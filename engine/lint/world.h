// Which sign-ins there can be at all, as a boolean diagram: an account with an administrator's role
// is an administrator, a day has one weekday, an address lies in nested networks at once. Without
// it a lint would hold a rule for alive that no sign-in can meet.
#pragma once

#include "engine/graph/graph.h"

namespace gatecast::engine {

// Over the variables of `graph`. Accounts have roles that the policy declares; everything else may
// be as SIGNIN allows. Two spans of grace that a clock change makes differ by an hour count as one.
Node world_of(const Graph& graph, Diagram& diagram);

}  // namespace gatecast::engine
