// A decision as JSON: SIGNIN's answer, all keys, in its order.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/decision.h"
#include "rules/policy.h"

namespace gatecast::engine {

// Names of facts that go with an answer.
struct FactNames {
  std::vector<std::string> unknown;
  const std::vector<std::string>* filled = nullptr;  // written only if facts were to be completed
};

// Appends one object on one line, without a line end.
void write_decision(const Decision& decision, const rules::Policy& policy, const FactNames& facts,
                    std::string& out);
// Appends {"error": MESSAGE}.
void write_error(std::string_view message, std::string& out);

}  // namespace gatecast::engine
