// One replicate: one possible rollout, from first luck to last count.
#pragma once

#include <cstdint>
#include <vector>

#include "simulator/tally.h"
#include "simulator/world.h"

namespace gatecast::simulator {

// Counts laid out [group][metric][day]. `tally` is room to work in, cleared first.
std::vector<std::uint32_t> run_replicate(const World& world, std::uint32_t replicate, Tally& tally);

}  // namespace gatecast::simulator
