// Warnings about what a policy allows and what surprises. Each has a reason and a page
// (rules/diagnostics). What only the decision graph knows is in engine/lint.
#pragma once

#include "rules/diagnostic.h"
#include "rules/policy.h"

namespace gatecast::rules {

// Thresholds, as the pages state them.
namespace lint_limits {
inline constexpr std::size_t emergency_accounts = 3;  // more are not "a few"
inline constexpr int exclusion_days = 366;            // a year, which may be a leap year
}  // namespace lint_limits

// For a policy without errors only: half a policy surprises in ways that its author did not mean.
// `today` is what expired and overdue are measured against.
void lint(const Policy& policy, Date today, Diagnostics& diagnostics);

}  // namespace gatecast::rules
