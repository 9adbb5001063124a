#include "simulator/random.h"

#include <Random123/philox.h>

#include "rules/check.h"
#include "simulator/fixed_math.h"

namespace gatecast::simulator {

std::array<std::uint32_t, 4> philox(std::uint64_t seed, std::uint32_t replicate, std::uint64_t user,
                                    std::uint16_t purpose, std::uint32_t index) {
  GATECAST_CHECK(user >> 48 == 0);
  const auto user_high = static_cast<std::uint32_t>(user >> 32);
  const r123::Philox4x32_R<10>::ctr_type counter = {
      {index, user_high << 16 | purpose, static_cast<std::uint32_t>(user), replicate}};
  const r123::Philox4x32_R<10>::key_type key = {
      {static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)}};
  const auto block = r123::Philox4x32_R<10>()(counter, key);
  return {block[0], block[1], block[2], block[3]};
}

double uniform(std::uint64_t seed, std::uint32_t replicate, std::uint64_t user,
               std::uint16_t purpose, std::uint32_t index) {
  const auto block = philox(seed, replicate, user, purpose, index);
  const std::uint64_t bits = std::uint64_t{block[0]} << 32 | block[1];
  // 52 bits and a half: with 53 the largest would round to 1.
  return (static_cast<double>(bits >> 12) + 0.5) * 0x1p-52;
}

double exponential(std::uint64_t seed, std::uint32_t replicate, std::uint64_t user,
                   std::uint16_t purpose, std::uint32_t index) {
  return -fixed::log(uniform(seed, replicate, user, purpose, index));
}

double normal(std::uint64_t seed, std::uint32_t replicate, std::uint64_t user,
              std::uint16_t purpose, std::uint32_t index) {
  return fixed::normal_quantile(uniform(seed, replicate, user, purpose, index));
}

}  // namespace gatecast::simulator
