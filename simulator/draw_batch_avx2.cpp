// Compiled for AVX2 (CMakeLists.txt), so nothing is included here that leaves a function behind for
// others to call.
#include "simulator/draw_batch_avx2.h"

#if defined(__AVX2__)

#include <immintrin.h>

#include "simulator/fixed_math.h"
#include "simulator/fixed_math_steps.h"

namespace gatecast::simulator {

namespace {

// Four people at a time.
using Bits = std::uint64_t __attribute__((vector_size(32)));
using Numbers = double __attribute__((vector_size(32)));
constexpr std::uint32_t lanes = 4;
constexpr std::uint32_t people = 256;

[[gnu::always_inline]] inline Bits multiply_low(Bits a, Bits b) {
  return reinterpret_cast<Bits>(
      _mm256_mul_epu32(reinterpret_cast<__m256i>(a), reinterpret_cast<__m256i>(b)));
}

// Philox4x32-10 (Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as 1, 2, 3", 2011),
// a 32-bit word in each 64-bit lane; random.h has the library's own, and a test holds them
// together. The first two words of the block, as one number.
[[gnu::always_inline]] inline Bits first_half(Bits c0, Bits c1, Bits c2, Bits c3,
                                              std::uint64_t seed) {
  const Bits low_half = Bits{} + 0xFFFF'FFFF;
  const Bits multiplier_0 = Bits{} + 0xD251'1F53;
  const Bits multiplier_1 = Bits{} + 0xCD9E'8D57;
  auto k0 = static_cast<std::uint32_t>(seed);
  auto k1 = static_cast<std::uint32_t>(seed >> 32U);
  for (int round = 0; round < 10; ++round) {
    const Bits a = multiply_low(c0, multiplier_0);
    const Bits b = multiply_low(c2, multiplier_1);
    c0 = (b >> 32U) ^ c1 ^ std::uint64_t{k0};
    c1 = b & low_half;
    c2 = (a >> 32U) ^ c3 ^ std::uint64_t{k1};
    c3 = a & low_half;
    k0 += 0x9E37'79B9U;
    k1 += 0xBB67'AE85U;
  }
  return c0 << 32U | c1;
}

[[gnu::always_inline]] inline Numbers natural_log(Numbers x) {
  return fixed::log_of_normal<Numbers, Bits>(x, 0);
}

// The steps of fixed::normal_quantile, both ways for all.
[[gnu::always_inline]] inline Numbers normal_quantile(Numbers share) {
  const Numbers offset = share - 0.5;
  const Numbers r = reinterpret_cast<Numbers>(
      _mm256_sqrt_pd(reinterpret_cast<__m256d>(-natural_log(offset < 0 ? share : 1 - share))));
  const Numbers middle = fixed::middle_quantile(r);
  const Numbers distance = offset < 0 ? -offset : offset;
  Numbers result = distance <= fixed::central_half ? fixed::central_quantile(offset)
                   : offset < 0                    ? -middle
                                                   : middle;
  for (std::uint32_t i = 0; i < lanes; ++i) {
    if (r[i] > 5) [[unlikely]]
      result[i] = fixed::normal_quantile(share[i]);
  }
  return result;
}

template <DrawOf kind>
[[gnu::always_inline]] inline void draw(std::uint64_t seed, std::uint32_t replicate,
                                        std::uint32_t first, std::uint32_t words, double* out) {
  for (std::uint32_t i = 0; i < people; i += lanes) {
    const Bits users = Bits{0, 1, 2, 3} + std::uint64_t{first + i};
    const Bits bits = first_half(Bits{}, Bits{} + std::uint64_t{words}, users,
                                 Bits{} + std::uint64_t{replicate}, seed);
    Numbers draws = fixed::open_unit<Numbers, Bits>(bits);
    if constexpr (kind == DrawOf::exponential) draws = -natural_log(draws);
    if constexpr (kind == DrawOf::normal) draws = normal_quantile(draws);
    _mm256_storeu_pd(out + i, reinterpret_cast<__m256d>(draws));
  }
}

}  // namespace

void draw_batch_avx2(DrawOf kind, std::uint64_t seed, std::uint32_t replicate, std::uint32_t first,
                     std::uint32_t words, double* out) {
  switch (kind) {
    case DrawOf::uniform:
      return draw<DrawOf::uniform>(seed, replicate, first, words, out);
    case DrawOf::exponential:
      return draw<DrawOf::exponential>(seed, replicate, first, words, out);
    case DrawOf::normal:
      return draw<DrawOf::normal>(seed, replicate, first, words, out);
  }
}

void exp_batch_avx2(double* numbers) {
  for (std::uint32_t i = 0; i < people; i += lanes) {
    const auto x = reinterpret_cast<Numbers>(_mm256_loadu_pd(numbers + i));
    Numbers result = fixed::exp_of_moderate<Numbers, Bits>(x);
    for (std::uint32_t lane = 0; lane < lanes; ++lane) {
      if (!(x[lane] > -708 && x[lane] < 709)) [[unlikely]]
        result[lane] = fixed::exp(x[lane]);
    }
    _mm256_storeu_pd(numbers + i, reinterpret_cast<__m256d>(result));
  }
}

}  // namespace gatecast::simulator

#else

#include "rules/check.h"

namespace gatecast::simulator {

void draw_batch_avx2(DrawOf, std::uint64_t, std::uint32_t, std::uint32_t, std::uint32_t, double*) {
  GATECAST_CHECK(false);
}

void exp_batch_avx2(double*) { GATECAST_CHECK(false); }

}  // namespace gatecast::simulator

#endif
