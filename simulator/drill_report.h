// What each drill of a plan does: the same rollouts without it, with the same luck, and the
// difference in each of them.
#pragma once

#include <string>
#include <vector>

#include "rules/result.h"
#include "simulator/administrators_in.h"
#include "simulator/drill.h"
#include "simulator/forecast.h"
#include "simulator/simulation.h"

namespace gatecast::simulator {

// Of one group of people, over the rollouts.
struct DrillEffect {
  std::string group;  // `all`, or `role:` and a name
  bool administrators = false;
  // Days of one person who is locked out, as `locked_out` counts it: who tried to sign in and has
  // no way in. From the drill's first day to the last of the forecast.
  Quantiles days_out;
  Quantiles more_days_out;  // than without this drill
  Quantiles more_lockouts;
  Quantiles more_tickets;
  Quantiles fewest_in;  // people who are not locked out, on the worst of the drill's days
};

// Of administrators, over the rollouts: who could have signed in at the end of a day, whether or
// not he tried (administrator_probe.h). From the drill's first day to the last of the forecast.
struct AdministratorEffect {
  std::string role;  // empty: all of them
  // Share of the rollouts in which, on each of the drill's days, some of them could.
  double some_in = 0;
  Quantiles days_none_in;       // days on which none of them could
  Quantiles more_days_none_in;  // than without this drill
  Quantiles days_out;           // days of one of them who could not, he alone or not
  Quantiles more_days_out;
};

struct DrillOutcome {
  Drill drill;
  std::vector<DrillEffect> groups;  // everybody, then each role that somebody has
  // All, then each role that makes somebody one; empty where nobody is.
  std::vector<AdministratorEffect> administrators;
};

// The first day on which a drill of the plan holds; that after the last where none does.
int first_day_of_drills(const Plan& plan);

// What that keeps beside a plan and its simulation, about, in bytes: the counts of the rollouts
// without the drill at hand.
double drill_report_memory(const Outline& outline, int replicates);

// `counts` are those of replicates [0, replicates) of `plan`, and `simulation` is its;
// `administrators` of them, from first_day_of_drills() on, or of some of them: the others are
// simulated again. Simulates all once for each drill. A drill that ends before the forecast begins,
// or begins after its end, is left out. Fails as a simulation does, and with `interrupted`.
rules::Result<std::vector<DrillOutcome>> drill_report(
    const Plan& plan, const Simulation& simulation, const Counts& counts,
    AdministratorsIn& administrators, int replicates, const ProgressCallback& progress);

}  // namespace gatecast::simulator
