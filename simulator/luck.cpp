#include "simulator/luck.h"

#include <Random123/philox.h>

#include <cmath>

namespace gatecast::simulator {

namespace {

constexpr double ln2_high = 6.93147180369123816490e-01;
constexpr double ln2_low = 1.90821492927058770002e-10;

// 52 bits, and half a step off both ends.
double open_unit(std::uint32_t high, std::uint32_t low) {
  const std::uint64_t bits = ((std::uint64_t{high} << 32U) | low) >> 12U;
  return (static_cast<double>(bits) + 0.5) * 0x1p-52;
}

// Acklam's rational approximation of the normal quantile: relative error under 1.2e-9.
double normal_tail(double q) {
  return (((((-7.784894002430293e-03 * q - 3.223964580411365e-01) * q - 2.400758277161838) * q -
            2.549732539343734) *
               q +
           4.374664141464968) *
              q +
          2.938163982698783) /
         ((((7.784695709041462e-03 * q + 3.224671290700398e-01) * q + 2.445134137142996) * q +
           3.754408661907416) *
              q +
          1);
}

double normal_quantile(double p) {
  constexpr double tail = 0.02425;
  if (p < tail) return normal_tail(std::sqrt(-2 * fixed_log(p)));
  if (p > 1 - tail) return -normal_tail(std::sqrt(-2 * fixed_log(1 - p)));
  const double q = p - 0.5;
  const double r = q * q;
  return (((((-3.969683028665376e+01 * r + 2.209460984245205e+02) * r - 2.759285104469687e+02) *
                r +
            1.383577518672690e+02) *
               r -
           3.066479806614716e+01) *
              r +
          2.506628277459239) *
         q /
         (((((-5.447609879822406e+01 * r + 1.615858368580409e+02) * r - 1.556989798598866e+02) *
                r +
            6.680131188771972e+01) *
               r -
           1.328068155288572e+01) *
              r +
          1);
}

}  // namespace

double fixed_log(double x) {
  int exponent = 0;
  double m = std::frexp(x, &exponent);  // exact
  if (m < 0.70710678118654752) {
    m *= 2;
    --exponent;
  }
  // log m = 2 artanh s, |s| < 0.172
  const double s = (m - 1) / (m + 1);
  const double s2 = s * s;
  double sum = 1.0 / 21;
  for (int k = 19; k >= 1; k -= 2) sum = sum * s2 + 1.0 / k;
  return exponent * ln2_high + (exponent * ln2_low + 2 * s * sum);
}

double fixed_exp(double x) {
  const double k = std::floor(x / 0.69314718055994530942 + 0.5);
  const double r = (x - k * ln2_high) - k * ln2_low;
  double sum = 1;
  for (int i = 16; i >= 1; --i) sum = 1 + sum * r / i;
  return std::ldexp(sum, static_cast<int>(k));  // exact
}

Luck::Pair Luck::pair(Purpose purpose, std::uint64_t index) const {
  using Philox = r123::Philox4x32;
  const Philox::ctr_type counter = {
      {replicate_, user_, static_cast<std::uint32_t>(index),
       (static_cast<std::uint32_t>(purpose) << 24U) ^ static_cast<std::uint32_t>(index >> 32U)}};
  const Philox::key_type key = {
      {static_cast<std::uint32_t>(seed_), static_cast<std::uint32_t>(seed_ >> 32U)}};
  const Philox::ctr_type block = Philox()(counter, key);
  return {open_unit(block[0], block[1]), open_unit(block[2], block[3])};
}

double Luck::exponential(Purpose purpose, std::uint64_t index) const {
  return -fixed_log(uniform(purpose, index));
}

double Luck::normal(Purpose purpose, std::uint64_t index) const {
  return normal_quantile(uniform(purpose, index));
}

}  // namespace gatecast::simulator
