#include "simulator/fixed_math.h"

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

#include "rules/check.h"
#include "simulator/fixed_math_steps.h"

namespace gatecast::simulator::fixed {

double log(double x) {
  GATECAST_CHECK(x >= 0);
  if (x == 0) return -std::numeric_limits<double>::infinity();
  if (x == std::numeric_limits<double>::infinity()) return x;
  if (x < std::numeric_limits<double>::min()) {  // subnormal
    return log_of_normal<double, std::uint64_t>(x * 0x1p54, -54);
  }
  return log_of_normal<double, std::uint64_t>(x, 0);
}

double exp(double x) {
  if (x > 709.7) return std::numeric_limits<double>::infinity();
  if (x < -708) return 0;
  // 2^1024 is no double: the last step up is a doubling of its own.
  if (x > 709) return exp_of_moderate<double, std::uint64_t>(x - ln2_high - ln2_low) * 2;
  return exp_of_moderate<double, std::uint64_t>(x);
}

double power(double base, double exponent) { return exp(exponent * log(base)); }

// Wichura's algorithm AS 241 (PPND16), relative error about 1e-16.
double normal_quantile(double share) {
  GATECAST_CHECK(share > 0 && share < 1);
  static constexpr double tail_up[] = {6.65790464350110377720e0,  5.46378491116411436990e0,
                                       1.78482653991729133580e0,  2.96560571828504891230e-1,
                                       2.65321895265761230930e-2, 1.24266094738807843860e-3,
                                       2.71155556874348757815e-5, 2.01033439929228813265e-7};
  static constexpr double tail_down[] = {1.0,
                                         5.99832206555887937690e-1,
                                         1.36929880922735805310e-1,
                                         1.48753612908506148525e-2,
                                         7.86869131145613259100e-4,
                                         1.84631831751005468180e-5,
                                         1.42151175831644588870e-7,
                                         2.04426310338993978564e-15};
  const double offset = share - 0.5;
  if (std::fabs(offset) <= central_half) return central_quantile(offset);
  // The square root is exact to the last bit by IEEE 754, so the library's may be used.
  const double r = std::sqrt(-log(offset < 0 ? share : 1 - share));
  const double x =
      r <= 5 ? middle_quantile(r) : polynomial(tail_up, r - 5) / polynomial(tail_down, r - 5);
  return offset < 0 ? -x : x;
}

double logit(double share) { return log(share) - log(1 - share); }

double logistic(double x) {
  if (x < 0) return exp(x) / (1 + exp(x));
  return 1 / (1 + exp(-x));
}

}  // namespace gatecast::simulator::fixed
