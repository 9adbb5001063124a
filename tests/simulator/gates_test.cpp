#include "simulator/gates.h"

#include <gtest/gtest.h>

#include "simulator/quantiles.h"
#include "tests/simulator/small_world.h"

namespace gatecast::simulator::testing {
namespace {

TEST(OrderInterval, TellsHowManyReplicatesItTakes) {
  EXPECT_FALSE(order_interval(71, 95));
  EXPECT_TRUE(order_interval(72, 95));
  EXPECT_EQ(replicates_needed(95), 72);
  EXPECT_EQ(replicates_needed(5), 72);
  EXPECT_EQ(replicates_needed(50), 6);
}

// Conover's table: for the median of 20, the 6th and 15th values (95.9 %).
TEST(OrderInterval, OfTheMedianOfTwentyIsKnown) {
  const auto interval = order_interval(20, 50);
  ASSERT_TRUE(interval);
  EXPECT_EQ(interval->low, 5);
  EXPECT_EQ(interval->high, 14);
}

TEST(OrderInterval, IsSymmetric) {
  for (const int n : {72, 100, 333, 5000}) {
    const auto high = order_interval(n, 95);
    const auto low = order_interval(n, 5);
    ASSERT_TRUE(high && low);
    EXPECT_EQ(high->low, n - 1 - low->high) << n;
    EXPECT_EQ(high->high, n - 1 - low->low) << n;
  }
}

TEST(Quantiles, AreValuesThatOccurred) {
  std::vector<double> values = {5, 1, 4, 2, 3};
  const Quantiles q = quantiles(QuantileTable(5), values);
  EXPECT_EQ(q.mean, 3);
  EXPECT_EQ(q.p05, 1);
  EXPECT_EQ(q.p25, 2);
  EXPECT_EQ(q.p50, 3);
  EXPECT_EQ(q.p75, 4);
  EXPECT_EQ(q.p95, 5);
}

rules::Policy with_gate(double min_share, const char* by) {
  rules::Policy policy = requiring_policy(365);
  rules::Gate gate;
  gate.metric.value = "enrolled_share";
  gate.group.value = "all";
  gate.band_percentile = 5;
  gate.band.value = "p05";
  gate.bound = rules::Gate::Bound::min;
  gate.limit = min_share;
  gate.by = rules::Located<rules::Date>{*rules::parse_date(by), {}};
  policy.rollout->gates.push_back(gate);
  return policy;
}

Verdict verdict(double min_share, const char* by, int replicates) {
  Population population;
  add_people(population, {.count = 200, .sign_ins_per_day = 1e-6});
  Behavior behavior = neutral_behavior();
  set(behavior, Parameter::enroll_hazard_far, 0.05);
  Plan p = plan(with_gate(min_share, by), population, behavior);
  p.replicates = replicates;
  return run(p).gates.at(0).verdict;
}

// After 30 days 0.777 are enrolled, give or take 0.03.
TEST(Gates, AreMetMissedOrUndecided) {
  EXPECT_EQ(verdict(0.5, "2027-01-30", 80), Verdict::met);
  EXPECT_EQ(verdict(0.9, "2027-01-30", 80), Verdict::missed);
  EXPECT_EQ(verdict(0.5, "2027-01-30", 71), Verdict::undecided) << "too few replicates";
  EXPECT_EQ(verdict(0.5, "2027-03-30", 80), Verdict::undecided) << "beyond the horizon";
}

}  // namespace
}  // namespace gatecast::simulator::testing
