// Tells whether an id was there before, of millions: a hash table of where they are in the columns.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "simulator/account_columns.h"

namespace gatecast::simulator {

class DistinctIds {
 public:
  // The columns must outlive this, and only grow.
  explicit DistinctIds(const AccountColumns& accounts) : accounts_(accounts) {}
  // False if an account has this id already. Otherwise the caller adds one with it to the columns
  // before the next call.
  bool add(std::string_view id);

 private:
  std::size_t slot_of(std::string_view id) const;
  void grow();

  const AccountColumns& accounts_;
  std::size_t count_ = 0;
  std::vector<std::uint32_t> slots_;  // indices in the columns + 1; 0: free
};

}  // namespace gatecast::simulator
