// The forecast as one self-contained page: it opens from a file, offline, and asks nothing of any
// network (its content security policy forbids it).
#pragma once

#include <string>
#include <vector>

#include "reports/actual.h"
#include "simulator/forecast.h"

namespace gatecast::reports {

// `actual`: what really happened; may be empty. Points outside the simulated days are not drawn.
// `sections`: HTML of what was asked for beside the forecast (at_risk.h, drill_report.h).
std::string forecast_html(const simulator::Forecast& forecast, const Actual& actual,
                          const std::string& sections = {});

}  // namespace gatecast::reports
