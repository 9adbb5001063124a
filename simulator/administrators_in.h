// Of each day of each replicate: how many administrators there were at its end, and how many of
// them could have signed in then. Counted only where somebody asks (administrator_probe.h).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "simulator/world.h"

namespace gatecast::simulator {

class AdministratorsIn {
 public:
  // `world` must outlive it. Days before `first_day` are not asked about.
  AdministratorsIn(const World& world, int first_day);

  int first_day() const { return first_day_; }
  // Empty, which is all administrators, then each role that makes one of somebody.
  const std::vector<std::string>& roles() const { return roles_; }

  // Before a run of replicates up to this one; not while one runs.
  void make_room(int replicates);
  // By whoever runs a replicate, before the first is counted. Each from one thread.
  void begin(std::uint32_t replicate);
  void count(std::uint32_t replicate, std::uint32_t cohort, int day, bool in);

  bool has(int replicate) const {
    return static_cast<std::size_t>(replicate) < counts_.size() &&
           !counts_[static_cast<std::size_t>(replicate)].empty();
  }
  // Of a replicate that was run; `role` by its place, `day` from first_day() on.
  std::uint32_t there(int replicate, std::size_t role, int day) const {
    return counts_[static_cast<std::size_t>(replicate)][place(role, day)];
  }
  std::uint32_t in(int replicate, std::size_t role, int day) const {
    return counts_[static_cast<std::size_t>(replicate)][place(role, day) + 1];
  }

 private:
  std::size_t place(std::size_t role, int day) const {
    return 2 * (role * static_cast<std::size_t>(days_) + static_cast<std::size_t>(day));
  }

  int first_day_;
  int days_;
  std::vector<std::string> roles_;
  std::vector<std::vector<std::uint32_t>> roles_of_;  // places of roles, by cohort
  // By replicate: two numbers for each role and day.
  std::vector<std::vector<std::uint32_t>> counts_;
};

}  // namespace gatecast::simulator
