// Random choices from one seeded engine, alike on every machine.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace gatecast::oracle {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}

  // 0 to `sides` - 1. The bias of the remainder does not matter here.
  int below(int sides) { return static_cast<int>(engine_() % static_cast<std::uint64_t>(sides)); }
  bool chance(int percent) { return below(100) < percent; }

  template <class T>
  const T& of(const std::vector<T>& list) {
    return list[static_cast<std::size_t>(below(static_cast<int>(list.size())))];
  }

  // `least` to `most` different items, in a random order.
  template <class T>
  std::vector<T> some(std::vector<T> list, int least, int most) {
    for (std::size_t i = list.size(); i > 1; --i) {
      std::swap(list[i - 1], list[static_cast<std::size_t>(below(static_cast<int>(i)))]);
    }
    const auto size = static_cast<std::size_t>(least + below(most - least + 1));
    if (size < list.size()) list.resize(size);
    return list;
  }

 private:
  std::mt19937_64 engine_;
};

using Words = std::vector<std::string>;

}  // namespace gatecast::oracle
