// What is worked out before the first draw.
#include "simulator/world.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/simulator/small_world.h"

namespace gatecast::simulator::testing {
namespace {

rules::Policy with_administrators() {
  rules::Policy policy = requiring_policy(14);
  rules::Role role;
  role.name.value = "Administrator";
  role.admin = true;
  policy.roles.push_back(role);
  rules::Rule rule;
  rule.when.kind = rules::Condition::Kind::admin;
  rule.when.values_mask = 2;
  rule.set.emplace();
  rule.set->grace_days = rules::Located<int>{0, {}};
  policy.rules.push_back(rule);
  return policy;
}

std::optional<rules::Date> deadline(int administrators, int members) {
  Population population;
  add_people(population, {.count = administrators, .roles = {"Administrator"}});
  add_people(population, {.count = members});
  const Forecast forecast = run(plan(with_administrators(), population, neutral_behavior()));
  return forecast.stages.at(0).deadline;
}

TEST(World, TheDeadlineOfAStageIsThatOfMostPeople) {
  EXPECT_EQ(deadline(3, 10), rules::parse_date("2027-01-15")) << "administrators have no grace";
  EXPECT_EQ(deadline(10, 3), rules::parse_date("2027-01-01"));
  EXPECT_EQ(deadline(5, 5), rules::parse_date("2027-01-01")) << "of two as common the earlier";
}

TEST(World, AnUnusedAccountNeverEnrolls) {
  Population population;
  add_people(population, {.count = 50});
  add_people(population, {.count = 50, .sign_ins_per_day = 1, .sso_share = 1});
  Behavior behavior = neutral_behavior();
  set(behavior, Parameter::enroll_hazard_far, 1);
  const Forecast forecast = run(plan(requiring_policy(365), population, behavior));
  EXPECT_EQ(day(forecast, "enrolled", 29).mean, 0);
}

TEST(World, ARateOfOnesOwnIsTakenAsItIs) {
  Population population;
  add_people(population, {.count = 500, .sign_ins_per_day = 2});
  Behavior behavior = neutral_behavior();
  behavior.overrides.push_back({"internal", "", Parameter::sign_ins_per_day, {4, 4, 4, "x"}});
  const Forecast forecast = run(plan(plain_policy(), population, behavior));
  EXPECT_NEAR(day(forecast, "sign_ins", 0).mean, 1000, 4 * std::sqrt(1000.0 / 20));
}

TEST(World, WithoutANumberOfAgentsTheDeskGrowsWithTheAccounts) {
  const auto wait = [](int people, double per_10000) {
    Population population;
    add_people(population, {.count = people, .sign_ins_per_day = 3});
    Behavior behavior = neutral_behavior();
    set(behavior, Parameter::no_smartphone_share, 1);
    set(behavior, Parameter::calls_help_desk_share, 1);
    set(behavior, Parameter::calls_about_setup_share, 1);
    set(behavior, Parameter::handle_minutes, 60);
    set(behavior, Parameter::desk_agents, 0);
    set(behavior, Parameter::desk_agents_per_10000, per_10000);
    const Forecast forecast = run(plan(requiring_policy(0), population, behavior));
    return total(forecast, "queue_wait_hours").mean;
  };
  const double few = wait(100, 100);
  const double many = wait(1000, 100);
  EXPECT_GT(few, 10);
  EXPECT_NEAR(many / few, 1, 0.2);
  EXPECT_LT(wait(100, 10000), 1);
}

}  // namespace
}  // namespace gatecast::simulator::testing
