// Why a sign-in gets its answer: for a person, and for a program.
#pragma once

#include <string>

#include "engine/explain/explanation.h"

namespace gatecast::reports {

// Several lines; `policy_name` is the file that lines are of, `facts_name` what was asked.
std::string explanation_text(const engine::Explanation& explanation, const rules::Policy& policy,
                             std::string_view policy_name, std::string_view facts_name);

// One object on one line (README of engine/explain says what is in it).
std::string explanation_json(const engine::Explanation& explanation, const rules::Policy& policy);

}  // namespace gatecast::reports
