// From the counts of all replicates to the bands of a forecast.
//
// Nothing here depends on the order in which replicates were finished, nor on the threads.
#pragma once

#include "simulator/outline.h"

namespace gatecast::simulator {

// What a forecast of so many replicates keeps in memory, in bytes: all counts, and the bands made
// of them.
double bytes_kept(const Outline& outline, int replicates);

// Of the first `replicates` of `counts`, all of them there. `threads`: 0 for all cores.
Forecast summarize(const Outline& outline, const Counts& counts, int replicates, int threads);

}  // namespace gatecast::simulator
