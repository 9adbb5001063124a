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
// together. Each round waits for the one before, so two vectors of people go side by side.
struct Counters {
  Bits c0[2], c1[2], c2[2], c3[2];
};

// Of each block the first two words, as one number.
[[gnu::always_inline]] inline void first_halves(Counters c, std::uint64_t seed, Bits (&out)[2]) {
  const Bits low_half = Bits{} + 0xFFFF'FFFF;
  const Bits multiplier_0 = Bits{} + 0xD251'1F53;
  const Bits multiplier_1 = Bits{} + 0xCD9E'8D57;
  auto k0 = static_cast<std::uint32_t>(seed);
  auto k1 = static_cast<std::uint32_t>(seed >> 32U);
  for (int round = 0; round < 10; ++round) {
    const Bits key_0 = Bits{} + std::uint64_t{k0};
    const Bits key_1 = Bits{} + std::uint64_t{k1};
    for (int v = 0; v < 2; ++v) {
      const Bits a = multiply_low(c.c0[v], multiplier_0);
      const Bits b = multiply_low(c.c2[v], multiplier_1);
      c.c0[v] = (b >> 32U) ^ c.c1[v] ^ key_0;
      c.c1[v] = b & low_half;
      c.c2[v] = (a >> 32U) ^ c.c3[v] ^ key_1;
      c.c3[v] = a & low_half;
    }
    k0 += 0x9E37'79B9U;
    k1 += 0xBB67'AE85U;
  }
  for (int v = 0; v < 2; ++v) out[v] = c.c0[v] << 32U | c.c1[v];
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
  for (std::uint32_t i = 0; i < people; i += 2 * lanes) {
    const Bits users = Bits{0, 1, 2, 3} + std::uint64_t{first + i};
    const Bits word = Bits{} + std::uint64_t{words};
    const Bits rollout = Bits{} + std::uint64_t{replicate};
    Bits bits[2];
    first_halves({{}, {word, word}, {users, users + std::uint64_t{lanes}}, {rollout, rollout}},
                 seed, bits);
    for (std::uint32_t v = 0; v < 2; ++v) {
      Numbers draws = fixed::open_unit<Numbers, Bits>(bits[v]);
      if constexpr (kind == DrawOf::exponential) draws = -natural_log(draws);
      if constexpr (kind == DrawOf::normal) draws = normal_quantile(draws);
      _mm256_storeu_pd(out + i + v * lanes, reinterpret_cast<__m256d>(draws));
    }
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
