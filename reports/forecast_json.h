// The forecast as JSON, schema_version 1: run, daily, totals, gates, assumptions. Stable: programs
// read it. One daily row a line.
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
