// Four people's draws at once, for processors that have AVX2. Only draw_batch.cpp calls it.
#pragma once

#include <cstdint>

namespace gatecast::simulator {

// 256 numbers into `out`, uniform in (0, 1) or exponential of mean 1, of people first ... first +
// 255. `words`: the second word of the counter (random.cpp).
void draw_batch_avx2(bool exponential, std::uint64_t seed, std::uint32_t replicate,
                     std::uint32_t first, std::uint32_t words, double* out);

}  // namespace gatecast::simulator
