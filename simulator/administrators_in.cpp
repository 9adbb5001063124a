#include "simulator/administrators_in.h"

#include <algorithm>

namespace gatecast::simulator {

AdministratorsIn::AdministratorsIn(const World& world, int first_day)
    : first_day_(first_day), days_(world.plan.days), roles_{""} {
  std::vector<std::uint32_t> place_of(world.groups.size(), 0);
  for (std::size_t group = 0; group < world.groups.size(); ++group) {
    for (const rules::Role& role : world.policy.roles) {
      if (!role.admin || world.groups[group] != "role:" + role.name.value) continue;
      place_of[group] = static_cast<std::uint32_t>(roles_.size());
      roles_.push_back(role.name.value);
    }
  }
  for (const Cohort& cohort : world.cohorts) {
    std::vector<std::uint32_t> places{0};
    for (const std::uint32_t group : cohort.groups) {
      if (place_of[group] > 0) places.push_back(place_of[group]);
    }
    roles_of_.push_back(std::move(places));
  }
}

void AdministratorsIn::make_room(int replicates) {
  counts_.resize(std::max(counts_.size(), static_cast<std::size_t>(replicates)));
}

void AdministratorsIn::begin(std::uint32_t replicate) {
  counts_[replicate].assign(2 * roles_.size() * static_cast<std::size_t>(days_), 0);
}

void AdministratorsIn::count(std::uint32_t replicate, std::uint32_t cohort, int day, bool in) {
  for (const std::uint32_t role : roles_of_[cohort]) {
    std::uint32_t* cell = counts_[replicate].data() + place(role, day);
    ++cell[0];
    if (in) ++cell[1];
  }
}

}  // namespace gatecast::simulator
