// User ids for sign-ins: those whom policies name, and others for every place in their ramps.
#pragma once

#include <string>
#include <vector>

#include "engine/graph/graph.h"

namespace gatecast::engine {

// What an id is to one policy.
struct IdSeen {
  std::uint32_t user = 0;  // number among the users that conditions name; 0: another
  bool emergency = false;
  std::vector<std::uint8_t> ramp_steps;  // by stage; 255: never admitted
};

struct KnownId {
  std::string id;
  std::vector<IdSeen> seen;  // by policy
};

// Stages of one name in policies of one name draw the same bucket for a user; of a user whom nobody
// names it lies in one of a few ranges, which are all that ramps can tell apart.
struct RampDraw {
  struct Range {
    int first_bucket = 0;
    std::vector<std::uint8_t> steps;  // by RampDraw::stages
  };
  std::vector<std::pair<std::size_t, std::size_t>> stages;  // policy and stage, that draw it
  std::vector<Range> ranges;
};

struct KnownIds {
  // First those that no policy names, one for each combination of ranges that was found.
  std::vector<KnownId> ids;
  std::size_t unnamed = 0;  // so many of them
  // Another combination is possible, but nobody among so many ids has it.
  bool misses_some = false;
  std::vector<RampDraw> draws;
};

KnownIds known_ids(const std::vector<const Graph*>& graphs);

}  // namespace gatecast::engine
