// Which of two answers is the stricter one, and which are the same (SIGNIN, "Unknown facts").
#pragma once

#include <optional>
#include <string>

#include "engine/decision.h"

namespace gatecast::engine {

bool is_stricter(const Decision& a, const Decision& b);

// All that a caller sees of an answer, but for `rule`, `limits`, `unknown` and deadlines: equal
// keys are the same answer.
std::string answer_key(const Decision& decision);

// The deadline as it is shown: what has no beginning has no end.
std::optional<Instant> shown_deadline(const Decision& decision);
// Of answers in grace with equal keys that is given which has the earlier one; none is later than
// any.
bool is_earlier(const std::optional<Instant>& a, const std::optional<Instant>& b);

}  // namespace gatecast::engine
