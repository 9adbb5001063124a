// People at risk, where how likely each is to be locked out can be worked out by hand.
#include "simulator/at_risk.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <map>
#include <numeric>

#include "tests/simulator/small_world.h"

namespace gatecast::simulator::testing {
namespace {

struct Found {
  AtRisk at_risk;
  Forecast forecast;
};

Found look(const Plan& plan) {
  const auto simulation = Simulation::begin(plan);
  EXPECT_TRUE(simulation.ok()) << simulation.message();
  const auto lockouts = simulation.value().lockout_counts();
  Counts counts;
  RunHooks hooks;
  hooks.lockouts = lockouts.get();
  EXPECT_TRUE(simulation.value().run({0, plan.replicates}, counts, hooks).ok());
  auto found = people_at_risk(plan, *lockouts, plan.replicates, {});
  EXPECT_TRUE(found.ok()) << found.message();
  return {std::move(found).value(), run(plan)};
}

// Enrolled, without codes; a phone is lost now and then, and nobody helps.
Plan losing_phones(double losses_per_year, double sign_ins_per_day) {
  Population population;
  add_people(population, {.count = 200, .sign_ins_per_day = sign_ins_per_day, .enrolled = true});
  Behavior behavior = neutral_behavior();
  set(behavior, Parameter::phone_lost_per_year, losses_per_year);
  return plan(plain_policy(), population, behavior);
}

// That two events in a row, of these rates a day, are over by `days`: hypoexponential.
double both_over(double first, double second, double days) {
  return 1 -
         (second * std::exp(-first * days) - first * std::exp(-second * days)) / (second - first);
}

TEST(AtRisk, TheChanceIsThatOfALossAndASignInAfterIt) {
  const double losses = 6 / 365.25;
  const Plan plan = losing_phones(6, 0.2);
  const Found found = look(plan);
  const double tries = 200.0 * plan.replicates;
  double first_week = 0;
  double at_all = 0;
  for (const AccountAtRisk& person : found.at_risk.people) {
    EXPECT_EQ(person.cause, Cause::device_lost);
    first_week += person.in_first_week;
    at_all += person.at_all;
  }
  for (const auto& [counted, chance] : {std::pair{first_week, both_over(losses, 0.2, 7)},
                                        std::pair{at_all, both_over(losses, 0.2, plan.days)}}) {
    EXPECT_NEAR(counted / tries, chance, 4 * std::sqrt(chance * (1 - chance) / tries));
  }
  // Whoever is out stays out, so that each is locked out once at most.
  EXPECT_NEAR(at_all / plan.replicates, total(found.forecast, "lockouts").mean, 1e-9);
  ASSERT_EQ(found.at_risk.roles.size(), 1U);
  EXPECT_NEAR(found.at_risk.roles[0].at_all, at_all / plan.replicates, 1e-9);
}

TEST(AtRisk, TheWorstComeFirst) {
  const Found found = look(losing_phones(6, 0.2));
  const auto& people = found.at_risk.people;
  ASSERT_GT(people.size(), 100U);
  for (std::size_t i = 1; i < people.size(); ++i) {
    const auto rank = [](const AccountAtRisk& of) {
      return std::pair{of.in_first_week, of.at_all};
    };
    EXPECT_GE(rank(people[i - 1]), rank(people[i]));
  }
}

// Ten codes are more than most sign-ins of the days that are left.
TEST(AtRisk, CodesHelpWhoLosesThePhone) {
  const Found found = look(losing_phones(6, 0.2));
  int helped = 0;
  for (const AccountAtRisk& person : found.at_risk.people) {
    helped +=
        person.remedy == Remedy::save_codes && 2 * person.with_remedy <= person.at_all ? 1 : 0;
  }
  EXPECT_GT(helped, 0.95 * static_cast<double>(found.at_risk.people.size()));
  EXPECT_EQ(found.at_risk.roles[0].remedy, Remedy::save_codes);
}

// Neither codes nor a phone number are of use to who has not enrolled. Two weeks more of grace
// would do as well, but cost more.
TEST(AtRisk, EnrollingBeforeHelpsWhoIsOverdue) {
  Population population;
  add_people(population, {.count = 50, .sign_ins_per_day = 3, .roles = {"Staff"}});
  add_people(population, {.count = 50, .sign_ins_per_day = 0, .roles = {"Ghost"}});
  Behavior behavior = neutral_behavior();
  set(behavior, Parameter::no_smartphone_share, 1);
  rules::Policy policy = requiring_policy(3);
  for (const char* name : {"Ghost", "Staff"}) {
    rules::Role role;
    role.name.value = name;
    policy.roles.push_back(role);
  }
  Plan asked = plan(policy, population, behavior);
  asked.days = 15;
  const Found found = look(asked);
  ASSERT_EQ(found.at_risk.people.size(), 50U);
  for (const AccountAtRisk& person : found.at_risk.people) {
    EXPECT_EQ(person.admitted, asked.start);
    EXPECT_EQ(person.at_all, asked.replicates);
    EXPECT_EQ(person.cause, Cause::overdue);
    EXPECT_EQ(person.remedy, Remedy::enroll_before);
    EXPECT_EQ(person.with_remedy, 0);
  }
  ASSERT_EQ(found.at_risk.roles.size(), 3U);
  EXPECT_EQ(found.at_risk.roles[1].role, "Ghost");
  EXPECT_EQ(found.at_risk.roles[1].at_risk, 0);
  EXPECT_EQ(found.at_risk.roles[2].role, "Staff");
  EXPECT_EQ(found.at_risk.roles[2].at_all, 50);
}

// Whoever is locked out time and again in one rollout is locked out in one rollout.
TEST(AtRisk, ARolloutCountsOnce) {
  Population population;
  add_people(population, {.count = 50, .sign_ins_per_day = 3, .enrolled = true});
  Behavior behavior = neutral_behavior();
  set(behavior, Parameter::code_mistyped_share, 0.8);
  const Plan asked = plan(plain_policy(), population, behavior);
  const Found found = look(asked);
  double sum = 0;
  for (const AccountAtRisk& person : found.at_risk.people) {
    EXPECT_LE(person.in_first_week, person.at_all);
    EXPECT_LE(person.at_all, asked.replicates);
    EXPECT_EQ(person.cause, Cause::attempts);
    sum += person.at_all;
  }
  EXPECT_GT(sum, 0);
  EXPECT_GT(total(found.forecast, "lockouts").mean, 2 * sum / asked.replicates);
}

Drill stage_drill(DrillKind kind, const char* from, const char* until) {
  Drill drill;
  drill.kind = kind;
  drill.stage = "everybody";
  drill.from = *rules::parse_date(from);
  if (until != nullptr) drill.until = rules::parse_date(until);
  return drill;
}

// Whoever is admitted is locked out at his next sign-in: there is no grace, and nobody has anything
// to enroll with.
Plan locked_out_once_admitted(const rules::Policy& policy, const Drill& drill) {
  Population population;
  add_people(population, {.count = 200, .sign_ins_per_day = 0.2});
  add_people(population,
             {.count = 100, .sign_ins_per_day = 0.2, .created = "2027-01-20T00:00:00Z"});
  Behavior behavior = neutral_behavior();
  set(behavior, Parameter::no_smartphone_share, 1);
  behavior.drills = {drill};
  Plan result = plan(policy, population, behavior);
  result.replicates = 100;
  return result;
}

// The first week is that after the admission that comes, and in it each signs in with one chance.
void expect_admitted(const Plan& plan, const std::function<const char*(std::uint32_t)>& on) {
  const Found found = look(plan);
  double first_week = 0;
  for (const AccountAtRisk& person : found.at_risk.people) {
    first_week += person.in_first_week;
    ASSERT_TRUE(person.admitted) << person.account;
    const char* expected = on(person.account);
    if (expected == nullptr) continue;
    EXPECT_EQ(rules::format_date(*person.admitted), expected) << person.account;
  }
  const double tries = 300.0 * plan.replicates;
  const double chance = 1 - std::exp(-7 * 0.2);
  EXPECT_NEAR(first_week / tries, chance, 4 * std::sqrt(chance * (1 - chance) / tries));
}

// The second half of the people, and of those who join on the 20th, come fifteen days later.
TEST(AtRisk, TheFirstWeekWaitsForAStageThatIsPaused) {
  rules::Policy policy = requiring_policy(0);
  policy.rollout->stages[0].ramp = rules::Ramp{{5'000, 10'000}, 7};
  const Plan paused = locked_out_once_admitted(
      policy, stage_drill(DrillKind::stage_paused, "2027-01-05", "2027-01-20"));
  expect_admitted(paused, [](std::uint32_t) { return nullptr; });
  const Found found = look(paused);
  std::map<std::string, int> days;
  for (const AccountAtRisk& person : found.at_risk.people) {
    ++days[rules::format_date(*person.admitted)];
  }
  // About half each; of those who join, the first half on the day on which they do.
  ASSERT_EQ(days.size(), 3U);
  EXPECT_NEAR(days["2027-01-01"], 100, 30);
  EXPECT_NEAR(days["2027-01-20"], 50, 22);
  EXPECT_NEAR(days["2027-01-23"], 150, 40);
}

TEST(AtRisk, TheFirstWeekWaitsForAStageThatBeginsAnew) {
  rules::Policy policy = requiring_policy(0);
  policy.rollout->stages[0].start.value = *rules::parse_date("2027-01-08");
  const Plan anew = locked_out_once_admitted(
      policy, stage_drill(DrillKind::stage_rolled_back, "2027-01-03", "2027-01-15"));
  expect_admitted(
      anew, [](std::uint32_t account) { return account < 200 ? "2027-01-15" : "2027-01-20"; });
  // One that is never begun again admits nobody, and locks nobody out.
  const Found never = look(locked_out_once_admitted(
      policy, stage_drill(DrillKind::stage_rolled_back, "2027-01-03", nullptr)));
  EXPECT_TRUE(never.at_risk.people.empty());
}

// Rolled back after it has begun, it admitted all the same: the week goes on from there, and in
// what is left of it nobody is locked out.
TEST(AtRisk, TheFirstWeekIsThatOfTheFirstAdmission) {
  const Plan taken_back = locked_out_once_admitted(
      requiring_policy(0), stage_drill(DrillKind::stage_rolled_back, "2027-01-03", "2027-01-15"));
  const Found found = look(taken_back);
  double first_week = 0;
  for (const AccountAtRisk& person : found.at_risk.people) {
    const bool joined = person.account >= 200;
    EXPECT_EQ(rules::format_date(*person.admitted), joined ? "2027-01-20" : "2027-01-01");
    if (!joined) first_week += person.in_first_week;
  }
  const double tries = 200.0 * taken_back.replicates;
  const double chance = 1 - std::exp(-2 * 0.2);
  EXPECT_NEAR(first_week / tries, chance, 4 * std::sqrt(chance * (1 - chance) / tries));
}

TEST(AtRisk, ThreadsDoNotMatter) {
  Plan plan = losing_phones(6, 0.2);
  plan.threads = 1;
  const Found one = look(plan);
  plan.threads = 7;
  const Found seven = look(plan);
  ASSERT_EQ(one.at_risk.people.size(), seven.at_risk.people.size());
  for (std::size_t i = 0; i < one.at_risk.people.size(); ++i) {
    const AccountAtRisk& a = one.at_risk.people[i];
    const AccountAtRisk& b = seven.at_risk.people[i];
    EXPECT_EQ(std::tuple(a.account, a.in_first_week, a.at_all, a.cause, a.remedy, a.with_remedy),
              std::tuple(b.account, b.in_first_week, b.at_all, b.cause, b.remedy, b.with_remedy));
  }
}

TEST(AtRisk, StopsWhenToldTo) {
  const Plan plan = losing_phones(6, 0.2);
  const auto simulation = Simulation::begin(plan);
  ASSERT_TRUE(simulation.ok());
  const auto lockouts = simulation.value().lockout_counts();
  const auto found =
      people_at_risk(plan, *lockouts, plan.replicates, [](int, int) { return false; });
  ASSERT_FALSE(found.ok());
  EXPECT_EQ(found.message(), "interrupted");
}

}  // namespace
}  // namespace gatecast::simulator::testing
