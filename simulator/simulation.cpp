#include "simulator/simulation.h"

#include <memory>
#include <utility>
#include <vector>

#include "simulator/replicate.h"
#include "simulator/summary.h"
#include "simulator/thread_pool.h"
#include "simulator/world.h"

namespace gatecast::simulator {

namespace {

constexpr int most_days = 3660;
// All replicates' counts are kept, four bytes each, for exact quantiles.
constexpr double most_bytes = 8e9;

rules::Status check(const Plan& plan) {
  if (!plan.graph || !plan.population || plan.population->people.empty()) {
    return rules::Failure{"there is nobody to simulate"};
  }
  if (plan.days < 1 || plan.days > most_days) {
    return rules::Failure{"the horizon must be 1 to 3660 days"};
  }
  if (plan.replicates < 1) return rules::Failure{"at least one replicate is needed"};
  return rules::Done{};
}

}  // namespace

rules::Result<Forecast> simulate(const Plan& plan, const ProgressCallback& progress) {
  const rules::Status checked = check(plan);
  if (!checked.ok()) return checked.failure();
  auto prepared = prepare(plan);
  if (!prepared.ok()) return prepared.failure();
  const World& world = *prepared.value();

  const double cells = static_cast<double>(world.groups.size() * metric_count) * plan.days;
  if (cells * 4 * plan.replicates > most_bytes) {
    return rules::Failure{
        "too many groups, days and replicates to keep: more than 8 GB; ask for fewer replicates"};
  }
  std::vector<std::vector<std::uint32_t>> counts(static_cast<std::size_t>(plan.replicates));
  std::vector<std::unique_ptr<Workroom>> rooms;
  for (int i = 0; i < worker_count(plan.replicates, plan.threads); ++i) {
    rooms.push_back(std::make_unique<Workroom>(world));
  }
  const bool complete = for_each_index(
      plan.replicates, plan.threads,
      [&](int index, int worker) {
        counts[static_cast<std::size_t>(index)] =
            rooms[static_cast<std::size_t>(worker)]->run_replicate(
                static_cast<std::uint32_t>(index));
      },
      progress);
  if (!complete) return rules::Failure{"interrupted"};
  return summarize(world, counts);
}

}  // namespace gatecast::simulator
