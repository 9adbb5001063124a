// Two plans share each person's luck: so their difference is known far better than from two runs
// that do not. How much better is measured here, of two weeks of grace against three.
#include <gtest/gtest.h>

#include <cstdio>

#include "tests/simulator/small_world.h"

namespace gatecast::simulator::testing {
namespace {

constexpr int replicates = 100;

// The shipped behaviour of a thousand people, or the middle of each of its ranges.
Plan thousand(int grace_days, std::uint64_t seed, bool certain) {
  Population population;
  add_people(population, {.count = 1000, .sign_ins_per_day = 1});
  Behavior behavior = default_behavior();
  if (certain) {
    for (ParameterValue& value : behavior.values) value.low = value.high = value.value;
  }
  Plan result = plan(requiring_policy(grace_days), population, behavior);
  result.days = 60;
  result.replicates = replicates;
  result.seed = seed;
  return result;
}

constexpr const char* looked_at[] = {"enrolled", "lockouts", "tickets", "sign_ins"};

std::vector<std::vector<double>> totals(const Plan& plan) {
  std::vector<std::vector<double>> result;
  for (const char* metric : looked_at) result.push_back(totals_by_replicate(plan, metric));
  return result;
}

double variance_of_difference(const std::vector<double>& a, const std::vector<double>& b) {
  double mean = 0;
  for (std::size_t i = 0; i < a.size(); ++i) mean += (a[i] - b[i]) / static_cast<double>(a.size());
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += (a[i] - b[i] - mean) * (a[i] - b[i] - mean);
  return sum / static_cast<double>(a.size() - 1);
}

// How many times as many rollouts it would take without common luck, at least: a third of what was
// measured (simulator/README.md). A ratio of two variances of so many numbers lies within a factor
// of 1.5 of the true one, nearly always.
struct Floor {
  double ranges;
  double certain;
};
constexpr Floor floors[] = {{40'000, 2'000}, {490, 25}, {390, 16}, {420'000, 14}};

TEST(CommonLuck, CutsTheVarianceOfADifference) {
  for (const bool certain : {false, true}) {
    const auto two_weeks = totals(thousand(14, 1, certain));
    const auto three_weeks = totals(thousand(21, 1, certain));
    const auto others = totals(thousand(21, 2, certain));
    for (std::size_t i = 0; i < std::size(looked_at); ++i) {
      const double common = variance_of_difference(two_weeks[i], three_weeks[i]);
      const double own = variance_of_difference(two_weeks[i], others[i]);
      std::printf("%-12s %-8s variance %.3g with common luck, %.3g without: %.3g times\n",
                  looked_at[i], certain ? "certain" : "ranges", common, own, own / common);
      EXPECT_GT(own, common * (certain ? floors[i].certain : floors[i].ranges)) << looked_at[i];
    }
  }
}

}  // namespace
}  // namespace gatecast::simulator::testing
