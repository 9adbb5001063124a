// Draws made many at a time, and numbers of events, against what they stand for.
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/poisson.hpp>
#include <cmath>
#include <vector>

#include "simulator/draw_batch.h"
#include "simulator/poisson.h"

namespace gatecast::simulator::testing {
namespace {

TEST(DrawBatch, GivesTheNumbersThatAreDrawnOneByOne) {
  std::array<double, batch_people> draws{};
  for (const std::uint64_t seed : {std::uint64_t{1}, std::uint64_t{0x1234'5678'9abc'def0}}) {
    for (const std::uint64_t first : {std::uint64_t{0}, std::uint64_t{25'600}}) {
      draw_batch(DrawOf::exponential, seed, 3, first, Purpose::lost_clock, draws);
      for (std::uint32_t i = 0; i < batch_people; ++i) {
        EXPECT_EQ(draws[i], Luck(seed, 3, first + i).exponential(Purpose::lost_clock, 0));
      }
      draw_batch(DrawOf::uniform, seed, 3, first, Purpose::person_rate, draws);
      for (std::uint32_t i = 0; i < batch_people; ++i) {
        EXPECT_EQ(draws[i], Luck(seed, 3, first + i).uniform(Purpose::person_rate, 0));
      }
    }
  }
}

TEST(DrawBatch, FirstDrawsAreTheSameInAndOutsideTheBlock) {
  FirstDraws draws(5, 2, {Purpose::accept_clock}, {Purpose::at_accept});
  draws.reach(300);
  for (const std::uint32_t user : {0U, 255U, 256U, 300U, 511U, 512U}) {
    const Luck luck(5, 2, user);
    EXPECT_EQ(draws.exponential(Purpose::accept_clock, user),
              luck.exponential(Purpose::accept_clock, 0));
    EXPECT_EQ(draws.uniform(Purpose::at_accept, user), luck.uniform(Purpose::at_accept, 0));
    EXPECT_EQ(draws.exponential(Purpose::enroll_clock, user),
              luck.exponential(Purpose::enroll_clock, 0));
  }
}

// How often luck alone would be as far off: Pearson's test over the values of which at least five
// are expected.
double chance_of_being_so_far_off(double mean, int draws) {
  std::vector<int> counted(2000);
  for (int i = 0; i < draws; ++i) {
    const std::int64_t k =
        poisson(Luck(9, 1, static_cast<std::uint64_t>(i)), Purpose::silent, 0, mean);
    ++counted[static_cast<std::size_t>(std::min<std::int64_t>(k, 1999))];
  }
  const boost::math::poisson_distribution<> exact(mean);
  double sum = 0;
  int cells = 0;
  const auto low = static_cast<std::int64_t>(quantile(exact, 0.001));
  const auto high = static_cast<std::int64_t>(quantile(exact, 0.999));
  for (std::int64_t k = low; k <= high; ++k) {
    const double expected = draws * pdf(exact, static_cast<double>(k));
    if (expected < 5) continue;
    const double off = counted[static_cast<std::size_t>(k)] - expected;
    sum += off * off / expected;
    ++cells;
  }
  return cdf(complement(boost::math::chi_squared_distribution<>(cells), sum));
}

// Both ways of drawing, and their border. That many draws tell a constant of the sampler that is
// off by 0.2, or less, from the right one.
TEST(Poisson, IsDistributedAsItShouldBe) {
  for (const double mean : {0.02, 0.9, 5.0, 11.99}) {
    EXPECT_GT(chance_of_being_so_far_off(mean, 500'000), 1e-4) << "mean " << mean;
  }
  for (const double mean : {12.0, 12.6, 30.5, 400.0}) {
    EXPECT_GT(chance_of_being_so_far_off(mean, 6'000'000), 1e-4) << "mean " << mean;
  }
}

TEST(Poisson, OfNothingIsNothing) {
  EXPECT_EQ(poisson(Luck(1, 1, 1), Purpose::silent, 0, 0), 0);
  EXPECT_EQ(poisson(Luck(1, 1, 1), Purpose::silent, 0, -1e-9), 0);
}

TEST(Poisson, OfAGreatMeanStaysNearIt) {
  double sum = 0;
  for (std::uint64_t i = 0; i < 2000; ++i) {
    sum += static_cast<double>(poisson(Luck(2, 1, i), Purpose::silent, 0, 1e8));
  }
  EXPECT_NEAR(sum / 2000, 1e8, 4 * 1e4 / std::sqrt(2000.0));
}

}  // namespace
}  // namespace gatecast::simulator::testing
