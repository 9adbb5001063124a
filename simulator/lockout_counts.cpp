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

}  // namespace

LockoutCounts::LockoutCounts(const World& world) : world_(world), cells_(world.members.size()) {
  for (const Kind& kind : world.kinds) {
    const rules::Instant at = std::max(kind.facts.admitted_at, kind.facts.created);
    const bool ever = kind.facts.admitted_at != rules::instant_max;
    const rules::Instant start = world.policy.zone.midnight(world.plan.start);
    admitted_.push_back(ever ? world.calendar.moment(std::max(at, start)) : SlotClock::never);
  }
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
