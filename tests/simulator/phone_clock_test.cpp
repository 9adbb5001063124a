// The clock of a phone with an authenticator: how often it is off, and what helps.
#include <gtest/gtest.h>

#include <cmath>

#include "tests/simulator/small_world.h"

namespace gatecast::simulator::testing {
namespace {

constexpr double year = 365.25;
constexpr int people = 1000;
constexpr int replicates = 30;

// Locks none; `more`: other keys of `two_factor`.
std::string policy_with(const std::string& more) {
  return "policy: test\n"
         "revision: 1\n"
         "time_zone: UTC\n"
         "integrations: {email: {healthy: true}}\n"
         "two_factor:\n"
         "  enabled: true\n"
         "  limits: {sends_per_hour: 1000, method_lock_after: 1000000, hard_lock_after: "
         "1000000}\n" +
         more;
}

// Clocks go wrong three times a year, and stay so for ever; people sign in all the time.
Plan with_clocks(const std::string& more, double seconds, int backup_codes = 0) {
  Population population;
  add_people(
      population,
      {.count = people, .sign_ins_per_day = 20, .enrolled = true, .backup_codes = backup_codes});
  Behavior behavior = neutral_behavior();
  set(behavior, Parameter::clock_off_per_year, 3);
  set(behavior, Parameter::clock_off_seconds, seconds);
  set(behavior, Parameter::clock_off_days, 1e9);
  set(behavior, Parameter::desk_agents, 1e6);
  Plan p = plan(plain_policy(), std::move(population), behavior);
  set_policy(p, policy_with(more));
  p.replicates = replicates;
  return p;
}

const std::string app_alone = "  methods: [authenticator]\n";

void expect_share(double mean, double share, double bias = 0) {
  const double error = std::sqrt(people * share * (1 - share) / replicates);
  EXPECT_NEAR(mean, people * share, 4 * error + people * bias);
}

// Whoever's clock is off by more than the window finds out within an hour or so.
TEST(PhoneClock, IsOffForAsManyAsItsRateAndTheWindowSay) {
  const double heard = 1.0 / 20;  // days
  for (const int skew : {0, 1, 4}) {
    const std::string totp = "  totp: {skew: " + std::to_string(skew) + "}\n";
    const Forecast forecast = run(with_clocks(app_alone + totp, 100));
    const double beyond = std::exp(-30.0 * skew / 100);
    for (const int d : {4, 14, 29}) {
      const double out = 1 - std::exp(-3 * beyond * (d + 1 - heard) / year);
      expect_share(day(forecast, "locked_out", d).mean, out);
    }
    EXPECT_EQ(total(forecast, "lockouts").mean, total(forecast, "lockouts:attempts").mean);
    EXPECT_EQ(total(forecast, "lockouts").mean, day(forecast, "locked_out", 29).mean);
  }
}

// Two states: off ten times a year, right after five days.
TEST(PhoneClock, IsPutRightInTime) {
  Plan p = with_clocks(app_alone, 1e9);
  set(p.behavior, Parameter::clock_off_per_year, 10);
  set(p.behavior, Parameter::clock_off_days, 5);
  const Forecast forecast = run(p);
  const double goes = 10 / year;
  const double comes = 1.0 / 5;
  for (const int d : {4, 14, 29}) {
    const double off = goes / (goes + comes) * (1 - std::exp(-(goes + comes) * (d + 1)));
    // Not seen by whoever has not signed in since: a twentieth of a day of each time.
    expect_share(day(forecast, "locked_out", d).mean, off - goes / 20, goes / 20);
  }
}

TEST(PhoneClock, IsPutRightByTheHelpDesk) {
  Plan p = with_clocks(app_alone, 1e9);
  set(p.behavior, Parameter::calls_help_desk_share, 1);
  for (const double lifts : {0.0, 1.0}) {
    set(p.behavior, Parameter::desk_lifts_locks, lifts);
    const Forecast forecast = run(p);
    const double times = 3 * 30 / year;
    EXPECT_NEAR(total(forecast, "tickets").mean, people * times,
                4 * std::sqrt(people * times / replicates) + people * 3 / year / 20);
    EXPECT_EQ(total(forecast, "tickets").mean, total(forecast, "lockouts").mean);
    EXPECT_EQ(total(forecast, "blocked_sign_ins").mean, total(forecast, "tickets").mean);
    EXPECT_EQ(day(forecast, "locked_out", 29).mean, 0);
    // Each typed two codes in vain.
    EXPECT_EQ(total(forecast, "wrong_codes").mean, 2 * total(forecast, "tickets").mean);
  }
}

TEST(PhoneClock, DoesNotMatterToOtherMethodsAndBackupCodes) {
  const Forecast mail =
      run(with_clocks("  methods: [authenticator, email]\n  allow_fallback: true\n", 1e9));
  EXPECT_EQ(total(mail, "blocked_sign_ins").mean, 0);
  EXPECT_GT(total(mail, "wrong_codes").mean, 1000);
  Plan p = with_clocks(app_alone, 1e9, 10);
  set(p.behavior, Parameter::backup_codes_saved_share, 1);
  const Forecast paper = run(p);
  // Ten sign-ins later they are used up.
  EXPECT_GT(day(paper, "backup_codes_none", 29).mean, 100);
  EXPECT_NEAR(day(paper, "locked_out", 29).mean, day(paper, "backup_codes_none", 29).mean, 2);
}

// Another phone has a clock of its own, and so has whoever is reset.
TEST(PhoneClock, IsAnothersOnAnotherPhone) {
  Plan p = with_clocks(app_alone, 1e9);
  set(p.behavior, Parameter::phone_replaced_per_year, 60);
  set(p.behavior, Parameter::secret_moved_share, 1);
  const Forecast forecast = run(p);
  const double goes = 3 / year;
  const double comes = 60 / year;
  const double off = goes / (goes + comes) * (1 - std::exp(-(goes + comes) * 30));
  // Locked out until the next sign-in after that: there and back, a twentieth of a day each.
  expect_share(day(forecast, "locked_out", 29).mean, off, goes / 20);
}

TEST(PhoneClock, IsOfNoInterestWithoutAnAuthenticatorOrWhereItIsNeverOff) {
  Plan p = with_clocks("  methods: [email]\n", 1e9);
  p.replicates = 2;
  set(p.behavior, Parameter::clock_off_per_year, 0);
  const std::string without = bytes(run(p));
  set(p.behavior, Parameter::clock_off_days, 3);
  EXPECT_TRUE(bytes(run(p)) == without);
  set(p.behavior, Parameter::clock_off_per_year, 3);
  EXPECT_EQ(total(run(p), "wrong_codes").mean, 0);
}

}  // namespace
}  // namespace gatecast::simulator::testing
