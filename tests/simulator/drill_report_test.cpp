// What drills do, where that can be worked out by hand.
#include "simulator/drill_report.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/simulator/small_world.h"

namespace gatecast::simulator::testing {
namespace {

// Codes by mail alone, for everybody at once; administrators and clerks.
rules::Policy mail_policy_with_roles() {
  rules::Policy policy = mail_policy();
  for (const char* name : {"Administrator", "Clerk"}) {
    rules::Role role;
    role.name.value = name;
    role.type = rules::AccountType::internal;
    role.admin = role.name.value == "Administrator";
    policy.roles.push_back(role);
  }
  return policy;
}

Drill mail_down(const char* from, const char* until) {
  Drill drill;
  drill.kind = DrillKind::mail_down;
  drill.from = *rules::parse_date(from);
  drill.until = rules::parse_date(until);
  return drill;
}

Plan with_drills(const PeopleLike& administrators, std::vector<Drill> drills) {
  Population population;
  add_people(population, {.count = 300, .sign_ins_per_day = 2, .roles = {"Clerk"}});
  add_people(population, administrators);
  Behavior behavior = neutral_behavior();
  behavior.drills = std::move(drills);
  return plan(mail_policy_with_roles(), population, behavior);
}

std::vector<DrillOutcome> report(const Plan& plan) {
  const auto simulation = Simulation::begin(plan);
  EXPECT_TRUE(simulation.ok()) << simulation.message();
  const auto administrators = simulation.value().administrators_in(first_day_of_drills(plan));
  Counts counts;
  RunHooks hooks;
  hooks.administrators = administrators.get();
  EXPECT_TRUE(simulation.value().run({0, plan.replicates}, counts, hooks).ok());
  const auto found =
      drill_report(plan, simulation.value(), counts, *administrators, plan.replicates, {});
  EXPECT_TRUE(found.ok()) << found.message();
  return found.value();
}

const DrillEffect& of(const DrillOutcome& outcome, const std::string& group) {
  for (const DrillEffect& effect : outcome.groups) {
    if (effect.group == group) return effect;
  }
  ADD_FAILURE() << group;
  return outcome.groups[0];
}

// Each who signs in is out from then on until mail is back.
TEST(DrillReport, CountsTheDaysOfWhoTriedMeanwhile) {
  const auto outcomes = report(
      with_drills({.count = 5, .sign_ins_per_day = 8, .roles = {"Administrator"}},
                  {mail_down("2027-01-11", "2027-01-14"), mail_down("2027-01-20", "2027-01-21")}));
  ASSERT_EQ(outcomes.size(), 2U);
  const DrillEffect& clerks = of(outcomes[0], "role:Clerk");
  double days = 0;
  double variance = 0;
  for (int day = 1; day <= 3; ++day) {
    const double out = 1 - std::exp(-2.0 * day);
    days += 300 * out;
    variance += 300 * out * (1 - out) * 3;  // the days of one person go together: at most so much
  }
  EXPECT_NEAR(clerks.more_days_out.mean, days, 4 * std::sqrt(variance / 20));
  EXPECT_NEAR(clerks.fewest_in.mean, 300 * std::exp(-6.0), 4 * std::sqrt(0.75 / 20));
  EXPECT_FALSE(clerks.administrators);
  // The other drill's days are in the total, and not in what this one does.
  const double other = of(outcomes[1], "role:Clerk").more_days_out.mean;
  EXPECT_NEAR(other, 300 * (1 - std::exp(-2.0)), 4 * std::sqrt(300 * 0.117 / 20));
  // Nearly: whoever was blocked before has spent other draws of his luck.
  EXPECT_NEAR(clerks.days_out.mean, clerks.more_days_out.mean + other, 3);
  EXPECT_NEAR(clerks.more_lockouts.mean, 300 - clerks.fewest_in.mean, 3);
  EXPECT_EQ(clerks.more_tickets.mean, 0);
}

TEST(DrillReport, LeavesOutWhatTheForecastDoesNotSee) {
  const auto outcomes = report(
      with_drills({.count = 1, .roles = {"Administrator"}},
                  {mail_down("2026-12-01", "2026-12-05"), mail_down("2027-05-01", "2027-05-05")}));
  EXPECT_TRUE(outcomes.empty());
}

}  // namespace
}  // namespace gatecast::simulator::testing
