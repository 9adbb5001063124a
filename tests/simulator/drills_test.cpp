// Dated events, one at a time, by what they must change and what they must not.
#include <gtest/gtest.h>

#include <cmath>

#include "tests/simulator/small_world.h"

namespace gatecast::simulator::testing {
namespace {

Drill drill(DrillKind kind, const char* from, const char* until = nullptr) {
  Drill result;
  result.kind = kind;
  result.from = *rules::parse_date(from);
  if (until != nullptr) result.until = rules::parse_date(until);
  return result;
}

// Codes by mail alone, for everybody at once.
rules::Policy by_mail() {
  rules::Policy policy = plain_policy();
  policy.two_factor.settings.methods =
      rules::Located<std::vector<rules::Located<rules::Method>>>{{{rules::Method::email, {}}}, {}};
  policy.integrations.email_mentioned = true;
  return policy;
}

rules::Policy with_roles() {
  rules::Policy policy = plain_policy();
  for (const char* name : {"Administrator", "Clerk"}) {
    rules::Role role;
    role.name.value = name;
    role.type = rules::AccountType::internal;
    policy.roles.push_back(role);
  }
  return policy;
}

TEST(Drills, WithoutMailNobodyGetsInByMailUntilItIsBack) {
  Population population;
  add_people(population, {.count = 300, .sign_ins_per_day = 2});
  Behavior behavior = neutral_behavior();
  behavior.drills.push_back(drill(DrillKind::mail_down, "2027-01-11", "2027-01-14"));
  const Forecast forecast = run(plan(by_mail(), population, behavior));
  for (int d = 0; d < 30; ++d) {
    const bool down = d >= 10 && d < 13;
    const double blocked = day(forecast, "blocked_sign_ins:no_usable_method", d).mean;
    EXPECT_EQ(blocked, down ? day(forecast, "sign_ins", d).mean : 0) << d;
    EXPECT_EQ(day(forecast, "challenges", d).mean > 0, !down) << d;
    EXPECT_TRUE(down || day(forecast, "locked_out", d).mean == 0) << d;
  }
  // Whoever signed in at least once meanwhile, in three days.
  const double tried = 1 - std::exp(-6.0);
  EXPECT_NEAR(day(forecast, "locked_out", 12).mean, 300 * tried, 4 * std::sqrt(300 * 0.003 / 20));
  EXPECT_EQ(day(forecast, "locked_out", 12).mean, total(forecast, "lockouts").mean);
}

TEST(Drills, TextMessagesDoNotMatterToMail) {
  Population population;
  add_people(population, {.count = 50, .sign_ins_per_day = 2});
  const Behavior behavior = neutral_behavior();
  Behavior drilled = behavior;
  drilled.drills.push_back(drill(DrillKind::sms_down, "2027-01-05"));
  EXPECT_EQ(bytes(run(plan(by_mail(), population, drilled))),
            bytes(run(plan(by_mail(), population, behavior))));
}

TEST(Drills, SignInsAreAsManyTimesMore) {
  Population population;
  add_people(population, {.count = 500, .sign_ins_per_day = 2});
  Behavior behavior = neutral_behavior();
  behavior.drills.push_back(drill(DrillKind::more_sign_ins, "2027-01-05", "2027-01-06"));
  behavior.drills.back().times = 3;
  const Forecast forecast = run(plan(plain_policy(), population, behavior));
  for (const int d : {3, 4, 5}) {
    const double mean = d == 4 ? 3000 : 1000;
    EXPECT_NEAR(day(forecast, "sign_ins", d).mean, mean, 4 * std::sqrt(mean / 20)) << d;
  }
}

TEST(Drills, ARoleLosesItsAuthenticators) {
  Population population;
  add_people(population, {.count = 40, .enrolled = true, .roles = {"Administrator"}});
  add_people(population, {.count = 60, .enrolled = true, .roles = {"Clerk"}});
  Behavior behavior = neutral_behavior();
  set(behavior, Parameter::loss_reported_share, 1);
  set(behavior, Parameter::desk_agents, 1e6);
  behavior.drills.push_back(drill(DrillKind::authenticators_lost, "2027-01-01"));
  behavior.drills.back().role = "Administrator";
  behavior.drills.push_back(drill(DrillKind::authenticators_lost, "2027-01-08"));
  const Forecast forecast = run(plan(with_roles(), population, behavior));
  EXPECT_EQ(day(forecast, "tickets", 0).mean, 40);
  EXPECT_EQ(day(forecast, "enrolled", 0, "role:Administrator").mean, 0);
  EXPECT_EQ(day(forecast, "enrolled", 6, "role:Clerk").mean, 60);
  // Nothing is left to lose for those of the first day.
  EXPECT_EQ(day(forecast, "tickets", 7).mean, 60);
  EXPECT_EQ(total(forecast, "tickets").mean, 100);
}

TEST(Drills, NobodyIsAnsweredWhileTheAdministratorsAreAway) {
  Population population;
  add_people(population, {.count = 100, .enrolled = true, .roles = {"Clerk"}});
  Behavior behavior = neutral_behavior();
  set(behavior, Parameter::loss_reported_share, 1);
  set(behavior, Parameter::desk_agents, 1e6);
  set(behavior, Parameter::handle_minutes, 10);
  behavior.drills.push_back(drill(DrillKind::administrators_away, "2027-01-04", "2027-01-09"));
  behavior.drills.push_back(drill(DrillKind::authenticators_lost, "2027-01-06"));
  const Forecast forecast = run(plan(with_roles(), population, behavior));
  EXPECT_EQ(day(forecast, "enrolled", 7).mean, 100) << "nobody has been reset";
  EXPECT_EQ(day(forecast, "enrolled", 8).mean, 0);
  EXPECT_DOUBLE_EQ(day(forecast, "queue_wait_hours", 5).mean, 72) << "to the morning of the 9th";
}

}  // namespace
}  // namespace gatecast::simulator::testing
