// The smallest sign-in of a formula.
#pragma once

#include <optional>
#include <vector>

#include "engine/analysis/space.h"

namespace gatecast::engine {

// Of the sign-ins in `target` one with the fewest facts that differ from an ordinary one, of those
// the earliest, of those the first by the values of its facts in SIGNIN's order: by place among the
// choices of the space, its values; last, that of `now`. Nothing if there is none whose user has a
// name and that differs in fewer than `below` facts.
std::optional<std::vector<std::size_t>> smallest_values(Space& space, Lit target,
                                                        std::size_t below);

}  // namespace gatecast::engine
