// A decision as JSON: SIGNIN's answer, all keys, in its order.
#pragma once

#include <string>
#include <string_view>

#include "engine/decision.h"
#include "rules/policy.h"

namespace gatecast::engine {

// Appends one object on one line, without a line end.
void write_decision(const Decision& decision, const rules::Policy& policy, std::string& out);
// Appends {"error": MESSAGE}.
void write_error(std::string_view message, std::string& out);

}  // namespace gatecast::engine
