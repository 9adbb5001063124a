// The forecast as a summary for a terminal: plain text, at most 80 columns, no colour.
#pragma once

#include <string>

#include "simulator/forecast.h"

namespace gatecast::reports {

std::string forecast_text(const simulator::Forecast& forecast);

}  // namespace gatecast::reports
