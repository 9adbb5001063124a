// The door of this room: one plan in, its forecast out.
//
// A plan's replicates are independent rollouts, each with its own luck. The forecast is the same,
// byte for byte, for any number of threads.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "engine/graph/decide.h"
#include "rules/result.h"
#include "rules/time.h"
#include "simulator/behavior.h"
#include "simulator/forecast.h"
#include "simulator/population.h"

namespace gatecast::simulator {

struct Plan {
  std::shared_ptr<const engine::Graph> graph;
  std::shared_ptr<const Population> population;
  Behavior behavior;
  rules::Date start;  // the first simulated day, from its local midnight
  int days = 90;
  int replicates = 100;
  std::uint64_t seed = 1;
  int threads = 0;  // 0: as many as the machine has
  // Only carried into the forecast, so that it can be repeated.
  std::string policy_digest;
  std::string behavior_digest;
  std::string population_digest;
  std::string version;
};

// Called after each finished replicate, from one thread at a time; false stops the run. May be
// empty.
using ProgressCallback = std::function<bool(int done, int total)>;

// Fails with `interrupted` when the callback said stop, and when an account cannot be decoded in
// the policy's world or the plan is empty or too large.
rules::Result<Forecast> simulate(const Plan& plan, const ProgressCallback& progress);

}  // namespace gatecast::simulator
