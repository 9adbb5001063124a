// Philox against Random123's published answers, and our log, exp and quantile against the
// library's.
#include "simulator/random.h"

#include <gtest/gtest.h>

#include <cmath>

#include "simulator/fixed_math.h"

namespace gatecast::simulator {
namespace {

using Block = std::array<std::uint32_t, 4>;

TEST(Random, GivesThePublishedAnswers) {
  EXPECT_EQ(philox(0, 0, 0, 0, 0), (Block{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  EXPECT_EQ(philox(~0ULL, ~0U, 0xffffffffffffULL, 0xffff, ~0U),
            (Block{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(philox(0x299f31d0a4093822ULL, 0x03707344, 0x85a313198a2eULL, 0x08d3, 0x243f6a88),
            (Block{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(Random, EveryPartOfTheKeyMatters) {
  const Block base = philox(1, 2, 3, 4, 5);
  EXPECT_NE(base, philox(2, 2, 3, 4, 5));
  EXPECT_NE(base, philox(1, 3, 3, 4, 5));
  EXPECT_NE(base, philox(1, 2, 4, 4, 5));
  EXPECT_NE(base, philox(1, 2, 3, 5, 5));
  EXPECT_NE(base, philox(1, 2, 3, 4, 6));
  EXPECT_NE(base, philox(1, 2, 3 + (1ULL << 32), 4, 5));
}

TEST(Random, DrawsHaveTheirMeansAndVariances) {
  constexpr int draws = 200'000;
  double sum_uniform = 0;
  double sum_exponential = 0;
  double sum_normal = 0;
  double sum_square = 0;
  for (std::uint32_t i = 0; i < draws; ++i) {
    const double u = uniform(7, 0, 1, 0, i);
    ASSERT_GT(u, 0);
    ASSERT_LT(u, 1);
    sum_uniform += u;
    sum_exponential += exponential(7, 0, 1, 1, i);
    const double z = normal(7, 0, 1, 2, i);
    sum_normal += z;
    sum_square += z * z;
  }
  // Four standard errors each.
  EXPECT_NEAR(sum_uniform / draws, 0.5, 4 * 0.2887 / std::sqrt(draws));
  EXPECT_NEAR(sum_exponential / draws, 1, 4 / std::sqrt(draws));
  EXPECT_NEAR(sum_normal / draws, 0, 4 / std::sqrt(draws));
  EXPECT_NEAR(sum_square / draws, 1, 4 * std::sqrt(2.0 / draws));
}

TEST(FixedMath, AgreesWithTheLibrary) {
  for (std::uint32_t i = 0; i < 100'000; ++i) {
    const double u = uniform(3, 0, 0, 0, i);
    const double wide = (u - 0.5) * 1400;
    ASSERT_NEAR(fixed::exp(wide) / std::exp(wide), 1, 1e-12) << wide;
    const double positive = std::exp(wide);
    ASSERT_NEAR(fixed::log(positive), std::log(positive), 1e-12 * std::fabs(wide) + 1e-15);
    ASSERT_NEAR(fixed::log(u), std::log(u), 1e-14 * (1 + std::fabs(std::log(u))));
    const double z = fixed::normal_quantile(u);
    ASSERT_NEAR(0.5 * std::erfc(-z / std::sqrt(2.0)), u, 1e-13 * 10);
    ASSERT_NEAR(fixed::logistic(fixed::logit(u)), u, 1e-12);
    ASSERT_NEAR(fixed::power(u, 1.7) / std::pow(u, 1.7), 1, 1e-12);
  }
}

TEST(FixedMath, HoldsAtTheEdges) {
  EXPECT_EQ(fixed::log(1), 0);
  EXPECT_EQ(fixed::exp(0), 1);
  EXPECT_EQ(fixed::log(0), -INFINITY);
  EXPECT_EQ(fixed::exp(1000), INFINITY);
  EXPECT_EQ(fixed::exp(-1000), 0);
  EXPECT_NEAR(fixed::exp(709.6) / std::exp(709.6), 1, 1e-12);
  EXPECT_NEAR(fixed::log(5e-324), std::log(5e-324), 1e-10);
  EXPECT_NEAR(fixed::normal_quantile(0.95), 1.6448536269514722, 1e-14);
  EXPECT_NEAR(fixed::normal_quantile(1e-15), -7.941345326170997, 1e-11);
  EXPECT_NEAR(fixed::normal_quantile(0.5), 0, 0);
}

}  // namespace
}  // namespace gatecast::simulator
