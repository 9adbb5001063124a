#include "simulator/distinct_ids.h"

#include <algorithm>
#include <functional>

#include "rules/check.h"

namespace gatecast::simulator {

// Where the id is, or would be put.
std::size_t DistinctIds::slot_of(std::string_view id) const {
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t slot = std::hash<std::string_view>()(id) & mask;; slot = (slot + 1) & mask) {
    if (slots_[slot] == 0 || accounts_.id(slots_[slot] - 1) == id) return slot;
  }
}

void DistinctIds::grow() {
  std::vector<std::uint32_t> old(std::max<std::size_t>(64, slots_.size() * 2), 0);
  old.swap(slots_);
  for (const std::uint32_t kept : old) {
    if (kept != 0) slots_[slot_of(accounts_.id(kept - 1))] = kept;
  }
}

bool DistinctIds::add(std::string_view id) {
  if (slots_.size() * 2 <= count_ * 3) grow();
  std::uint32_t& slot = slots_[slot_of(id)];
  if (slot != 0) return false;
  GATECAST_CHECK(accounts_.size() < UINT32_MAX);
  slot = static_cast<std::uint32_t>(accounts_.size()) + 1;
  ++count_;
  return true;
}

}  // namespace gatecast::simulator
