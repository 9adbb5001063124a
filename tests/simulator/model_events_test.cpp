// The programs that benchmarks hold the engine against simulate the same model: their columns are
// those of the check vector too (tests/benchmarks/model/README.md).
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>

#include "tests/benchmarks/model/event_by_event.h"

namespace gatecast::model {
namespace {

constexpr int people = 10'000;
constexpr int replicates = 30;

struct Means {
  double enrolled_20 = 0, enrolled_30 = 0, enrolled_45 = 0, enrolled_90 = 0;
  double sign_ins = 0, wrong_codes = 0, denied = 0, lockouts = 0, tickets = 0, wait = 0;
};

Means means(Generator generator) {
  Means sum;
  for (std::uint32_t replicate = 0; replicate < replicates; ++replicate) {
    const Rollout rollout = event_by_event(generator, people, 5, replicate);
    double wait = 0;
    double tickets = 0;
    for (const Day& day : rollout) {
      sum.sign_ins += static_cast<double>(day.sign_ins);
      sum.wrong_codes += static_cast<double>(day.wrong_codes);
      sum.denied += static_cast<double>(day.denied);
      sum.lockouts += static_cast<double>(day.lockouts);
      tickets += static_cast<double>(day.tickets);
      wait += day.wait_days;
    }
    sum.tickets += tickets;
    sum.wait += wait / tickets;
    sum.enrolled_20 += static_cast<double>(rollout[19].enrolled);
    sum.enrolled_30 += static_cast<double>(rollout[29].enrolled);
    sum.enrolled_45 += static_cast<double>(rollout[44].enrolled);
    sum.enrolled_90 += static_cast<double>(rollout[89].enrolled);
  }
  return sum;
}

class ModelEvents : public testing::TestWithParam<Generator> {};

TEST_P(ModelEvents, EveryColumnIsThatOfTheCheckVector) {
  const Means sum = means(GetParam());
  // `deviation`: of one replicate; `uncertainty`: of the expected number itself.
  const auto expect = [](const char* column, double total, double expected, double deviation,
                         double uncertainty = 0) {
    const double error = std::sqrt(deviation * deviation / replicates + uncertainty * uncertainty);
    EXPECT_NEAR(total / replicates, expected, 4 * error) << column;
  };
  expect("enrolled on day 20", sum.enrolled_20, 7031.1, 38);
  expect("enrolled on day 30", sum.enrolled_30, 8223.5, 29);
  expect("enrolled on day 45", sum.enrolled_45, 9871.2, 15);
  expect("enrolled on day 90", sum.enrolled_90, 9986.1, 4.5);
  expect("sign-ins", sum.sign_ins, 1'993'367, 15'000);
  expect("wrong codes", sum.wrong_codes, 401'519, 3'000);
  expect("denied", sum.denied, 634.5, 50, 0.7);
  expect("lockouts", sum.lockouts, 552.3, 24);
  expect("tickets", sum.tickets, 1389.7, 37);
  expect("wait", sum.wait, 0.1856, 0.07, 0.0013);
}

INSTANTIATE_TEST_SUITE_P(Generators, ModelEvents,
                         testing::Values(Generator::scalar, Generator::batched),
                         [](const auto& test) {
                           return test.param == Generator::scalar ? "scalar" : "batched";
                         });

}  // namespace
}  // namespace gatecast::model
