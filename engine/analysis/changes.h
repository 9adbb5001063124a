// Which kinds of answers a change of a policy turns into which others, and of which sign-ins.
#pragma once

#include <string>
#include <vector>

#include "engine/analysis/diff.h"
#include "engine/analysis/model.h"

namespace gatecast::engine {

// Equal of answers of one kind: an outcome for a reason, and what skipping leads to.
std::string kind_key(const Decision& decision);

// A pair of kinds of answers, and the sign-ins that get them.
struct Change {
  std::size_t before, after;  // kinds, in an order that does not change
  ChangedAnswer::What what;
  Lit where;
};

struct Changes {
  std::vector<Change> all;    // by what changes, then by the kinds; no sign-in is in two
  bool has_nameless = false;  // Difference::has_nameless
};

// Of settled accounts, or of all others: `universe` says where these are. Both models are of one
// space.
Changes find_changes(Model& before, Model& after, bool of_settled, Lit universe);

}  // namespace gatecast::engine
