// Codes that come late every day, and what a drill makes of them.
#include <gtest/gtest.h>

#include <cmath>

#include "tests/simulator/small_world.h"

namespace gatecast::simulator::testing {
namespace {

constexpr double late = 0.3;

// Codes by mail alone, of which three in ten are late; a code is good for ten minutes.
Plan by_mail(double minutes, double waited) {
  Population population;
  add_people(population, {.count = 300, .sign_ins_per_day = 2});
  Behavior behavior = neutral_behavior();
  set(behavior, Parameter::email_late_share, late);
  set(behavior, Parameter::email_late_minutes, minutes);
  set(behavior, Parameter::late_code_waited_share, waited);
  return plan(mail_policy(), population, behavior);
}

void expect_blocked(const Forecast& forecast, double share) {
  const double challenges = total(forecast, "challenges").mean;
  const double error = std::sqrt(share * (1 - share) / (challenges * 20));
  EXPECT_NEAR(total(forecast, "blocked_sign_ins:code_not_delivered").mean / challenges, share,
              4 * error);
}

TEST(LateCodes, AreSatOutWhileTheyAreGood) {
  expect_blocked(run(by_mail(9, 1)), 0);
  expect_blocked(run(by_mail(10, 1)), late);
}

TEST(LateCodes, AreAsGoodAsLostWhereNobodyWaits) {
  expect_blocked(run(by_mail(3, 0.25)), late * 0.75);
  expect_blocked(run(by_mail(3, 0)), late);
}

// Whoever asks for another gets that one late, too, and waits for the last: three were sent.
TEST(LateCodes, OfOneChallengeAreAllLate) {
  Plan p = by_mail(3, 1);
  set(p.behavior, Parameter::resend_share, 1);
  rules::Policy policy = mail_policy();
  policy.two_factor.settings.limits.resends = rules::Located<int>{2, {}};
  policy.two_factor.settings.limits.sends_per_hour = rules::Located<int>{1000, {}};
  p.graph = engine::compile(policy, rules::Source()).value();
  expect_blocked(run(p), 0);
  // Three waits of a minute and three minutes are more than six.
  policy.two_factor.settings.limits.challenge_ttl = rules::Located<rules::Seconds>{5 * 60, {}};
  policy.two_factor.settings.limits.code_ttl = rules::Located<rules::Seconds>{5 * 60, {}};
  p.graph = engine::compile(policy, rules::Source()).value();
  expect_blocked(run(p), late);
}

TEST(LateCodes, StandBackWhereADrillSaysHowLate) {
  Plan p = by_mail(10, 1);
  Drill slow;
  slow.kind = DrillKind::mail_slow;
  slow.from = *rules::parse_date("2027-01-11");
  slow.until = rules::parse_date("2027-01-14");
  slow.minutes = 9;
  p.behavior.drills.push_back(slow);
  const Forecast forecast = run(p);
  for (int d = 0; d < 30; ++d) {
    const double blocked = day(forecast, "blocked_sign_ins:code_not_delivered", d).mean;
    EXPECT_EQ(blocked > 0, d < 10 || d > 12) << d;
  }
}

TEST(LateCodes, DoNotMatterWhereNoneAre) {
  Plan p = by_mail(10, 1);
  set(p.behavior, Parameter::email_late_share, 0);
  const std::string without = bytes(run(p));
  set(p.behavior, Parameter::email_late_minutes, 0);
  set(p.behavior, Parameter::late_code_waited_share, 0.5);
  EXPECT_TRUE(bytes(run(p)) == without);
}

}  // namespace
}  // namespace gatecast::simulator::testing
