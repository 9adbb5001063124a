#include "simulator/poisson.h"

#include <cmath>

#include "simulator/fixed_math.h"

namespace gatecast::simulator {

namespace {

constexpr double smallest_for_rejection = 12;
constexpr double half_log_two_pi = 0.91893853320467274178;

// log(k!) by Stirling's series; with k at least 10 the first term left out is below 1e-11.
double log_factorial(double k) {
  if (k < 10) {
    double product = 1;
    for (double i = 2; i <= k; ++i) product *= i;
    return fixed::log(product);
  }
  const double n = k + 1;
  const double square = n * n;
  const double series =
      (1.0 / 12 - (1.0 / 360 - (1.0 / 1260 - 1.0 / 1680 / square) / square) / square) / n;
  return (n - 0.5) * fixed::log(n) - n + half_log_two_pi + series;
}

std::int64_t by_inversion(double uniform, double mean) {
  double chance = fixed::exp(-mean);
  std::int64_t k = 0;
  // Far in the tail the chances are lost in rounding, and the sum of all stays below 1 by that.
  while (uniform > chance && k < 1000) {
    uniform -= chance;
    ++k;
    chance *= mean / static_cast<double>(k);
  }
  return k;
}

}  // namespace

std::int64_t poisson(const Luck& luck, Purpose purpose, std::uint32_t index, double mean) {
  if (mean <= 0) return 0;
  if (mean < smallest_for_rejection) return by_inversion(luck.uniform(purpose, index), mean);
  const double root = std::sqrt(mean);  // exact to the last bit by IEEE 754
  const double log_mean = fixed::log(mean);
  const double b = 0.931 + 2.53 * root;
  const double a = -0.059 + 0.02483 * b;
  const double inverse_alpha = 1.1239 + 1.1328 / (b - 3.4);
  const double accepted_at_once = 0.9277 - 3.6224 / (b - 2);
  for (std::uint32_t attempt = 0; attempt < 16; ++attempt) {
    const Luck::Pair draw = luck.pair(purpose, index + attempt);
    const double u = draw.first - 0.5;
    const double v = draw.second;
    const double s = 0.5 - std::fabs(u);
    const double k = std::floor((2 * a / s + b) * u + mean + 0.43);
    if (s >= 0.07 && v <= accepted_at_once) return static_cast<std::int64_t>(k);
    if (k < 0 || (s < 0.013 && v > s)) continue;
    const double height = fixed::log(v) + fixed::log(inverse_alpha) - fixed::log(a / (s * s) + b);
    if (height <= -mean + k * log_mean - log_factorial(k)) return static_cast<std::int64_t>(k);
  }
  // Each attempt is rejected with a chance below 0.2, so this is met once in 10^11 draws.
  return static_cast<std::int64_t>(std::floor(mean + 0.5));
}

}  // namespace gatecast::simulator
