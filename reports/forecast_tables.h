// The tables of the forecast page, as HTML with every text escaped.
#pragma once

#include <string>
#include <vector>

#include "reports/charts.h"
#include "simulator/forecast.h"

namespace gatecast::reports {

// One row a day of `days`, one column a panel: `median (p05 to p95)`. Each cell says in its data
// attributes which number of the JSON it shows.
std::string chart_table(const Chart& chart, const std::vector<int>& days, rules::Date start);
// `median (p05 to p95)`.
std::string median_and_range(const simulator::Quantiles& q, Unit unit);
std::string stages_table(const simulator::Forecast& forecast);
std::string totals_table(const simulator::Forecast& forecast);  // of everybody, with peaks
std::string gates_table(const simulator::Forecast& forecast);
std::string assumptions_table(const simulator::Forecast& forecast);

}  // namespace gatecast::reports
