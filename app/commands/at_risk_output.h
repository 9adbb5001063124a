// `simulate --at-risk DIR`: whom the forecast locks out, beside the forecast.
#pragma once

#include <string>

#include "app/commands/forecast_output.h"
#include "simulator/at_risk.h"

namespace gatecast::app {

// The files in `folder`, which is made where it does not exist, and the lines for the summary.
// Fails as `people_at_risk` does.
rules::Result<ForecastExtras> at_risk_output(const simulator::Plan& plan,
                                             const simulator::LockoutCounts& lockouts,
                                             int replicates, const std::string& folder,
                                             const simulator::ProgressCallback& progress);

}  // namespace gatecast::app
