// From the counts of all replicates to the bands of a forecast.
//
// Quantiles are exact: the smallest value that at least that share of the replicates does not
// exceed. Nothing here depends on the order in which replicates were finished.
#pragma once

#include <cstdint>
#include <vector>

#include "simulator/forecast.h"
#include "simulator/world.h"

namespace gatecast::simulator {

// `counts[replicate]` as run_replicate returns them.
Forecast summarize(const World& world, const std::vector<std::vector<std::uint32_t>>& counts);

// Mean and quantiles of one number a replicate. Sorts `values`.
Quantiles quantiles(std::vector<double>& values);
// The exact quantile of sorted values; `percent` in (0, 100).
double quantile_of_sorted(const std::vector<double>& sorted, int percent);

}  // namespace gatecast::simulator
