// The forecast as CSV files (RFC 4180, one header line each): daily.csv is the tidy table.
#pragma once

#include <string>
#include <vector>

#include "simulator/forecast.h"

namespace gatecast::reports {

struct NamedFile {
  std::string name;
  std::string content;
};

// daily.csv, totals.csv, gates.csv, assumptions.csv
std::vector<NamedFile> forecast_csv(const simulator::Forecast& forecast);

}  // namespace gatecast::reports
