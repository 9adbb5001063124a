// Sorts people into kinds: those of one kind are alike to the graph, the tallies and the behaviour,
// but for what changes as they sign in, how often they do, and their luck.
#pragma once

#include "rules/result.h"
#include "simulator/world.h"

namespace gatecast::simulator {

// Fills members, kinds, groups, cohorts and trait classes of `world` from its plan's population.
// Fails, naming the account, where one cannot be decoded.
rules::Status sort_into_kinds(World& world);

}  // namespace gatecast::simulator
