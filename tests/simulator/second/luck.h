// Ordinary draws, one after the other, for the second simulator.
#pragma once

#include <cmath>
#include <cstdint>
#include <random>

namespace gatecast::second {

class Luck {
 public:
  explicit Luck(std::uint64_t seed) : engine_(seed) {}

  // In (0, 1).
  double uniform() { return (static_cast<double>(engine_() >> 11U) + 0.5) * 0x1p-53; }
  bool chance(double share) { return uniform() < share; }
  double exponential(double mean) { return -mean * std::log(uniform()); }
  double normal() {
    constexpr double pi = 3.14159265358979323846;
    return std::sqrt(-2 * std::log(uniform())) * std::cos(2 * pi * uniform());
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace gatecast::second
