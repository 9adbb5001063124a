// The steps of fixed_math.h that are also done for many numbers at once: written without a branch,
// so that one loop of them becomes vectors, and equal to the last bit either way.
#pragma once

#include <bit>
#include <cstdint>
#include <type_traits>

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

// One of two numbers, looked up: a branch on what is as good as a tossed coin costs more.
template <class Number, class Comparison>
[[gnu::always_inline]] inline Number either(Comparison holds, double then, double otherwise) {
  if constexpr (std::is_same_v<Number, double>) {
    const double both[] = {otherwise, then};
    return both[std::size_t{holds}];
  } else {
    return holds ? Number{} + then : Number{} + otherwise;
  }
}

// The logarithm of normal numbers above 0, times 2^exponent_so_far. `Number` is double or a vector
// of them, `Bits` as many unsigned 64-bit numbers.
template <class Number, class Bits>
[[gnu::always_inline]] inline Number log_of_normal(Number x, double exponent_so_far) {
  constexpr std::uint64_t mantissa_mask = (std::uint64_t{1} << 52) - 1;
  const Bits bits = std::bit_cast<Bits>(x);
  const Number whole = std::bit_cast<Number>((bits & mantissa_mask) | 0x3ff0000000000000ULL);
  // Above the square root of 2 it is closer to 1 from below.
  const auto high = whole > 0x1.6a09e667f3bcdp+0;
  const Number mantissa = whole * either<Number>(high, 0.5, 1);
  // The exponent as a number, by way of 2^52: its low bits are an integer's.
  const Number biased = std::bit_cast<Number>((bits >> 52U) | 0x4330000000000000ULL) - 0x1p52;
  const Number e = biased + either<Number>(high, exponent_so_far - 1022, exponent_so_far - 1023);
  const Number s = (mantissa - 1.0) / (mantissa + 1.0);
  const Number log_mantissa = 2.0 * s * polynomial(atanh_terms, s * s);
  return e * ln2_high + (log_mantissa + e * ln2_low);
}

inline constexpr double log2_e = 0x1.71547652b82fep+0;
inline constexpr double inverse_factorials[] = {1.0,
                                                1.0,
                                                1.0 / 2,
                                                1.0 / 6,
                                                1.0 / 24,
                                                1.0 / 120,
                                                1.0 / 720,
                                                1.0 / 5040,
                                                1.0 / 40320,
                                                1.0 / 362880,
                                                1.0 / 3628800,
                                                1.0 / 39916800,
                                                1.0 / 479001600,
                                                1.0 / 6227020800.0};

// e^x of numbers from -708 to 709.
template <class Number, class Bits>
[[gnu::always_inline]] inline Number exp_of_moderate(Number x) {
  // Adding 1.5 * 2^52 rounds to a whole number, which is then in the low bits.
  const Number shifted = x * log2_e + 0x1.8p52;
  const Number exponent = shifted - 0x1.8p52;
  const Number rest = (x - exponent * ln2_high) - exponent * ln2_low;  // within half a ln 2 of 0
  const Bits power_of_two = (std::bit_cast<Bits>(shifted) + 1023) << 52U;
  return polynomial(inverse_factorials, rest) * std::bit_cast<Number>(power_of_two);
}

// Wichura's algorithm AS 241 (PPND16) for the normal quantile of 0.5 + offset: near the middle ...
inline constexpr double central_half = 0.425;
inline constexpr double central_up[] = {3.3871328727963666080e0,  1.3314166789178437745e+2,
                                        1.9715909503065514427e+3, 1.3731693765509461125e+4,
                                        4.5921953931549871457e+4, 6.7265770927008700853e+4,
                                        3.3430575583588128105e+4, 2.5090809287301226727e+3};
inline constexpr double central_down[] = {1.0,
                                          4.2313330701600911252e+1,
                                          6.8718700749205790830e+2,
                                          5.3941960214247511077e+3,
                                          2.1213794301586595867e+4,
                                          3.9307895800092710610e+4,
                                          2.8729085735721942674e+4,
                                          5.2264952788528545610e+3};

template <class Number>
[[gnu::always_inline]] inline Number central_quantile(Number offset) {
  const Number r = 0.180625 - offset * offset;
  return offset * polynomial(central_up, r) / polynomial(central_down, r);
}

// ... and away from it, without its sign, where r, the square root of minus the logarithm of the
// share of the nearer tail, is at most 5.
inline constexpr double middle_up[] = {1.42343711074968357734e0,  4.63033784615654529590e0,
                                       5.76949722146069140550e0,  3.64784832476320460504e0,
                                       1.27045825245236838258e0,  2.41780725177450611770e-1,
                                       2.27238449892691845833e-2, 7.74545014278341407640e-4};
inline constexpr double middle_down[] = {1.0,
                                         2.05319162663775882187e0,
                                         1.67638483018380384940e0,
                                         6.89767334985100004550e-1,
                                         1.48103976427480074590e-1,
                                         1.51986665636164571966e-2,
                                         5.47593808499534494600e-4,
                                         1.05075007164441684324e-9};

template <class Number>
[[gnu::always_inline]] inline Number middle_quantile(Number r) {
  return polynomial(middle_up, r - 1.6) / polynomial(middle_down, r - 1.6);
}

// In the open interval (0, 1), in steps of 2^-52 from half a step on: 52 bits of `bits`.
template <class Number, class Bits>
[[gnu::always_inline]] inline Number open_unit(Bits bits) {
  const Number above_one = std::bit_cast<Number>((bits >> 12U) | 0x3ff0000000000000ULL);
  return (above_one - 1.0) + 0x1p-53;
}

}  // namespace gatecast::simulator::fixed
