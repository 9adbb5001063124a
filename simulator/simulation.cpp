#include "simulator/simulation.h"

#include <algorithm>
#include <atomic>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "simulator/administrators_in.h"
#include "simulator/lockout_counts.h"
#include "simulator/replicate.h"
#include "simulator/summary.h"
#include "simulator/thread_pool.h"
#include "simulator/world.h"

namespace gatecast::simulator {

namespace {

constexpr int most_days = 3660;
// Of a range. Enough that a killed run loses little, and few enough to look at.
constexpr int blocks_wanted = 32;

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

struct Block {
  Range range;
  std::atomic<int> left;
  bool told = false;

  explicit Block(const Range& whole) : range(whole), left(whole.size()) {}
};

// What is missing in `range`, cut into blocks.
std::vector<Range> missing_blocks(const Range& range, const Counts& counts) {
  const int length = std::max(1, (range.size() + blocks_wanted - 1) / blocks_wanted);
  std::vector<Range> blocks;
  for (int replicate = range.first; replicate < range.end; ++replicate) {
    if (!counts[static_cast<std::size_t>(replicate)].empty()) continue;
    const bool goes_on =
        !blocks.empty() && blocks.back().end == replicate && blocks.back().size() < length;
    if (goes_on) {
      ++blocks.back().end;
    } else {
      blocks.push_back({replicate, replicate + 1});
    }
  }
  return blocks;
}

}  // namespace

Simulation::Simulation(const Plan& plan) : plan_(&plan) {}
Simulation::Simulation(Simulation&&) noexcept = default;
Simulation::~Simulation() = default;

rules::Result<Simulation> Simulation::begin(const Plan& plan) {
  const rules::Status checked = check(plan);
  if (!checked.ok()) return checked.failure();
  auto prepared = prepare(plan);
  if (!prepared.ok()) return prepared.failure();
  Simulation simulation(plan);
  simulation.world_ = std::move(prepared).value();
  simulation.outline_ = simulator::outline(*simulation.world_);
  return simulation;
}

double Simulation::memory(int replicates) const {
  const double tally = static_cast<double>(world_->cohorts.size() * metric_count) *
                       (plan_->days + 1) * sizeof(std::int64_t);
  return bytes_kept(outline_, replicates) + tally * worker_count(replicates, plan_->threads);
}

std::unique_ptr<LockoutCounts> Simulation::lockout_counts() const {
  return std::make_unique<LockoutCounts>(*world_);
}

std::unique_ptr<AdministratorsIn> Simulation::administrators_in(int first_day) const {
  return std::make_unique<AdministratorsIn>(*world_, first_day);
}

rules::Status Simulation::run(const Range& range, Counts& counts, const RunHooks& hooks) const {
  if (counts.size() < static_cast<std::size_t>(range.end)) {
    counts.resize(static_cast<std::size_t>(range.end));
  }
  if (hooks.administrators != nullptr) hooks.administrators->make_room(range.end);
  std::vector<std::unique_ptr<Block>> blocks;
  std::vector<std::pair<int, Block*>> todo;  // replicate, its block
  for (const Range& block : missing_blocks(range, counts)) {
    blocks.push_back(std::make_unique<Block>(block));
    for (int r = block.first; r < block.end; ++r) todo.emplace_back(r, blocks.back().get());
  }
  const int count = static_cast<int>(todo.size());
  std::vector<std::unique_ptr<Workroom>> rooms;
  for (int i = 0; i < worker_count(count, plan_->threads); ++i) {
    rooms.push_back(std::make_unique<Workroom>(*world_, hooks.lockouts, hooks.administrators));
  }
  std::optional<rules::Failure> failed;
  const auto work = [&](int index, int worker) {
    const auto& [replicate, block] = todo[static_cast<std::size_t>(index)];
    counts[static_cast<std::size_t>(replicate)] =
        rooms[static_cast<std::size_t>(worker)]->run_replicate(
            static_cast<std::uint32_t>(replicate));
    block->left.fetch_sub(1);
  };
  // The pool makes these calls one at a time.
  const auto after_each = [&](int done, int total) {
    for (const auto& block : blocks) {
      if (block->told || block->left.load() > 0) continue;
      block->told = true;
      if (!hooks.finished || failed) continue;
      if (rules::Status kept = hooks.finished(block->range); !kept) failed = kept.failure();
    }
    const bool go_on = !hooks.progress || hooks.progress(done, total);
    return go_on && !failed;
  };
  const bool complete = for_each_index(count, plan_->threads, work, after_each);
  if (failed) return *failed;
  if (!complete) return rules::Failure{"interrupted"};
  return rules::Done{};
}

rules::Result<Forecast> simulate(const Plan& plan, const ProgressCallback& progress) {
  auto simulation = Simulation::begin(plan);
  if (!simulation) return simulation.failure();
  Counts counts;
  const rules::Status ran = simulation.value().run({0, plan.replicates}, counts, {progress, {}});
  if (!ran) return ran.failure();
  return summarize(simulation.value().outline(), counts, plan.replicates, plan.threads);
}

}  // namespace gatecast::simulator
