// Random numbers one after another, of one replicate: a block of Philox 4x32-10 (Salmon, Moraes,
// Dror, Shaw: "Parallel random numbers: as easy as 1, 2, 3", 2011) is four numbers of 32 bits.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace gatecast::model {

struct Key {
  std::uint64_t seed;
  std::uint32_t replicate;
};

// The middles of 2^32 equal parts of (0, 1).
inline double unit(std::uint32_t word) { return (word + 0.5) * 0x1p-32; }

class ScalarStream {
 public:
  explicit ScalarStream(const Key& key) : key_(key) {}

  // How many events can be drawn for now, at least 1: each takes two numbers of a kind at most.
  static std::size_t reserve() { return std::size_t{1} << 20U; }
  double uniform() { return unit(word()); }
  double exponential() { return -std::log(uniform()); }

 private:
  std::uint32_t word() {
    if (used_ == block_.size()) refill();
    return block_[used_++];
  }
  void refill();

  Key key_;
  std::array<std::uint32_t, 4> block_{};
  std::size_t used_ = 4;
  std::uint64_t blocks_ = 0;
};

// Numbers of a kind are drawn many at a time.
class BatchedStream {
 public:
  explicit BatchedStream(const Key& key) : key_(key) {}

  std::size_t reserve() {
    if (uniforms_.used + 2 > size) uniforms_.refill(key_, 1, false);
    if (exponentials_.used + 2 > size) exponentials_.refill(key_, 2, true);
    return (size - std::max(uniforms_.used, exponentials_.used)) / 2;
  }
  double uniform() { return uniforms_.numbers[uniforms_.used++]; }
  double exponential() { return exponentials_.numbers[exponentials_.used++]; }

 private:
  static constexpr std::size_t size = 1024;
  struct Batch {
    std::array<double, size> numbers;
    std::size_t used = size;
    std::uint64_t blocks = 0;
    void refill(const Key& key, std::uint32_t purpose, bool exponential);
  };

  Key key_;
  Batch uniforms_, exponentials_;
};

}  // namespace gatecast::model
