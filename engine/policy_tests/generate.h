// Writes tests that are missing: sign-ins that together take every edge of a decision graph and
// reach every line that decides, none of which could be left out.
#pragma once

#include <vector>

#include "engine/policy_tests/coverage.h"

namespace gatecast::engine {

struct GeneratedCase {
  Facts facts;  // complete
  Answer answer;
};

struct GeneratedCases {
  std::vector<GeneratedCase> cases;
  std::size_t edges = 0;   // that they take and the tests in `meter` do not
  std::size_t unsure = 0;  // edges and lines of which it is not known whether any sign-in does
};

// For what the tests in `meter` do not reach. Each case reaches an edge or a line that no other one
// does, has no more facts than it takes, and lies next to a date of the policy that matters to it,
// if one does. Fails only where the policy is too large.
rules::Result<GeneratedCases> generate_cases(const CoverageMeter& meter,
                                             const Progress& progress = {});

}  // namespace gatecast::engine
