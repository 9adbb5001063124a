// The rows of two policies, walked at once: which two answers a sign-in gets, where those are not
// sure to be the same. What a change of a policy does not touch is walked by neither.
#pragma once

#include <optional>
#include <vector>

#include "engine/analysis/circuit.h"

namespace gatecast::engine {

// Sign-ins that get two answers of which a caller sees that they are not one.
struct PairedAnswers {
  const Draft& before;
  const Draft& after;
  // A `then:` rule gives one of them, so that its reason is not that of the draft.
  bool by_rule = false;
  Lit where = 0;
};

// Both circuits are of one space, and of one kind of account. Each sign-in whose answer differs is
// in one of them; some may have no sign-in. Nothing where the policies are so different that there
// are too many.
std::optional<std::vector<PairedAnswers>> paired_answers(Circuit& before, Circuit& after);

}  // namespace gatecast::engine
