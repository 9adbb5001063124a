// Generated cases as a file of tests, for a person to review.
#pragma once

#include <string>

#include "engine/policy_tests/generate.h"

namespace gatecast::reports {

// YAML that parse_tests reads: cases of one answer are one test, each with names that say what its
// account and its sign-in are.
std::string generated_tests(const engine::Graph& graph, const engine::GeneratedCases& cases);

}  // namespace gatecast::reports
