// A Poisson number from keyed draws: the same key gives the same number on every machine.
#pragma once

#include <cstdint>

#include "simulator/luck.h"

namespace gatecast::simulator {

// Of mean `mean`, at least 0. `index` leaves its low four bits free: rejected draws use them.
//
// Below a mean of 12 by inversion; from there by transformed rejection with squeeze (W. Hörmann,
// "The transformed rejection method for generating Poisson random variables", 1993, PTRS), which
// takes the same time for any mean.
std::int64_t poisson(const Luck& luck, Purpose purpose, std::uint32_t index, double mean);

}  // namespace gatecast::simulator
