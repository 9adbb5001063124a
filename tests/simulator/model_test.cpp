// A rollout of which the answer is known: tests/benchmarks/model/README.md. The expected numbers
// are exact (closed forms) but for the refused and the wait, which two other simulators agreed on.
#include <gtest/gtest.h>

#include <cmath>

#include "tests/benchmarks/model/model.h"
#include "tests/oracle/run.h"
#include "tests/simulator/small_world.h"

namespace gatecast::simulator::testing {
namespace {

constexpr int people = 10'000;

struct Column {
  const char* metric;
  int day;  // -1: in all
  double expected;
  double deviation;    // of one replicate
  double uncertainty;  // of the expected number itself
};

// Deviations of one replicate were measured; where the model states one, it is that.
constexpr Column columns[] = {
    {"enrolled", 19, 7031.1, 38, 0},
    {"enrolled", 29, 8223.5, 29, 0},
    {"enrolled", 44, 9871.2, 15, 0},
    {"enrolled", 89, 9986.1, 4.5, 0},
    {"sign_ins", -1, 1'993'367, 15'000, 0},
    {"wrong_codes", -1, 401'519, 3'000, 0},
    // The sign-in that ends in a lockout counts here too.
    {"blocked_sign_ins", -1, 634.5 + 552.3, 58, 0.7},
    {"lockouts", -1, 552.3, 24, 0},
    {"tickets", -1, 1389.7, 37, 0},
    {"queue_wait_hours", -1, 0.1856 * 24, 0.07 * 24, 0.0013 * 24},
};

TEST(Model, EveryColumnIsThatOfItsCheckVector) {
  const int replicates = oracle::long_run() ? 3000 : 150;
  const Forecast forecast = run(model::plan(people, replicates, 11));
  for (const Column& column : columns) {
    const Quantiles& counted =
        column.day < 0 ? total(forecast, column.metric) : day(forecast, column.metric, column.day);
    const double error = std::sqrt(column.deviation * column.deviation / replicates +
                                   column.uncertainty * column.uncertainty);
    EXPECT_NEAR(counted.mean, column.expected, 4 * error) << column.metric << " " << column.day;
  }
}

}  // namespace
}  // namespace gatecast::simulator::testing
