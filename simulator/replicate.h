// One replicate: one possible rollout, from first luck to last count.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "simulator/challenge_tree.h"
#include "simulator/journey.h"
#include "simulator/outlook.h"
#include "simulator/regime.h"
#include "simulator/silent_counts.h"
#include "simulator/tally.h"
#include "simulator/world.h"

namespace gatecast::simulator {

// The clock of the help desk, kept for as long as its hours stay the same.
class DeskClock {
 public:
  explicit DeskClock(const Calendar& calendar) : calendar_(calendar) {}
  // `numbers`: the desk's, of one replicate.
  const SlotClock& of(const Traits& numbers);

 private:
  struct Hours {
    double opens = 0;
    double closes = 0;
    bool weekends = false;
    friend bool operator==(const Hours&, const Hours&) = default;
  };
  const Calendar& calendar_;
  std::optional<Hours> hours_;
  std::optional<SlotClock> clock_;
};

// What one thread keeps from replicate to replicate: the graph's answers and the trees of
// challenges, which are the same in all, and memory.
class Workroom {
 public:
  // `lockouts` counts those of each person, `administrators` who of them could sign in; both may be
  // null.
  Workroom(const World& world, LockoutCounts* lockouts, AdministratorsIn* administrators);

  // Counts laid out [group][metric][day].
  std::vector<std::uint32_t> run_replicate(std::uint32_t replicate);

 private:
  const World& world_;
  LockoutCounts* lockouts_;
  std::optional<AdministratorProbe> probe_;
  Kinds kinds_;
  Outlooks outlooks_;
  ChallengeTrees trees_;
  Tally tally_;
  SilentCounts silent_;
  Regimes regimes_;
  DeskClock desk_clock_;
  std::vector<Traveller> waiting_;  // at the help desk
};

}  // namespace gatecast::simulator
