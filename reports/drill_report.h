// What drills do, for a reader: as CSV, and by role for a terminal.
#pragma once

#include <string>
#include <vector>

#include "reports/named_file.h"
#include "simulator/drill_report.h"

namespace gatecast::reports {

// drills.csv: a line for each drill and group, with mean, p05, p50, p95 over the rollouts of each
// number. administrators.csv: the same for each drill and role that makes administrators, with the
// share of the rollouts in which on each of its days some of them could have signed in; all of them
// have an empty role.
std::vector<NamedFile> drill_report_csv(const std::vector<simulator::DrillOutcome>& drills);

std::string drill_report_text(const std::vector<simulator::DrillOutcome>& drills);

}  // namespace gatecast::reports
