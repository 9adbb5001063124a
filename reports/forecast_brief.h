// The few numbers that a manager asks for first, at the head of the page. Not the gates, and no
// curve: those have sections of their own.
#pragma once

#include <string>

#include "simulator/forecast.h"

namespace gatecast::reports {

// A section of HTML; empty if the forecast kept none of the numbers.
std::string brief_section(const simulator::Forecast& forecast);

}  // namespace gatecast::reports
