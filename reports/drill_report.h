// What drills do, for a reader: as CSV and JSON, and by role for a terminal and the page.
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

// A section of the forecast's page.
std::string drill_report_html(const std::vector<simulator::DrillOutcome>& drills);
// `,"drills": [...]` of the forecast's JSON: `drill` as in a behaviour; `groups` and
// `administrators` with the numbers of the two files, each as the forecast's own quantiles. A null
// role: all administrators.
std::string drill_report_json(const std::vector<simulator::DrillOutcome>& drills);

}  // namespace gatecast::reports
