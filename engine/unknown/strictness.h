// Which of two answers is the stricter one, and which are the same (SIGNIN, "Unknown facts").
#pragma once

#include <string>

#include "engine/decision.h"

namespace gatecast::engine {

bool is_stricter(const Decision& a, const Decision& b);

// All that a caller sees of an answer, but for `rule`, `limits`, `unknown` and deadlines: equal
// keys are the same answer.
std::string answer_key(const Decision& decision);

}  // namespace gatecast::engine
