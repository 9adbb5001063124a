// The steps of fixed_math.h that are also done for many numbers at once: written without a branch,
// so that one loop of them becomes vectors, and equal to the last bit either way.
#pragma once

#include <bit>
#include <cstdint>

namespace gatecast::simulator::fixed {

// ln 2 in two parts; the first has so few bits that its product with an exponent is exact.
inline constexpr double ln2_high = 0x1.62e42fee00000p-1;
inline constexpr double ln2_low = 0x1.a39ef35793c76p-33;

// In pairs, pairs of pairs ... (Estrin): fewer steps wait for one another than in Horner's order.
// `Number`: double, or a vector of them.
template <class Number, int n>
[[gnu::always_inline]] inline Number polynomial(const double (&coefficients)[n], Number x) {
  Number terms[(n + 1) / 2];
  for (int i = 0; i < n / 2; ++i) terms[i] = coefficients[2 * i] + coefficients[2 * i + 1] * x;
  if (n % 2 != 0) terms[n / 2] = Number{} + coefficients[n - 1];
  Number power = x * x;
  for (int size = (n + 1) / 2; size > 1; size = (size + 1) / 2) {
    for (int i = 0; i < size / 2; ++i) terms[i] = terms[2 * i] + terms[2 * i + 1] * power;
    if (size % 2 != 0) terms[size / 2] = terms[size - 1];
    power *= power;
  }
  return terms[0];
}

// log m = 2 atanh(s), s = (m - 1) / (m + 1), |s| < 0.172: twelve terms leave less than 1e-18.
inline constexpr double atanh_terms[] = {1.0,      1.0 / 3,  1.0 / 5,  1.0 / 7,
                                         1.0 / 9,  1.0 / 11, 1.0 / 13, 1.0 / 15,
                                         1.0 / 17, 1.0 / 19, 1.0 / 21, 1.0 / 23};

// The logarithm of normal numbers above 0, times 2^exponent_so_far. `Number` is double or a vector
// of them, `Bits` as many unsigned 64-bit numbers.
template <class Number, class Bits>
[[gnu::always_inline]] inline Number log_of_normal(Number x, double exponent_so_far) {
  constexpr std::uint64_t mantissa_mask = (std::uint64_t{1} << 52) - 1;
  const Bits bits = std::bit_cast<Bits>(x);
  const Number whole = std::bit_cast<Number>((bits & mantissa_mask) | 0x3ff0000000000000ULL);
  // Above the square root of 2 it is closer to 1 from below.
  const auto high = whole > 0x1.6a09e667f3bcdp+0;
  const Number mantissa = high ? whole * 0.5 : whole;
  // The exponent as a number, by way of 2^52: its low bits are an integer's.
  const Number biased = std::bit_cast<Number>((bits >> 52U) | 0x4330000000000000ULL) - 0x1p52;
  const Number up =
      high ? Number{} + (exponent_so_far - 1022) : Number{} + (exponent_so_far - 1023);
  const Number e = biased + up;
  const Number s = (mantissa - 1.0) / (mantissa + 1.0);
  const Number log_mantissa = 2.0 * s * polynomial(atanh_terms, s * s);
  return e * ln2_high + (log_mantissa + e * ln2_low);
}

// In the open interval (0, 1), in steps of 2^-52 from half a step on: 52 bits of `bits`.
template <class Number, class Bits>
[[gnu::always_inline]] inline Number open_unit(Bits bits) {
  const Number above_one = std::bit_cast<Number>((bits >> 12U) | 0x3ff0000000000000ULL);
  return (above_one - 1.0) + 0x1p-53;
}

}  // namespace gatecast::simulator::fixed
