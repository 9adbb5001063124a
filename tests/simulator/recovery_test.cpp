// Ways into trouble and out of it, one at a time.
#include <gtest/gtest.h>

#include "tests/simulator/small_world.h"

namespace gatecast::simulator::testing {
namespace {

TEST(Recovery, WhoLosesThePhoneIsResetAndEnrollsAgain) {
  Population population;
  add_people(population, {.count = 200, .sign_ins_per_day = 2, .enrolled = true});
  Behavior behavior = neutral_behavior();
  set(behavior, Parameter::phone_lost_per_year, 6);
  set(behavior, Parameter::calls_help_desk_share, 1);
  set(behavior, Parameter::handle_minutes, 10);
  const Forecast forecast = run(plan(plain_policy(), population, behavior));
  EXPECT_GT(total(forecast, "tickets").mean, 50);
  EXPECT_EQ(total(forecast, "tickets").mean, total(forecast, "lockouts:device_lost").mean);
  EXPECT_NEAR(total(forecast, "enrollments").mean, total(forecast, "tickets").mean, 3);
  EXPECT_GT(day(forecast, "enrolled_share", 29).mean, 0.98);
}

TEST(Recovery, WithoutTheHelpDeskNobodyWhoLostThePhoneComesBack) {
  Population population;
  add_people(population, {.count = 200, .sign_ins_per_day = 2, .enrolled = true});
  Behavior behavior = neutral_behavior();
  set(behavior, Parameter::phone_lost_per_year, 6);
  const Forecast forecast = run(plan(plain_policy(), population, behavior));
  EXPECT_EQ(total(forecast, "tickets").mean, 0);
  EXPECT_EQ(day(forecast, "locked_out", 29).mean, total(forecast, "lockouts").mean);
  EXPECT_GT(day(forecast, "locked_out", 29).mean, day(forecast, "locked_out", 10).mean);
}

TEST(Recovery, BackupCodesTideOver) {
  Population population;
  add_people(population,
             {.count = 200, .sign_ins_per_day = 2, .enrolled = true, .backup_codes = 5});
  Behavior behavior = neutral_behavior();
  set(behavior, Parameter::phone_lost_per_year, 6);
  set(behavior, Parameter::backup_codes_saved_share, 1);
  const Forecast forecast = run(plan(plain_policy(), population, behavior));
  EXPECT_GT(day(forecast, "backup_codes_none", 29).mean, 10);
  EXPECT_EQ(total(forecast, "lockouts:device_lost").mean, 0);
  EXPECT_EQ(total(forecast, "lockouts").mean, total(forecast, "lockouts:backup_codes_used").mean);
}

TEST(Recovery, WhoHasNoSmartphoneIsOverdueWhenGraceEnds) {
  Population population;
  add_people(population, {.count = 200, .sign_ins_per_day = 3});
  Behavior behavior = neutral_behavior();
  set(behavior, Parameter::no_smartphone_share, 1);
  set(behavior, Parameter::prompt_accept_share, 1);
  set(behavior, Parameter::calls_help_desk_share, 1);
  const Forecast forecast = run(plan(requiring_policy(10), population, behavior));
  EXPECT_EQ(day(forecast, "locked_out", 9).mean, 0);
  EXPECT_GT(day(forecast, "locked_out", 15).mean, 195);
  EXPECT_EQ(total(forecast, "enrollments").mean, 0);
  EXPECT_LE(total(forecast, "tickets").mean, 200) << "nobody calls again in vain";
}

TEST(Recovery, AForcedEnrollmentThatFailsIsTriedAgainWithHelp) {
  Population population;
  add_people(population, {.count = 200, .sign_ins_per_day = 3});
  Behavior behavior = neutral_behavior();
  set(behavior, Parameter::setup_success_share, 0);
  set(behavior, Parameter::calls_help_desk_share, 1);
  const Forecast forecast = run(plan(requiring_policy(0), population, behavior));
  EXPECT_EQ(total(forecast, "tickets").mean, 200);
  EXPECT_EQ(total(forecast, "enrollments").mean, 200);
  EXPECT_EQ(day(forecast, "enrolled", 29).mean, 200);
}

TEST(Recovery, RiskBasedSignInsOnAKnownDeviceAreLetThrough) {
  Population population;
  add_people(population, {.count = 100, .sign_ins_per_day = 4, .enrolled = true});
  rules::Policy policy = plain_policy();
  policy.two_factor.settings.enforcement =
      rules::Located<rules::Enforcement>{rules::Enforcement::risk_based, {}};
  const Forecast forecast = run(plan(policy, population, neutral_behavior()));
  // The first sign-in is challenged; the cookie lasts for the 30 days.
  EXPECT_NEAR(total(forecast, "challenges").mean, 100, 1);
  EXPECT_EQ(day(forecast, "protected_share", 29).mean, 1);
}

}  // namespace
}  // namespace gatecast::simulator::testing
