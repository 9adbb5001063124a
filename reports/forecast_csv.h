// The forecast as CSV files (RFC 4180, one header line each): daily.csv is the tidy table.
#pragma once

#include <vector>

#include "reports/named_file.h"
#include "simulator/forecast.h"

namespace gatecast::reports {

// daily.csv, totals.csv, peaks.csv, gates.csv, assumptions.csv. After the quantiles stand the ends
// of the 95 % Monte-Carlo interval of each; empty where there are too few replicates to have one.
std::vector<NamedFile> forecast_csv(const simulator::Forecast& forecast);

}  // namespace gatecast::reports
