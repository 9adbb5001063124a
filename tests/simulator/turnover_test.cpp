// Accounts that are created and deactivated during the rollout.
#include <gtest/gtest.h>

#include <cmath>

#include "tests/simulator/small_world.h"

namespace gatecast::simulator::testing {
namespace {

// Statuses sum up to the active on each day of each replicate, or the run ends there (tally.cpp).
TEST(Turnover, LeaversAreExponential) {
  Population population;
  add_people(population, {.count = 2000, .sign_ins_per_day = 1, .enrolled = true});
  add_people(population, {.count = 2000, .type = rules::AccountType::customer});
  Behavior behavior = neutral_behavior();
  set(behavior, Parameter::leavers_per_year, 3);
  Plan p = plan(plain_policy(), population, behavior);
  p.replicates = 100;
  const Forecast forecast = run(p);
  for (const int d : {0, 9, 29}) {
    const double stays = std::exp(-3 * (d + 1) / 365.25);
    const double error = std::sqrt(2000 * stays * (1 - stays) / p.replicates);
    for (const char* group : {"type:internal", "type:customer"}) {
      EXPECT_NEAR(day(forecast, "active", d, group).mean, 2000 * stays, 4 * error) << d << group;
    }
    EXPECT_EQ(day(forecast, "enrolled", d).mean, day(forecast, "active", d, "type:internal").mean);
  }
  // They sign in no more: on the last day as many as were there at its middle.
  const double half = 2000 * std::exp(-3 * 29.5 / 365.25);
  EXPECT_NEAR(day(forecast, "sign_ins", 29).mean, half, 4 * std::sqrt(half / p.replicates) + 1);
}

TEST(Turnover, WhoJoinsIsThereFromThenOn) {
  Population population;
  add_people(population, {.count = 50, .sign_ins_per_day = 10});
  add_people(population, {.count = 70, .sign_ins_per_day = 10, .created = "2027-01-11T00:00:00Z"});
  add_people(population, {.count = 90, .sign_ins_per_day = 10, .created = "2028-01-11T00:00:00Z"});
  const Forecast forecast = run(plan(requiring_policy(5), population, neutral_behavior()));
  for (int d = 0; d < 30; ++d) {
    EXPECT_EQ(day(forecast, "active", d).mean, d < 10 ? 50 : 120) << d;
  }
  // Grace opens at admission, or at creation.
  EXPECT_EQ(day(forecast, "enrolled", 4).mean, 0);
  EXPECT_NEAR(day(forecast, "enrolled", 6).mean, 50, 0.1);
  EXPECT_NEAR(day(forecast, "enrolled", 14).mean, 50, 0.1);
  EXPECT_NEAR(day(forecast, "enrolled", 16).mean, 120, 0.2);
  EXPECT_NEAR(day(forecast, "sign_ins", 9).mean, 500, 4 * std::sqrt(500.0 / 20));
  EXPECT_NEAR(day(forecast, "sign_ins", 10).mean, 1200, 4 * std::sqrt(1200.0 / 20));
}

TEST(Turnover, ADrillClosesAccountsOnADay) {
  Population population;
  add_people(population, {.count = 50, .sign_ins_per_day = 3, .enrolled = true});
  Behavior behavior = neutral_behavior();
  set(behavior, Parameter::loss_reported_share, 1);
  Drill closed;
  closed.kind = DrillKind::accounts_closed;
  closed.from = *rules::parse_date("2027-01-11");
  behavior.drills.push_back(closed);
  closed.kind = DrillKind::authenticators_lost;
  behavior.drills.push_back(closed);
  const Forecast forecast = run(plan(plain_policy(), population, behavior));
  EXPECT_EQ(day(forecast, "active", 9).mean, 50);
  EXPECT_EQ(day(forecast, "active", 10).mean, 0);
  EXPECT_EQ(day(forecast, "enrolled", 10).mean, 0);
  EXPECT_EQ(day(forecast, "sign_ins", 10).mean, 0);
  EXPECT_EQ(total(forecast, "tickets").mean, 0) << "whoever left loses nothing";
}

}  // namespace
}  // namespace gatecast::simulator::testing
