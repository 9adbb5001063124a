// Four people's draws at once, for processors that have AVX2. Only draw_batch.cpp calls it.
#pragma once

#include <cstdint>

namespace gatecast::simulator {

// 256 numbers of mean 1 into `out`, of people first ... first + 255. `words`: the second word of
// the counter (random.cpp).
void draw_exponentials_avx2(std::uint64_t seed, std::uint32_t replicate, std::uint32_t first,
                            std::uint32_t words, double* out);

}  // namespace gatecast::simulator
