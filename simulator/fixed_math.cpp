#include "simulator/fixed_math.h"

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

#include "rules/check.h"
#include "simulator/fixed_math_steps.h"

namespace gatecast::simulator::fixed {
namespace {

constexpr double log2_e = 0x1.71547652b82fep+0;
constexpr int exponent_bias = 1023;

// 2^exponent for a normal number.
double power_of_two(int exponent) {
  return std::bit_cast<double>(static_cast<std::uint64_t>(exponent + exponent_bias) << 52);
}

}  // namespace

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
  const double scaled = x * log2_e;
  const int exponent = static_cast<int>(scaled < 0 ? scaled - 0.5 : scaled + 0.5);
  const double e = exponent;
  const double rest = (x - e * ln2_high) - e * ln2_low;  // within half a ln 2 of 0
  static constexpr double inverse_factorials[] = {1.0,
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
  const double fraction = polynomial(inverse_factorials, rest);
  // 2^1024 is no double: the last step up is a doubling of its own.
  if (exponent > 1023) return fraction * power_of_two(1023) * 2;
  return fraction * power_of_two(exponent);
}

double power(double base, double exponent) { return exp(exponent * log(base)); }

// Wichura's algorithm AS 241 (PPND16), relative error about 1e-16.
double normal_quantile(double share) {
  GATECAST_CHECK(share > 0 && share < 1);
  static constexpr double central_up[] = {3.3871328727963666080e0,  1.3314166789178437745e+2,
                                          1.9715909503065514427e+3, 1.3731693765509461125e+4,
                                          4.5921953931549871457e+4, 6.7265770927008700853e+4,
                                          3.3430575583588128105e+4, 2.5090809287301226727e+3};
  static constexpr double central_down[] = {1.0,
                                            4.2313330701600911252e+1,
                                            6.8718700749205790830e+2,
                                            5.3941960214247511077e+3,
                                            2.1213794301586595867e+4,
                                            3.9307895800092710610e+4,
                                            2.8729085735721942674e+4,
                                            5.2264952788528545610e+3};
  static constexpr double middle_up[] = {1.42343711074968357734e0,  4.63033784615654529590e0,
                                         5.76949722146069140550e0,  3.64784832476320460504e0,
                                         1.27045825245236838258e0,  2.41780725177450611770e-1,
                                         2.27238449892691845833e-2, 7.74545014278341407640e-4};
  static constexpr double middle_down[] = {1.0,
                                           2.05319162663775882187e0,
                                           1.67638483018380384940e0,
                                           6.89767334985100004550e-1,
                                           1.48103976427480074590e-1,
                                           1.51986665636164571966e-2,
                                           5.47593808499534494600e-4,
                                           1.05075007164441684324e-9};
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
  if (std::fabs(offset) <= 0.425) {
    const double r = 0.180625 - offset * offset;
    return offset * polynomial(central_up, r) / polynomial(central_down, r);
  }
  // The square root is exact to the last bit by IEEE 754, so the library's may be used.
  const double r = std::sqrt(-log(offset < 0 ? share : 1 - share));
  const double x = r <= 5 ? polynomial(middle_up, r - 1.6) / polynomial(middle_down, r - 1.6)
                          : polynomial(tail_up, r - 5) / polynomial(tail_down, r - 5);
  return offset < 0 ? -x : x;
}

double logit(double share) { return log(share) - log(1 - share); }

double logistic(double x) {
  if (x < 0) return exp(x) / (1 + exp(x));
  return 1 / (1 + exp(-x));
}

}  // namespace gatecast::simulator::fixed
