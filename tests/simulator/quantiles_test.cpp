// Bands against the plainest way to work them out: every number a double, every column sorted.
#include "simulator/quantiles.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "simulator/summary.h"
#include "simulator/tally.h"
#include "tests/simulator/small_world.h"

namespace gatecast::simulator::testing {
namespace {

TEST(SortCounts, IsASort) {
  std::mt19937 dice(3);
  std::vector<std::uint32_t> room;
  for (int round = 0; round < 2000; ++round) {
    const std::uint32_t low =
        round % 3 == 0 ? 4'294'967'290U : static_cast<std::uint32_t>(dice()) / 2;
    const std::uint32_t spread = 1U << (dice() % 31);
    std::vector<std::uint32_t> counts(dice() % 300);
    for (std::uint32_t& count : counts) {
      count = low + static_cast<std::uint32_t>(dice()) % std::min(spread, 0xffffffffU - low);
    }
    std::vector<std::uint32_t> wanted = counts;
    std::sort(wanted.begin(), wanted.end());
    sort_counts(counts, room);
    ASSERT_EQ(counts, wanted) << "round " << round;
  }
}

Outline plain_outline(int days) {
  Outline outline;
  outline.run.days = days;
  outline.groups = {"all", "type:x"};
  outline.metrics = metric_names();
  return outline;
}

// Few people and many, days alike and days that differ, nobody at all.
Counts random_counts(const Outline& outline, int replicates, unsigned seed, bool same_active) {
  std::mt19937 dice(seed);
  Counts counts(static_cast<std::size_t>(replicates));
  for (std::vector<std::uint32_t>& of : counts) {
    for (std::size_t cell = 0; cell < outline.cells(); ++cell) {
      const std::size_t series = cell / static_cast<std::size_t>(outline.run.days);
      const bool active = series % metric_count == 0;
      const std::uint32_t scale = 1U << (3 * (series % 9));
      of.push_back(active && same_active ? 40 : static_cast<std::uint32_t>(dice()) % scale);
    }
  }
  return counts;
}

double at(const Outline& outline, const Counts& counts, std::size_t replicate, std::size_t group,
          const std::string& metric, std::size_t day) {
  const auto found = std::find(outline.metrics.begin(), outline.metrics.end(), metric);
  const auto m = static_cast<std::size_t>(found - outline.metrics.begin());
  const auto days = static_cast<std::size_t>(outline.run.days);
  return counts[replicate][(group * outline.metrics.size() + m) * days + day];
}

double plain_value(const Outline& outline, const Counts& counts, std::size_t replicate,
                   std::size_t group, const std::string& metric, std::size_t day) {
  const auto count = [&](const std::string& of) {
    return at(outline, counts, replicate, group, of, day);
  };
  if (metric == "protected_share") {
    return count("sign_ins") > 0 ? count("protected_sign_ins") / count("sign_ins") : 0;
  }
  if (metric.ends_with("_share")) {
    const std::string of = metric.substr(0, metric.size() - 6);
    return count("active") > 0 ? count(of) / count("active") : 0;
  }
  if (metric == "queue_wait_hours") return count(metric) * (1.0 / 3600);
  if (metric == "minutes_spent") return count(metric) * (1.0 / 60);
  return count(metric);
}

void expect_bands(const Quantiles& q, std::vector<double> values, const std::string& of) {
  const auto n = values.size();
  double sum = 0;
  for (const double value : values) sum += value;
  const double mean = sum / static_cast<double>(n);
  EXPECT_NEAR(q.mean, mean, 1e-9 * std::max(1.0, mean)) << of;
  std::sort(values.begin(), values.end());
  const auto smallest_reaching = [&](double share) {
    std::size_t k = 1;
    while (static_cast<double>(k) < share * static_cast<double>(n) - 1e-9) ++k;
    return values[k - 1];
  };
  EXPECT_EQ(q.p05, smallest_reaching(0.05)) << of;
  EXPECT_EQ(q.p25, smallest_reaching(0.25)) << of;
  EXPECT_EQ(q.p50, smallest_reaching(0.50)) << of;
  EXPECT_EQ(q.p75, smallest_reaching(0.75)) << of;
  EXPECT_EQ(q.p95, smallest_reaching(0.95)) << of;
  const auto interval = order_interval(static_cast<int>(n), 95);
  if (!interval) {
    EXPECT_TRUE(std::isnan(q.low.p95) && std::isnan(q.high.p95)) << of;
    return;
  }
  EXPECT_EQ(q.low.p95, values[static_cast<std::size_t>(interval->low)]) << of;
  EXPECT_EQ(q.high.p95, values[static_cast<std::size_t>(interval->high)]) << of;
  EXPECT_LE(q.low.p50, q.p50);
  EXPECT_GE(q.high.p50, q.p50);
}

void expect_plain(int replicates, int days, unsigned seed, bool same_active) {
  const Outline outline = plain_outline(days);
  const Counts counts = random_counts(outline, replicates, seed, same_active);
  const Forecast forecast = summarize(outline, counts, replicates, 2);
  ASSERT_EQ(forecast.daily.size(), 2 * forecast.metrics.size());
  for (std::size_t i = 0; i < forecast.daily.size(); ++i) {
    const Series& series = forecast.daily[i];
    const std::size_t group = series.group == "all" ? 0 : 1;
    std::vector<double> peaks(static_cast<std::size_t>(replicates), 0);
    std::vector<double> column(static_cast<std::size_t>(replicates));
    for (std::size_t day = 0; day < series.days.size(); ++day) {
      for (std::size_t r = 0; r < column.size(); ++r) {
        column[r] = plain_value(outline, counts, r, group, series.metric, day);
        peaks[r] = std::max(peaks[r], column[r]);
      }
      expect_bands(series.days[day], column, series.metric);
    }
    expect_bands(forecast.peaks[i].value, peaks, "peak of " + series.metric);
    if (series.metric == "lockouts") {
      for (std::size_t r = 0; r < column.size(); ++r) {
        column[r] = 0;
        for (std::size_t day = 0; day < series.days.size(); ++day) {
          column[r] += plain_value(outline, counts, r, group, series.metric, day);
        }
      }
    }
    if (series.metric == "lockouts" || series.metric.ends_with("_share")) {
      expect_bands(forecast.totals[i].value, column, "total of " + series.metric);
    }
  }
}

TEST(Summary, IsThatOfSortedColumns) {
  expect_plain(1, 3, 1, false);
  expect_plain(7, 1, 2, true);
  expect_plain(100, 5, 3, false);
  expect_plain(211, 4, 4, true);
}

TEST(Summary, DoesNotDependOnThreads) {
  const Outline outline = plain_outline(9);
  const Counts counts = random_counts(outline, 80, 5, false);
  const std::string one = bytes(summarize(outline, counts, 80, 1));
  for (const int threads : {2, 7}) EXPECT_EQ(bytes(summarize(outline, counts, 80, threads)), one);
}

// Of 80 there are always 60 that are the first 60.
TEST(Summary, TakesTheFirstReplicatesOnly) {
  const Outline outline = plain_outline(2);
  Counts counts = random_counts(outline, 80, 6, false);
  const std::string sixty = bytes(summarize(outline, counts, 60, 1));
  counts.resize(60);
  EXPECT_EQ(bytes(summarize(outline, counts, 60, 1)), sixty);
}

// The interval holds the true quantile 95 times in 100, whatever the distribution: here of uniform
// numbers, whose quantiles are known.
TEST(OrderInterval, HoldsTheTrueQuantile) {
  std::mt19937_64 dice(11);
  std::uniform_real_distribution<double> uniform(0, 1);
  for (const int percent : {5, 50, 95}) {
    constexpr int n = 200;
    constexpr int rounds = 4000;
    const auto interval = order_interval(n, percent);
    ASSERT_TRUE(interval);
    int held = 0;
    for (int round = 0; round < rounds; ++round) {
      std::vector<double> values(n);
      for (double& value : values) value = uniform(dice);
      std::sort(values.begin(), values.end());
      const double truth = percent / 100.0;
      held += values[static_cast<std::size_t>(interval->low)] <= truth &&
              truth <= values[static_cast<std::size_t>(interval->high)];
    }
    // At least 95 %, and little more; 4 standard errors of 4,000 rounds are 1.4 %.
    EXPECT_GT(held, rounds * 0.936) << percent;
    EXPECT_LT(held, rounds * 0.985) << percent;
  }
}

}  // namespace
}  // namespace gatecast::simulator::testing
