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

// Statuses sum up on each day, and nobody who joins has anything yet.
TEST(Turnover, JoinersComeAtTheirRate) {
  Population population;
  add_people(population, {.count = 2000, .enrolled = true});
  add_people(population, {.count = 1000, .type = rules::AccountType::customer});
  Behavior behavior = neutral_behavior();
  set(behavior, Parameter::joiners_per_year, 0.5);
  behavior.overrides.push_back({"customer", "", Parameter::joiners_per_year, {3, 3, 3, "a test"}});
  Plan p = plan(plain_policy(), population, behavior);
  p.replicates = 100;
  const Forecast forecast = run(p);
  for (const int d : {0, 9, 29}) {
    const double staff = 2000 * 0.5 * (d + 1) / 365.25;
    const double customers = 1000 * 3 * (d + 1) / 365.25;
    EXPECT_NEAR(day(forecast, "active", d, "type:internal").mean, 2000 + staff,
                4 * std::sqrt(staff / p.replicates));
    EXPECT_NEAR(day(forecast, "active", d, "type:customer").mean, 1000 + customers,
                4 * std::sqrt(customers / p.replicates));
    EXPECT_EQ(day(forecast, "enrolled", d).mean, 2000);
  }
}

// Whoever joins leaves, too: one in, one out.
TEST(Turnover, JoinersAndLeaversKeepTheNumber) {
  Population population;
  add_people(population, {.count = 3000, .sign_ins_per_day = 1});
  Behavior behavior = neutral_behavior();
  set(behavior, Parameter::joiners_per_year, 4);
  set(behavior, Parameter::leavers_per_year, 4);
  Plan p = plan(plain_policy(), population, behavior);
  p.replicates = 100;
  p.days = 90;
  const Forecast forecast = run(p);
  // Joiners come for those of the start alone; of both a share has left.
  const double years = 90 / 365.25;
  const double stays = std::exp(-4 * years);
  const double mean = 3000 * (stays + (1 - stays));
  const double variance = 3000 * (stays * (1 - stays) + (1 - stays));
  // They join at the begin of their day, and so leave half a day earlier.
  const double early = 3000 * 4 / 365.25 / 2;
  EXPECT_NEAR(day(forecast, "active", 89).mean, mean - early * (1 - stays),
              4 * std::sqrt(variance / p.replicates));
  EXPECT_NEAR(day(forecast, "sign_ins", 89).mean, mean, 0.01 * mean);
}

// Grace of five days opens when they join; then they enroll at their next sign-in.
TEST(Turnover, GraceOfJoinersOpensWhenTheyJoin) {
  Population population;
  add_people(population, {.count = 2000, .sign_ins_per_day = 20});
  Behavior behavior = neutral_behavior();
  set(behavior, Parameter::joiners_per_year, 2);
  Plan p = plan(requiring_policy(5), population, behavior);
  const Forecast forecast = run(p);
  EXPECT_EQ(day(forecast, "enrolled", 4).mean, 0);
  for (int d = 6; d < 30; ++d) {
    // As many as had joined five days ago, but for the last hour.
    const double joined = day(forecast, "active", d - 5).mean;
    EXPECT_NEAR(day(forecast, "enrolled", d).mean, joined, 2) << d;
    EXPECT_LT(day(forecast, "enrolled", d).mean, day(forecast, "active", d - 4).mean) << d;
  }
}

TEST(Turnover, OneMoreAndThoseLikeHimChangeNobodyElse) {
  Population population;
  add_people(population, {.count = 200, .sign_ins_per_day = 1, .enrolled = true});
  Behavior behavior = neutral_behavior();
  set(behavior, Parameter::joiners_per_year, 3);
  set(behavior, Parameter::phone_lost_per_year, 3);
  set(behavior, Parameter::calls_help_desk_share, 0.5);
  set(behavior, Parameter::desk_agents, 1e6);
  const Forecast without = run(plan(plain_policy(), population, behavior));
  add_people(population, {.count = 1, .sign_ins_per_day = 5, .type = rules::AccountType::customer});
  const Forecast with = run(plan(plain_policy(), population, behavior));
  EXPECT_GT(day(with, "active", 29, "type:customer").mean, 1);
  for (const Series& series : without.daily) {
    if (series.group != "type:internal") continue;
    const Series* same = find_series(with, series.group, series.metric);
    ASSERT_NE(same, nullptr);
    for (std::size_t d = 0; d < series.days.size(); ++d) {
      EXPECT_EQ(same->days[d].mean, series.days[d].mean) << series.metric << d;
    }
  }
}

}  // namespace
}  // namespace gatecast::simulator::testing
