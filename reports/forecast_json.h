// The forecast as JSON, schema_version 1: run, daily, totals, peaks, gates, assumptions; and, where
// they were asked for, people_at_risk (at_risk.h) and drills (drill_report.h). Stable: programs
// read it. One daily row a line.
//
// Beside the quantiles p05, p25, p50, p75 and p95 stand `low` and `high`: for each, in this order,
// the ends of its 95 % Monte-Carlo interval (order statistics); null where there are too few
// replicates to have one.
#pragma once

#include <string>

#include "simulator/forecast.h"

namespace gatecast::reports {

// `more`: members that follow, each with a comma before it.
std::string forecast_json(const simulator::Forecast& forecast, const std::string& more = {});
// Only the `run` object; the page carries it too.
std::string run_json(const simulator::RunInfo& run);

// `"mean": 1, "p05": ...` to `high`.
std::string quantile_fields(const simulator::Quantiles& q);

// met | missed | undecided
std::string_view name(simulator::Verdict verdict);

}  // namespace gatecast::reports
