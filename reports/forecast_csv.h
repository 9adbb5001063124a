// The forecast as CSV files (RFC 4180, one header line each): daily.csv is the tidy table.
#pragma once

#include <vector>

#include "reports/named_file.h"
#include "simulator/forecast.h"

namespace gatecast::reports {

// daily.csv, totals.csv, gates.csv, assumptions.csv
std::vector<NamedFile> forecast_csv(const simulator::Forecast& forecast);

}  // namespace gatecast::reports
