// What `simulate` writes beside a forecast where it is asked for: whom it locks out (`--at-risk`),
// and what the behaviour's drills do (`--drill-report`).
#pragma once

#include <string>

#include "app/commands/forecast_output.h"
#include "simulator/at_risk.h"
#include "simulator/drill_report.h"

namespace gatecast::app {

// Files in `folder`, which is made where it does not exist, and what summary, page and JSON have of
// it, into `extras`. Fail as the simulations do.
rules::Status add_at_risk(const simulator::Plan& plan, const simulator::LockoutCounts& lockouts,
                          int replicates, const std::string& folder,
                          const simulator::ProgressCallback& progress, ForecastExtras& extras);
rules::Status add_drill_report(const simulator::Plan& plan, const simulator::Simulation& simulation,
                               const simulator::Counts& counts,
                               simulator::AdministratorsIn& administrators, int replicates,
                               const std::string& folder,
                               const simulator::ProgressCallback& progress, ForecastExtras& extras);

}  // namespace gatecast::app
