// Not only means: how far rollouts lie apart, where that has a formula. People who know nothing of
// one another make binomial and Poisson numbers.
#include <gtest/gtest.h>

#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/poisson.hpp>
#include <cmath>

#include "tests/simulator/small_world.h"

namespace gatecast::simulator::testing {
namespace {

namespace bm = boost::math;
// The smallest value that so many do not exceed, as the forecast has it.
using Up = bm::policies::policy<bm::policies::discrete_quantile<bm::policies::integer_round_up>>;
using Binomial = bm::binomial_distribution<double, Up>;
using Poisson = bm::poisson_distribution<double, Up>;

constexpr int people = 200;
constexpr int replicates = 4000;

double variance_of(const std::vector<double>& values) {
  const auto n = static_cast<double>(values.size());
  double mean = 0;
  for (const double value : values) mean += value / n;
  double sum = 0;
  for (const double value : values) sum += (value - mean) * (value - mean);
  return sum / (n - 1);
}

// The total of `metric` is distributed like that.
template <class Distribution>
void expect_like(Plan plan, const char* metric, const Distribution& expected) {
  plan.replicates = replicates;
  const double variance = bm::variance(expected);
  const Quantiles counted = total(run(plan), metric);
  EXPECT_NEAR(counted.mean, bm::mean(expected), 4 * std::sqrt(variance / replicates)) << metric;
  // The variance of a variance of nearly normal numbers.
  EXPECT_NEAR(variance_of(totals_by_replicate(plan, metric)), variance,
              4 * variance * std::sqrt(2.0 / replicates))
      << metric;
  const auto expect_quantile = [&](double share, double low, double high) {
    const double exact = bm::quantile(expected, share);
    EXPECT_LE(low, exact) << metric << " " << share;
    EXPECT_GE(high, exact) << metric << " " << share;
  };
  expect_quantile(0.05, counted.low.p05, counted.high.p05);
  expect_quantile(0.25, counted.low.p25, counted.high.p25);
  expect_quantile(0.50, counted.low.p50, counted.high.p50);
  expect_quantile(0.75, counted.low.p75, counted.high.p75);
  expect_quantile(0.95, counted.low.p95, counted.high.p95);
}

TEST(Spread, EnrollmentOfOnesOwnAccordIsBinomial) {
  Population population;
  add_people(population, {.count = people, .sign_ins_per_day = 1e-6});
  Behavior behavior = neutral_behavior();
  set(behavior, Parameter::enroll_hazard_far, 0.05);
  expect_like(plan(requiring_policy(365), population, behavior), "enrolled",
              Binomial(people, 1 - std::exp(-0.05 * 30)));
}

TEST(Spread, PromptsThatAreAcceptedAreBinomial) {
  Population population;
  add_people(population, {.count = people, .sign_ins_per_day = 0.8});
  Behavior behavior = neutral_behavior();
  set(behavior, Parameter::prompt_accept_share, 0.1);
  expect_like(plan(requiring_policy(365), population, behavior), "enrolled",
              Binomial(people, 1 - std::exp(-0.08 * 30)));
}

TEST(Spread, SignInsArePoisson) {
  Population population;
  add_people(population, {.count = people, .sign_ins_per_day = 0.5, .enrolled = true});
  expect_like(plan(plain_policy(), population, neutral_behavior()), "sign_ins",
              Poisson(people * 0.5 * 30));
}

// A loss, and a sign-in after it: hypoexponential for each person.
TEST(Spread, LockoutsByALostPhoneAreBinomial) {
  Population population;
  add_people(population, {.count = people, .sign_ins_per_day = 0.2, .enrolled = true});
  Behavior behavior = neutral_behavior();
  set(behavior, Parameter::phone_lost_per_year, 6);
  const double loss = 6 / 365.25;
  const double out = 1 - (0.2 * std::exp(-loss * 30) - loss * std::exp(-0.2 * 30)) / (0.2 - loss);
  expect_like(plan(plain_policy(), population, behavior), "lockouts", Binomial(people, out));
}

// Each sign-in is one, and wrong codes lead to no further one.
TEST(Spread, ChallengesArePoisson) {
  Population population;
  add_people(population, {.count = people, .sign_ins_per_day = 0.5, .enrolled = true});
  Behavior behavior = neutral_behavior();
  set(behavior, Parameter::code_mistyped_share, 0.05);
  expect_like(plan(plain_policy(), population, behavior), "challenges", Poisson(people * 0.5 * 30));
}

}  // namespace
}  // namespace gatecast::simulator::testing
