// The portal's policy, the shipped behaviour and as many accounts as are asked for.
#pragma once

#include "simulator/simulation.h"

namespace gatecast::benchmarks {

// Accounts in the proportions of two_hundred_thousand.yaml; 90 days, one replicate, one thread.
// CHECKs that all can be read.
simulator::Plan portal_plan(int accounts);

}  // namespace gatecast::benchmarks
