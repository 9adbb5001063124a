// The forecast as one self-contained page: it opens from a file, offline, and asks nothing of any
// network (its content security policy forbids it).
#pragma once

#include <string>
#include <vector>

#include "reports/actual.h"
#include "simulator/forecast.h"

namespace gatecast::reports {

// `actual`: what really happened; may be empty. Points outside the simulated days are not drawn.
std::string forecast_html(const simulator::Forecast& forecast, const Actual& actual);

}  // namespace gatecast::reports
