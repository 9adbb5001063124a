// Accounts that are created during a run at a rate (`joiners_per_year`), beside those that the
// population has with a date.
//
// Each account that is there from the start brings others like it: of the same type, roles, groups
// and attributes, created at the begin of the day on which a clock of its own rings, with nothing
// enrolled yet. Who joins is a replicate's luck, so the kinds of joiners are made as they come.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <utility>

#include "simulator/world.h"

namespace gatecast::simulator {

// Not for several threads at once: one each.
class Kinds {
 public:
  explicit Kinds(const World& world) : world_(world) {}
  // The world's, and after them those of joiners; the reference stays good.
  const Kind& operator[](std::uint32_t number) const {
    const std::size_t known = world_.kinds.size();
    return number < known ? world_.kinds[number] : joiners_[number - known];
  }
  // The number of somebody's kind who is created when `day` begins, and is like the kind `like`
  // else.
  std::uint32_t joining(std::uint32_t like, int day);

 private:
  const World& world_;
  std::deque<Kind> joiners_;
  std::map<std::pair<std::uint32_t, rules::Instant>, std::uint32_t> numbers_;
};

// Whether accounts like those of this kind join: not where the policy means one account by its
// name, and not where that one joins itself.
bool has_joiners(const Kind& kind);

}  // namespace gatecast::simulator
