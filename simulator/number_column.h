// A row of numbers that grows without being copied, in blocks. A block in which every number is 0
// takes no memory: columns that a file does not have cost nothing.
#pragma once

#include <cstddef>
#include <vector>

namespace gatecast::simulator {

template <class T>
class NumberColumn {
 public:
  std::size_t size() const { return size_; }
  void push_back(T value) {
    if (size_ % block_size == 0) blocks_.emplace_back();
    if (value != T{}) {
      auto& block = blocks_.back();
      if (block.empty()) block.resize(block_size);
      block[size_ % block_size] = value;
    }
    ++size_;
  }
  // Only below `size`.
  T operator[](std::size_t i) const {
    const auto& block = blocks_[i / block_size];
    return block.empty() ? T{} : block[i % block_size];
  }
  std::size_t bytes() const {
    std::size_t count = blocks_.capacity() * sizeof(blocks_[0]);
    for (const auto& block : blocks_) count += block.capacity() * sizeof(T);
    return count;
  }

 private:
  static constexpr std::size_t block_size = 4096;
  std::vector<std::vector<T>> blocks_;  // empty: all 0
  std::size_t size_ = 0;
};

}  // namespace gatecast::simulator
