// Four people's draws at once, for processors that have AVX2. Only draw_batch.cpp calls it.
#pragma once

#include <cstdint>

namespace gatecast::simulator {

// In (0, 1); of mean 1; of mean 0 and variance 1.
enum class DrawOf : std::uint8_t { uniform, exponential, normal };

// 256 numbers into `out`, of people first ... first + 255. `words`: the second word of the counter
// (random.cpp).
void draw_batch_avx2(DrawOf kind, std::uint64_t seed, std::uint32_t replicate, std::uint32_t first,
                     std::uint32_t words, double* out);
// e^x of 256 numbers, in place.
void exp_batch_avx2(double* numbers);

}  // namespace gatecast::simulator
