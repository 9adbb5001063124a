// A small forecast made by hand, with numbers and names that are hard on a writer.
#pragma once

#include "simulator/forecast.h"

namespace gatecast::reports_test {

// Ten days from 2027-01-11, one stage called `</script><b>"x"&`, one gate, two assumptions.
simulator::Forecast sample_forecast();

}  // namespace gatecast::reports_test
