// The common model of rollouts (README.md in this folder) as a plan of gatecast's.
#pragma once

#include "simulator/simulation.h"

namespace gatecast::model {

inline constexpr int days = 90;

// The policy and behaviour of this folder, for so many people: of twenty 14 office, 5 frontline, 1
// admin. One thread.
simulator::Plan plan(int people, int replicates, std::uint64_t seed);

}  // namespace gatecast::model
