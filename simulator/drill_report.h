// What each drill of a plan does: the same rollouts without it, with the same luck, and the
// difference in each of them.
#pragma once

#include <string>
#include <vector>

#include "rules/result.h"
#include "simulator/drill.h"
#include "simulator/forecast.h"
#include "simulator/outline.h"
#include "simulator/simulation.h"

namespace gatecast::simulator {

// Of one group of people, over the rollouts.
struct DrillEffect {
  std::string group;  // `all`, or `role:` and a name
  bool administrators = false;
  // A day of one person without a way in, as `locked_out` counts it, from the drill's first day to
  // the last of the forecast.
  Quantiles days_out;
  Quantiles more_days_out;  // than without this drill
  Quantiles more_lockouts;
  Quantiles more_tickets;
  Quantiles fewest_in;  // people with a way in, on the worst of the drill's days
};

struct DrillOutcome {
  Drill drill;
  std::vector<DrillEffect> groups;  // everybody, then each role that somebody has
  // Share of the rollouts in which, on each of the drill's days, some administrator had a way in;
  // 1 where there is none.
  double some_administrator = 1;
  bool has_administrators = false;
};

// `counts` are those of replicates [0, replicates) of `plan`. Simulates them once for each drill.
// A drill that ends before the forecast begins, or begins after its end, is left out. Fails as a
// simulation does, and with `interrupted`.
rules::Result<std::vector<DrillOutcome>> drill_report(const Plan& plan, const Outline& outline,
                                                      const Counts& counts, int replicates,
                                                      const ProgressCallback& progress);

}  // namespace gatecast::simulator
