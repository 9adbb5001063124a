// Ways into trouble and out of it, one at a time.
#include <gtest/gtest.h>

#include <cmath>

#include "tests/simulator/small_world.h"

namespace gatecast::simulator::testing {
namespace {

TEST(Recovery, WhoLosesThePhoneIsResetAndEnrollsAgain) {
  Population population;
  add_people(population, {.count = 200, .sign_ins_per_day = 2, .enrolled = true});
  Behavior behavior = neutral_behavior();
  set(behavior, Parameter::phone_lost_per_year, 6);
  set(behavior, Parameter::calls_help_desk_share, 1);
  set(behavior, Parameter::calls_about_setup_share, 1);
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

// Whoever makes new ones in time never runs out of them; half of the times he does is not enough.
TEST(Recovery, NewBackupCodesTideOverForGood) {
  Population population;
  add_people(population,
             {.count = 200, .sign_ins_per_day = 2, .enrolled = true, .backup_codes = 5});
  Behavior behavior = neutral_behavior();
  set(behavior, Parameter::phone_lost_per_year, 6);
  set(behavior, Parameter::backup_codes_saved_share, 1);
  set(behavior, Parameter::codes_regenerated_share, 1);
  const Forecast always = run(plan(plain_policy(), population, behavior));
  EXPECT_EQ(total(always, "lockouts").mean, 0);
  EXPECT_EQ(day(always, "backup_codes_none", 29).mean, 0);
  // Ten at first and at most, two of which are few: made new when the eighth is typed.
  EXPECT_EQ(day(always, "backup_codes_low", 29).mean, 0);

  // With two, one and none left he may, and nowhere else: one in eight never does.
  set(behavior, Parameter::codes_regenerated_share, 0.5);
  const Forecast at_times = run(plan(plain_policy(), population, behavior));
  set(behavior, Parameter::codes_regenerated_share, 0);
  const Forecast never = run(plan(plain_policy(), population, behavior));
  EXPECT_GT(total(at_times, "lockouts").mean, 10);
  EXPECT_LT(total(at_times, "lockouts").mean, total(never, "lockouts").mean / 2);
}

TEST(Recovery, WhoHasNoSmartphoneIsOverdueWhenGraceEnds) {
  Population population;
  add_people(population, {.count = 200, .sign_ins_per_day = 3});
  Behavior behavior = neutral_behavior();
  set(behavior, Parameter::no_smartphone_share, 1);
  set(behavior, Parameter::prompt_accept_share, 1);
  set(behavior, Parameter::calls_help_desk_share, 1);
  set(behavior, Parameter::calls_about_setup_share, 1);
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
  set(behavior, Parameter::calls_about_setup_share, 1);
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

TEST(Recovery, ALockoutIsCountedOnceHoweverOftenItIsTried) {
  Population population;
  add_people(population, {.count = 100, .sign_ins_per_day = 3});
  Behavior behavior = neutral_behavior();
  set(behavior, Parameter::no_smartphone_share, 1);
  set(behavior, Parameter::retry_hours, 1);
  const Forecast forecast = run(plan(requiring_policy(5), population, behavior));
  EXPECT_EQ(total(forecast, "lockouts").mean, 100);
  EXPECT_EQ(day(forecast, "locked_out", 29).mean, 100);
  // 25 days of 3 sign-ins, each tried once more an hour later, unless the next comes before that.
  const double expected = 100 * 25 * 3 * (1 + std::exp(-3.0 / 24));
  EXPECT_NEAR(total(forecast, "blocked_sign_ins").mean, expected, 0.02 * expected);
  EXPECT_EQ(total(forecast, "blocked_sign_ins:overdue").mean,
            total(forecast, "blocked_sign_ins").mean);
}

TEST(Recovery, WhoeverHasSingleSignOnIsBlockedAndNotLockedOut) {
  Population population;
  add_people(population, {.count = 100, .sign_ins_per_day = 3, .sso_share = 0.5});
  Behavior behavior = neutral_behavior();
  set(behavior, Parameter::no_smartphone_share, 1);
  const Forecast forecast = run(plan(requiring_policy(5), population, behavior));
  EXPECT_GT(total(forecast, "blocked_sign_ins").mean, 1000);
  EXPECT_EQ(total(forecast, "lockouts").mean, 0);
  EXPECT_EQ(day(forecast, "locked_out", 29).mean, 0);
}

TEST(Recovery, OneTicketAtATimeHoweverOftenOneIsBlocked) {
  Population population;
  add_people(population, {.count = 100, .sign_ins_per_day = 10});
  Behavior behavior = neutral_behavior();
  set(behavior, Parameter::setup_success_share, 0);
  set(behavior, Parameter::calls_help_desk_share, 1);
  set(behavior, Parameter::calls_about_setup_share, 1);
  set(behavior, Parameter::desk_closes_hour, 0.25);  // nearly all wait for days
  set(behavior, Parameter::handle_minutes, 15);
  const Forecast forecast = run(plan(requiring_policy(0), population, behavior));
  EXPECT_GT(total(forecast, "blocked_sign_ins").mean, 1000);
  EXPECT_EQ(total(forecast, "tickets").mean, 100);
}

TEST(Recovery, ForcedEnrollmentLetsInWhoIsAbleAndDenialDoesNot) {
  Population population;
  add_people(population, {.count = 500, .sign_ins_per_day = 3});
  Behavior behavior = neutral_behavior();
  set(behavior, Parameter::enroll_hazard_last, 0.05);
  rules::Policy policy = requiring_policy(5);
  const Forecast forced = run(plan(policy, population, behavior));
  EXPECT_EQ(total(forced, "lockouts").mean, 0);
  EXPECT_EQ(total(forced, "blocked_sign_ins").mean, 0);
  EXPECT_NEAR(day(forced, "enrolled_share", 29).mean, 1, 1e-3);

  policy.two_factor.settings.after_grace =
      rules::Located<rules::AfterGrace>{rules::AfterGrace::deny, {}};
  const Forecast denied = run(plan(policy, population, behavior));
  EXPECT_EQ(day(denied, "enrolled", 5).mean, day(denied, "enrolled", 29).mean)
      << "whoever is denied cannot enroll of his own accord either";
  EXPECT_NEAR(day(denied, "locked_out_share", 29).mean, 1 - day(denied, "enrolled_share", 29).mean,
              1e-3);
}

TEST(Recovery, AFailedSetUpIsNoLockout) {
  Population population;
  add_people(population, {.count = 200, .sign_ins_per_day = 3});
  Behavior behavior = neutral_behavior();
  set(behavior, Parameter::setup_success_share, 0.5);
  const Forecast forecast = run(plan(requiring_policy(0), population, behavior));
  EXPECT_GT(total(forecast, "blocked_sign_ins:overdue").mean, 150);
  EXPECT_EQ(total(forecast, "lockouts").mean, 0);
}

// Who has no smartphone sets up a passkey, one time in four; others an authenticator, at once.
// Failures before the first success: geometric, (1 - p) / p of them on average, with variance (1 -
// p) / p^2.
TEST(Recovery, APasskeyHasASetUpOfItsOwn) {
  constexpr double people = 4'000;
  constexpr double p = 0.25;
  Population population;
  add_people(population, {.count = 4'000, .sign_ins_per_day = 3});
  Behavior behavior = neutral_behavior();
  set(behavior, Parameter::no_smartphone_share, 0.5);
  set(behavior, Parameter::passkey_setup_success_share, p);
  rules::Policy policy = requiring_policy(0);
  std::vector<rules::Located<rules::Method>>& methods = policy.two_factor.settings.methods->value;
  methods.push_back({rules::Method::passkey, {}});
  const Forecast forecast = run(plan(policy, population, behavior));
  const double failures = (1 - p) / p;
  // Of a sum over as many people as there are without one, in the mean of 20 rollouts.
  const double variance = people / 2 * (1 - p) / (p * p) + failures * failures * people * 0.5 * 0.5;
  EXPECT_NEAR(total(forecast, "blocked_sign_ins:overdue").mean, people / 2 * failures,
              4 * std::sqrt(variance / 20));
  EXPECT_EQ(total(forecast, "enrollments").mean, people);
}

// An account that is locked until the fourth day, one of whose methods stays locked: from that day
// on the other one is a way in, whether or not anybody has tried.
TEST(Recovery, OneMethodThatIsUnlockedIsAWayIn) {
  Population unlocked;
  add_people(unlocked, {.count = 500, .sign_ins_per_day = 1, .enrolled = true});
  Population population;
  for (std::size_t i = 0; i < unlocked.people.size(); ++i) {
    Person person = unlocked.people[i];
    person.account.account_locked =
        engine::Lock{rules::parse_instant("2027-01-04T00:00:00Z"), false};
    person.account.locks[static_cast<std::size_t>(rules::Method::email)] = engine::Lock{{}, true};
    population.people.push_back(person);
  }
  rules::Policy policy = plain_policy();
  policy.two_factor.settings.methods->value.push_back({rules::Method::email, {}});
  policy.integrations.email_mentioned = true;
  const Forecast forecast = run(plan(policy, population, neutral_behavior()));
  EXPECT_GT(day(forecast, "locked_out", 2).mean, 400);
  EXPECT_EQ(day(forecast, "locked_out", 3).mean, 0);
}

}  // namespace
}  // namespace gatecast::simulator::testing
