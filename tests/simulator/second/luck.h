// Ordinary draws, one after the other, for the second simulator.
#pragma once

#include <cmath>
#include <cstdint>
#include <random>

namespace gatecast::second {

class Luck {
 public:
  // `fair`: whatever may go either way does so as often, so that nothing that may happen is rare.
  explicit Luck(std::uint64_t seed, bool fair = false) : engine_(seed), fair_(fair) {}

  // In (0, 1).
  double uniform() { return (static_cast<double>(engine_() >> 11U) + 0.5) * 0x1p-53; }
  bool chance(double share) {
    const bool open = share > 0 && share < 1;
    return uniform() < (fair_ && open ? 0.5 : share);
  }
  double exponential(double mean) { return -mean * std::log(uniform()); }
  double normal() {
    constexpr double pi = 3.14159265358979323846;
    return std::sqrt(-2 * std::log(uniform())) * std::cos(2 * pi * uniform());
  }

 private:
  std::mt19937_64 engine_;
  bool fair_;
};

}  // namespace gatecast::second
