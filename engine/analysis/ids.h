// User ids for sign-ins: those whom a policy names, and others for every place in the ramps.
#pragma once

#include <string>
#include <vector>

#include "engine/graph/graph.h"

namespace gatecast::engine {

struct KnownId {
  std::string id;
  std::uint32_t user = 0;  // number among the users that conditions name; 0: another
  bool emergency = false;
  std::vector<std::uint8_t> ramp_steps;  // by stage
};

struct KnownIds {
  // First those that the policy does not name, one for each combination of steps that was found.
  std::vector<KnownId> ids;
  std::size_t unnamed = 0;  // so many of them
  // Another combination of steps is possible, but nobody among so many ids has it.
  bool misses_some = false;
};

KnownIds known_ids(const Graph& graph);

// By stage: which steps are the first to admit somebody; 255: nobody is admitted.
std::vector<std::vector<std::uint8_t>> possible_steps(const Graph& graph);

}  // namespace gatecast::engine
