#include "simulator/lockout_counts.h"

#include <algorithm>
#include <atomic>

namespace gatecast::simulator {

namespace {

constexpr std::uint8_t seen_in_first_week = 1;
constexpr std::uint8_t seen_at_all = 2;

void add_one(LockoutCounts::ByCause& counts, Cause cause) {
  std::atomic_ref(counts[static_cast<std::size_t>(cause)]).fetch_add(1, std::memory_order_relaxed);
}

// Each policy is in force until the next, and admits by its own stages: one that is paused or taken
// back before its day comes admits nobody then.
Moment first_admission(const World& world, const Kind& kind) {
  const rules::Instant there = world.calendar.instant(kind.joins);
  for (std::size_t p = 0; p < world.policies.size(); ++p) {
    const bool last = p + 1 == world.policies.size();
    const rules::Instant end = last ? rules::instant_max : world.policies[p + 1].since;
    const rules::Instant at =
        std::max({kind.facts_under(p).admitted_at, world.policies[p].since, there});
    if (at < end) return world.calendar.moment(at);
  }
  return SlotClock::never;
}

}  // namespace

LockoutCounts::LockoutCounts(const World& world) : world_(world), cells_(world.members.size()) {
  for (const Kind& kind : world.kinds) admitted_.push_back(first_admission(world, kind));
}

void LockoutCounts::count(std::uint32_t user, Moment at, Cause cause, std::uint8_t& seen) {
  if (cause == Cause::none) return;
  Cell& cell = cells_[user];
  const Moment from = admitted(user);
  const bool first_week = at >= from && at < from + static_cast<double>(week);
  if (first_week && (seen & seen_in_first_week) == 0) {
    seen |= seen_in_first_week;
    add_one(cell.in_first_week, cause);
  }
  if ((seen & seen_at_all) == 0) {
    seen |= seen_at_all;
    add_one(cell.at_all, cause);
  }
}

}  // namespace gatecast::simulator
