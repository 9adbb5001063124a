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

// Four blocks at a time, a word of each in 64 bits, since that is what two multiply to: 16 numbers
// in (0, 1), or exponential ones.
GATECAST_AVX2 void draw_avx2(const Key& key, std::uint64_t first, std::uint32_t purpose,
                             bool exponential, std::size_t count, double* out) {
  const __m256i by_0 = _mm256_set1_epi64x(multiplier_0);
  const __m256i by_1 = _mm256_set1_epi64x(multiplier_1);
  const Bits low = Bits{} + 0xFFFF'FFFF;
  for (std::size_t i = 0; i < count; i += 4 * width) {
    const Bits number = Bits{0, 1, 2, 3} + (first + i / 4);
    Bits a = number & low;
    Bits b = (number >> 32U) | std::uint64_t{purpose} << 24U;
    Bits c = number ^ number;
    Bits d = c + std::uint64_t{key.replicate};
    auto k0 = static_cast<std::uint32_t>(key.seed);
    auto k1 = static_cast<std::uint32_t>(key.seed >> 32U);
#pragma GCC unroll 10
    for (int round = 0; round < 10; ++round) {
      const Bits p = reinterpret_cast<Bits>(_mm256_mul_epu32(reinterpret_cast<__m256i>(a), by_0));
      const Bits q = reinterpret_cast<Bits>(_mm256_mul_epu32(reinterpret_cast<__m256i>(c), by_1));
      // The upper halves of b and d are not cleared: what is multiplied are the lower ones.
      a = (q >> 32U) ^ b ^ std::uint64_t{k0};
      b = q;
      c = (p >> 32U) ^ d ^ std::uint64_t{k1};
      d = p;
      k0 += weyl_0;
      k1 += weyl_1;
    }
#pragma GCC unroll 4
    for (const Bits& words : {a, b, c, d}) {
      // By way of a number in [1, 2), the mantissa of which is the word.
      const Bits mantissa = (words << 32U) >> 12U;
      Numbers numbers =
          (reinterpret_cast<Numbers>(mantissa | 0x3FF0'0000'0000'0000ULL) - 1.0) + 0x1p-33;
      if (exponential) numbers = -simulator::fixed::log_of_normal<Numbers, Bits>(numbers, 0);
      std::memcpy(out, &numbers, sizeof numbers);
      out += width;
    }
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
