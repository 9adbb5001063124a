// Of each person, in how many replicates he was locked out: in the first week after a stage admits
// him, and at all. Counted only where somebody asks, as it costs memory for each account.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "simulator/tally.h"
#include "simulator/world.h"

namespace gatecast::simulator {

class LockoutCounts {
 public:
  static constexpr rules::Seconds week = 7 * rules::day_seconds;
  // Replicates by the cause of their first lockout.
  using ByCause = std::array<std::uint32_t, cause_count>;

  // `world` must outlive it.
  explicit LockoutCounts(const World& world);

  // A lockout of one replicate. From any thread: sums do not depend on the order. `seen` is this
  // person's in this replicate, 0 before his first lockout.
  void count(std::uint32_t user, Moment at, Cause cause, std::uint8_t& seen);

  std::size_t people() const { return cells_.size(); }
  const ByCause& in_first_week(std::size_t user) const { return cells_[user].in_first_week; }
  const ByCause& at_all(std::size_t user) const { return cells_[user].at_all; }
  // When a stage first admits this person by the policy in force then (drills pause stages, and
  // roll them back), not before the run begins and his account is there; `never`: none does.
  Moment admitted(std::size_t user) const { return admitted_[world_.members[user].kind]; }
  const Calendar& calendar() const { return world_.calendar; }

  static std::size_t bytes(std::size_t people) { return people * sizeof(Cell); }

 private:
  struct Cell {
    ByCause in_first_week{};
    ByCause at_all{};
  };

  const World& world_;
  std::vector<Moment> admitted_;  // by kind
  std::vector<Cell> cells_;       // by user
};

}  // namespace gatecast::simulator
