#include "tests/benchmarks/model/streams.h"

#include <bit>
#include <cstring>

#include "simulator/fixed_math.h"
#include "simulator/fixed_math_steps.h"

#if defined(__x86_64__)
#include <immintrin.h>
#define GATECAST_AVX2 [[gnu::target("avx2")]]
#endif

namespace gatecast::model {

namespace {

constexpr std::uint32_t multiplier_0 = 0xD251'1F53;
constexpr std::uint32_t multiplier_1 = 0xCD9E'8D57;
constexpr std::uint32_t weyl_0 = 0x9E37'79B9;
constexpr std::uint32_t weyl_1 = 0xBB67'AE85;

std::array<std::uint32_t, 4> philox(const Key& key, std::uint64_t number, std::uint32_t purpose) {
  auto a = static_cast<std::uint32_t>(number);
  std::uint32_t b = static_cast<std::uint32_t>(number >> 32U) | purpose << 24U;
  std::uint32_t c = 0;
  std::uint32_t d = key.replicate;
  auto k0 = static_cast<std::uint32_t>(key.seed);
  auto k1 = static_cast<std::uint32_t>(key.seed >> 32U);
#pragma GCC unroll 10
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t p = std::uint64_t{a} * multiplier_0;
    const std::uint64_t q = std::uint64_t{c} * multiplier_1;
    a = static_cast<std::uint32_t>(q >> 32U) ^ b ^ k0;
    b = static_cast<std::uint32_t>(q);
    c = static_cast<std::uint32_t>(p >> 32U) ^ d ^ k1;
    d = static_cast<std::uint32_t>(p);
    k0 += weyl_0;
    k1 += weyl_1;
  }
  return {a, b, c, d};
}

#if defined(__x86_64__)

using Bits = std::uint64_t __attribute__((vector_size(32)));
using Numbers = double __attribute__((vector_size(32)));
constexpr std::size_t width = 4;

using Words = Bits[4];  // a word of four blocks, in 64 bits, since that is what two multiply to

[[gnu::always_inline]] GATECAST_AVX2 inline void begin(const Key& key, std::uint64_t first,
                                                       std::uint32_t purpose, Words& words) {
  const Bits low = Bits{} + 0xFFFF'FFFF;
  const Bits number = Bits{0, 1, 2, 3} + first;
  words[0] = number & low;
  words[1] = (number >> 32U) | std::uint64_t{purpose} << 24U;
  words[2] = number ^ number;
  words[3] = words[2] + std::uint64_t{key.replicate};
}

[[gnu::always_inline]] GATECAST_AVX2 inline void one_round(Words& words, std::uint32_t k0,
                                                           std::uint32_t k1) {
  const __m256i by_0 = _mm256_set1_epi64x(multiplier_0);
  const __m256i by_1 = _mm256_set1_epi64x(multiplier_1);
  const auto p =
      reinterpret_cast<Bits>(_mm256_mul_epu32(reinterpret_cast<__m256i>(words[0]), by_0));
  const auto q =
      reinterpret_cast<Bits>(_mm256_mul_epu32(reinterpret_cast<__m256i>(words[2]), by_1));
  // The upper halves of the second and fourth are not cleared: what is multiplied are lower ones.
  words[0] = (q >> 32U) ^ words[1] ^ std::uint64_t{k0};
  words[1] = q;
  words[2] = (p >> 32U) ^ words[3] ^ std::uint64_t{k1};
  words[3] = p;
}

// Numbers in (0, 1), or exponential ones.
[[gnu::always_inline]] GATECAST_AVX2 inline void write(const Words& words, bool exponential,
                                                       double* out) {
  for (const Bits& word : words) {
    // By way of a number in [1, 2), the mantissa of which is the word.
    const Bits mantissa = (word << 32U) >> 12U;
    Numbers numbers =
        (reinterpret_cast<Numbers>(mantissa | 0x3FF0'0000'0000'0000ULL) - 1.0) + 0x1p-33;
    if (exponential) numbers = -simulator::fixed::log_of_normal<Numbers, Bits>(numbers, 0);
    std::memcpy(out, &numbers, sizeof numbers);
    out += width;
  }
}

// Twice four blocks at a time: neither waits for the other.
GATECAST_AVX2 void draw_avx2(const Key& key, std::uint64_t first, std::uint32_t purpose,
                             bool exponential, std::size_t count, double* out) {
  for (std::size_t i = 0; i < count; i += 8 * width) {
    Words some;
    Words others;
    begin(key, first + i / 4, purpose, some);
    begin(key, first + i / 4 + width, purpose, others);
    auto k0 = static_cast<std::uint32_t>(key.seed);
    auto k1 = static_cast<std::uint32_t>(key.seed >> 32U);
#pragma GCC unroll 10
    for (int round = 0; round < 10; ++round) {
      one_round(some, k0, k1);
      one_round(others, k0, k1);
      k0 += weyl_0;
      k1 += weyl_1;
    }
    write(some, exponential, out);
    write(others, exponential, out + 4 * width);
    out += 8 * width;
  }
}

#endif

// `count` numbers, of the blocks from `first` on. `purpose` keeps streams apart.
void draw(const Key& key, std::uint64_t first, std::uint32_t purpose, bool exponential,
          std::size_t count, double* out) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2")) {
    return draw_avx2(key, first, purpose, exponential, count, out);
  }
#endif
  for (std::size_t i = 0; i < count; i += 4) {
    for (const std::uint32_t word : philox(key, first + i / 4, purpose)) {
      *out++ = exponential ? -simulator::fixed::log(unit(word)) : unit(word);
    }
  }
}

}  // namespace

void ScalarStream::refill() {
  block_ = philox(key_, blocks_++, 0);
  used_ = 0;
}

void BatchedStream::Batch::refill(const Key& key, std::uint32_t purpose, bool exponential) {
  draw(key, blocks, purpose, exponential, size, numbers.data());
  blocks += size / 4;
  used = 0;
}

}  // namespace gatecast::model
