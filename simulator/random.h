// Draws keyed by what they are for: the same key gives the same number on every machine, in any
// order and from any thread. The one door to Random123's Philox 4x32-10.
#pragma once

#include <array>
#include <cstdint>

namespace gatecast::simulator {

// Purposes from here on are for making populations; the simulation uses those below.
inline constexpr std::uint16_t first_population_purpose = 0xf000;

// 128 random bits. `user` is below 2^48: it shares a word of the counter with `purpose`.
std::array<std::uint32_t, 4> philox(std::uint64_t seed, std::uint32_t replicate, std::uint64_t user,
                                    std::uint16_t purpose, std::uint32_t index);

// In the open interval (0, 1), in steps of 2^-52.
double uniform(std::uint64_t seed, std::uint32_t replicate, std::uint64_t user,
               std::uint16_t purpose, std::uint32_t index);
// Mean 1, always above 0.
double exponential(std::uint64_t seed, std::uint32_t replicate, std::uint64_t user,
                   std::uint16_t purpose, std::uint32_t index);
// Mean 0, variance 1; rises with the `uniform` of the same key.
double normal(std::uint64_t seed, std::uint32_t replicate, std::uint64_t user,
              std::uint16_t purpose, std::uint32_t index);

// One person's luck in one replicate.
struct Draw {
  std::uint64_t seed = 0;
  std::uint32_t replicate = 0;
  std::uint64_t user = 0;

  std::array<std::uint32_t, 4> bits(std::uint16_t purpose, std::uint32_t index) const {
    return philox(seed, replicate, user, purpose, index);
  }
  double uniform(std::uint16_t purpose, std::uint32_t index) const {
    return simulator::uniform(seed, replicate, user, purpose, index);
  }
  double exponential(std::uint16_t purpose, std::uint32_t index) const {
    return simulator::exponential(seed, replicate, user, purpose, index);
  }
  double normal(std::uint16_t purpose, std::uint32_t index) const {
    return simulator::normal(seed, replicate, user, purpose, index);
  }
};

}  // namespace gatecast::simulator
