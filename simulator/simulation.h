// The door of this room: one plan in, its forecast out.
//
// A plan's replicates are independent rollouts, each with its own luck: replicate 7 is the same
// whatever else is simulated. So the forecast is the same, byte for byte, for any number of threads
// and for any cut of the work.
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
#include "simulator/outline.h"
#include "simulator/population.h"

namespace gatecast::simulator {

struct World;
class LockoutCounts;
class AdministratorsIn;

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

// Called once for each block of replicates, when all of it is in the counts; from one thread at a
// time. A failure stops the run. May be empty.
using BlockCallback = std::function<rules::Status(const Range& block)>;

struct RunHooks {
  ProgressCallback progress;
  BlockCallback finished;
  // Of the same simulation; null: nobody asks which people are locked out, and which administrators
  // could sign in.
  LockoutCounts* lockouts = nullptr;
  AdministratorsIn* administrators = nullptr;
};

// A plan made ready, whose replicates are simulated as they are asked for. The plan must outlive
// it.
class Simulation {
 public:
  // Fails when an account cannot be decoded in the policy's world, or the plan is empty or too
  // large.
  static rules::Result<Simulation> begin(const Plan& plan);
  Simulation(Simulation&&) noexcept;
  ~Simulation();

  const Outline& outline() const { return outline_; }
  // What a run of so many replicates keeps, in bytes: their counts, the bands made of them, and
  // what each thread counts in. The accounts come on top.
  double memory(int replicates) const;

  // For a run to count in; the simulation must outlive them. Administrators are asked about from
  // `first_day` on.
  std::unique_ptr<LockoutCounts> lockout_counts() const;
  std::unique_ptr<AdministratorsIn> administrators_in(int first_day) const;

  // Simulates those of `range` whose place in `counts` is empty, in blocks of one length without a
  // gap (the last may be shorter). Fails with `interrupted` when the progress callback said stop,
  // and as `finished` failed; finished replicates stay in `counts`.
  rules::Status run(const Range& range, Counts& counts, const RunHooks& hooks) const;

 private:
  explicit Simulation(const Plan& plan);

  const Plan* plan_;
  std::unique_ptr<const World> world_;
  Outline outline_;
};

// All replicates of a plan. Fails as `begin` and `run` do.
rules::Result<Forecast> simulate(const Plan& plan, const ProgressCallback& progress);

}  // namespace gatecast::simulator
