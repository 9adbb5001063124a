// The forecast as JSON, schema_version 1: run, daily, totals, peaks, gates, assumptions. Stable:
// programs read it. One daily row a line.
//
// Beside the quantiles p05, p25, p50, p75 and p95 stand `low` and `high`: for each, in this order,
// the ends of its 95 % Monte-Carlo interval (order statistics); null where there are too few
// replicates to have one.
#pragma once

#include <string>

#include "simulator/forecast.h"

namespace gatecast::reports {

std::string forecast_json(const simulator::Forecast& forecast);
// Only the `run` object; the page carries it too.
std::string run_json(const simulator::RunInfo& run);

// met | missed | undecided
std::string_view name(simulator::Verdict verdict);

}  // namespace gatecast::reports
