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
  const Forecast forecast = run(plan(mail_policy(), population, behavior));
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

// Nobody asks for another code; a code is good for ten minutes, and a challenge for fifteen.
TEST(Drills, SlowMailIsSatOutWhileTheCodeIsGood) {
  Population population;
  add_people(population, {.count = 300, .sign_ins_per_day = 2});
  Behavior behavior = neutral_behavior();
  behavior.drills.push_back(drill(DrillKind::mail_slow, "2027-01-11", "2027-01-14"));
  behavior.drills.back().minutes = 9;
  const Forecast good = run(plan(mail_policy(), population, behavior));
  EXPECT_EQ(total(good, "blocked_sign_ins").mean, 0);
  behavior.drills.back().minutes = 10;
  const Forecast old = run(plan(mail_policy(), population, behavior));
  for (int d = 0; d < 30; ++d) {
    const double blocked = day(old, "blocked_sign_ins:code_not_delivered", d).mean;
    EXPECT_EQ(blocked, d >= 10 && d < 13 ? day(old, "challenges", d).mean : 0) << d;
  }
}

TEST(Drills, TextMessagesDoNotMatterToMail) {
  Population population;
  add_people(population, {.count = 50, .sign_ins_per_day = 2});
  const Behavior behavior = neutral_behavior();
  Behavior drilled = behavior;
  drilled.drills.push_back(drill(DrillKind::sms_down, "2027-01-05"));
  EXPECT_TRUE(bytes(run(plan(mail_policy(), population, drilled))) ==
              bytes(run(plan(mail_policy(), population, behavior))));
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

// Half of all on the first day, the others a week later.
rules::Policy in_two_steps(int grace_days) {
  rules::Policy policy = requiring_policy(grace_days);
  policy.rollout->stages[0].ramp = rules::Ramp{{5'000, 10'000}, 7};
  return policy;
}

Drill stage_drill(DrillKind kind, const char* from, const char* until = nullptr) {
  Drill result = drill(kind, from, until);
  result.stage = "everybody";
  return result;
}

Population busy_people() {
  Population population;
  add_people(population, {.count = 400, .sign_ins_per_day = 8});
  return population;
}

TEST(Drills, APausedStageGoesOnAsManyDaysLater) {
  Behavior behavior = neutral_behavior();
  behavior.drills.push_back(stage_drill(DrillKind::stage_paused, "2027-01-04", "2027-01-13"));
  const Forecast paused = run(plan(in_two_steps(3), busy_people(), behavior));
  const double half = day(paused, "enrolled", 18).mean;
  EXPECT_NEAR(half, 200, 4 * 10);
  EXPECT_NEAR(day(paused, "enrolled", 6).mean, half, 1);
  EXPECT_GT(day(paused, "enrolled", 20).mean, 390) << "the second step is on the 17th";
  // A step on the first day of the pause comes after it.
  behavior.drills.back() = stage_drill(DrillKind::stage_paused, "2027-01-08", "2027-01-17");
  EXPECT_TRUE(bytes(run(plan(in_two_steps(3), busy_people(), behavior))) == bytes(paused));
  // The same as a policy that was written so.
  rules::Policy written = in_two_steps(3);
  written.rollout->stages[0].ramp = rules::Ramp{{5'000, 10'000}, 16};
  behavior.drills.clear();
  EXPECT_TRUE(bytes(run(plan(written, busy_people(), behavior))) == bytes(paused));
}

// Codes by mail unless the device is known, and those seen before go-live are.
TEST(Drills, DevicesSeenWhileAStageIsPausedAreKnownWhenItBegins) {
  rules::Policy policy = mail_policy();
  policy.rollout = requiring_policy(0).rollout;
  policy.rollout->stages[0].start.value = *rules::parse_date("2027-01-05");
  auto& two_factor = policy.two_factor;
  two_factor.settings.enforcement =
      rules::Located<rules::Enforcement>{rules::Enforcement::risk_based, {}};
  two_factor.recognition.cookie_days = rules::Located<int>{5, {}};
  two_factor.recognition.seed_history = rules::Located<bool>{true, {}};
  Behavior behavior = neutral_behavior();
  set(behavior, Parameter::new_address_share, 1);
  behavior.drills.push_back(stage_drill(DrillKind::stage_paused, "2027-01-04", "2027-01-19"));
  const Forecast forecast = run(plan(policy, busy_people(), behavior));
  EXPECT_EQ(day(forecast, "challenges", 18).mean, 0);
  EXPECT_LT(day(forecast, "challenges", 19).mean, 5) << "begun on the 20th";
  EXPECT_GT(total(forecast, "challenges").mean, 390) << "when what was seen is long ago";
}

TEST(Drills, AStagePausedForGoodAdmitsNobodyElse) {
  Behavior behavior = neutral_behavior();
  behavior.drills.push_back(stage_drill(DrillKind::stage_paused, "2027-01-08"));
  const Forecast forecast = run(plan(in_two_steps(0), busy_people(), behavior));
  EXPECT_EQ(day(forecast, "enrolled", 29).mean, day(forecast, "enrolled", 6).mean);
  behavior.drills.back() = stage_drill(DrillKind::stage_paused, "2027-01-01");
  EXPECT_EQ(total(run(plan(in_two_steps(0), busy_people(), behavior)), "prompts").mean, 0);
}

TEST(Drills, AStageRolledBackAdmitsNobodyUntilItBeginsAgain) {
  Behavior behavior = neutral_behavior();
  behavior.drills.push_back(stage_drill(DrillKind::stage_rolled_back, "2027-01-06", "2027-01-21"));
  const Forecast forecast = run(plan(in_two_steps(10), busy_people(), behavior));
  EXPECT_GT(day(forecast, "prompts", 4).mean, 1000);
  for (int d = 5; d < 20; ++d) EXPECT_EQ(day(forecast, "prompts", d).mean, 0) << d;
  EXPECT_EQ(day(forecast, "enrolled", 19).mean, 0);
  // Grace that opened on the 1st was over on the 11th, and stays so; that of the others opens.
  const double again = day(forecast, "enrolled", 20).mean;
  EXPECT_NEAR(again, 200, 4 * 10);
  EXPECT_NEAR(day(forecast, "enrolled", 26).mean, again, 1) << "a few had not signed in yet";
  EXPECT_GT(day(forecast, "prompts", 27).mean, 1000) << "the second step, on the 28th";
  EXPECT_LT(day(forecast, "enrolled", 29).mean, 210 + 40);
}

TEST(Drills, WhoEnrolledBeforeARollBackIsChallengedStill) {
  Behavior behavior = neutral_behavior();
  behavior.drills.push_back(stage_drill(DrillKind::stage_rolled_back, "2027-01-15"));
  const Forecast forecast = run(plan(requiring_policy(0), busy_people(), behavior));
  EXPECT_EQ(day(forecast, "enrolled", 29).mean, 400);
  EXPECT_GT(day(forecast, "challenges", 29).mean, 3000);
  EXPECT_EQ(day(forecast, "protected_share", 29).mean, 1);
}

}  // namespace
}  // namespace gatecast::simulator::testing
