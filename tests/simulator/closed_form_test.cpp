// The whole simulator, reduced by neutral settings to models whose answer is a formula.
#include <gtest/gtest.h>

#include <cmath>

#include "rules/policy_parser.h"
#include "tests/simulator/small_world.h"

namespace gatecast::simulator::testing {
namespace {

// In use, so that its owner may enroll, and yet nothing happens at a sign-in.
constexpr double hardly_ever = 1e-6;

// `mean` is that of replicates of `people` independent people who each count with chance p.
void expect_share(const Quantiles& counted, int people, int replicates, double p) {
  const double error = std::sqrt(people * p * (1 - p) / replicates);
  EXPECT_LT(4 * error, 0.01 * people) << "too few replicates to tell";
  EXPECT_NEAR(counted.mean, people * p, 4 * error);
}

TEST(ClosedForm, EnrollmentOfOnesOwnAccordIsMemoryless) {
  Population population;
  add_people(population, {.count = 2000, .sign_ins_per_day = hardly_ever});
  Behavior behavior = neutral_behavior();
  set(behavior, Parameter::enroll_hazard_far, 0.05);
  Plan p = plan(requiring_policy(365), population, behavior);
  p.replicates = 100;
  const Forecast forecast = run(p);
  for (const int d : {0, 6, 29}) {
    expect_share(day(forecast, "enrolled", d), 2000, p.replicates, 1 - std::exp(-0.05 * (d + 1)));
  }
}

TEST(ClosedForm, PromptsAreAcceptedAtARateAndAShare) {
  Population population;
  add_people(population, {.count = 2000, .sign_ins_per_day = 0.8});
  Behavior behavior = neutral_behavior();
  set(behavior, Parameter::prompt_accept_share, 0.1);
  Plan p = plan(requiring_policy(365), population, behavior);
  p.replicates = 100;
  const Forecast forecast = run(p);
  for (const int d : {0, 6, 29}) {
    expect_share(day(forecast, "enrolled", d), 2000, p.replicates, 1 - std::exp(-0.08 * (d + 1)));
  }
}

TEST(ClosedForm, TheHazardRisesTowardsTheDeadline) {
  Population population;
  add_people(population, {.count = 2000, .sign_ins_per_day = hardly_ever});
  Behavior behavior = neutral_behavior();
  set(behavior, Parameter::enroll_hazard_far, 0.01);
  set(behavior, Parameter::enroll_hazard_mid, 0.04);
  set(behavior, Parameter::enroll_hazard_last, 0.2);
  set(behavior, Parameter::hazard_far_days, 10);
  set(behavior, Parameter::hazard_last_days, 4);
  Plan p = plan(requiring_policy(20), population, behavior);
  p.replicates = 100;
  const Forecast forecast = run(p);
  // Far for 10 days, then 6 days in the middle, 4 up to the deadline and on.
  const double hazard = 10 * 0.01 + 6 * 0.04 + 14 * 0.2;
  expect_share(day(forecast, "enrolled", 15), 2000, p.replicates, 1 - std::exp(-0.34));
  expect_share(day(forecast, "enrolled", 29), 2000, p.replicates, 1 - std::exp(-hazard));
}

TEST(ClosedForm, AnnouncementAndRemindersMultiplyTheHazard) {
  Population population;
  add_people(population, {.count = 2000, .sign_ins_per_day = hardly_ever});
  add_people(
      population,
      {.count = 2000, .sign_ins_per_day = hardly_ever, .type = rules::AccountType::customer});
  Behavior behavior = neutral_behavior();
  set(behavior, Parameter::enroll_hazard_far, 0.01);
  set(behavior, Parameter::announcement_days, 5);
  set(behavior, Parameter::announcement_times, 4);
  Reminder reminder;
  reminder.on = *rules::parse_date("2027-01-11");
  reminder.days = 4;
  reminder.times = 6;
  reminder.type = "customer";
  behavior.reminders.push_back(reminder);
  reminder.on = *rules::parse_date("2027-01-13");
  reminder.days = 1;
  reminder.times = 0.5;
  behavior.reminders.push_back(reminder);
  Plan p = plan(requiring_policy(365), population, behavior);
  p.replicates = 100;
  const Forecast forecast = run(p);
  for (const auto& [d, days] : {std::pair{2, 12}, std::pair{9, 25}, std::pair{29, 45}}) {
    expect_share(day(forecast, "enrolled", d, "type:internal"), 2000, p.replicates,
                 1 - std::exp(-0.01 * days));
  }
  // Three days of six times as many, and one of three times.
  for (const auto& [d, days] :
       {std::pair{9, 25}, std::pair{11, 37}, std::pair{12, 40}, std::pair{29, 62}}) {
    expect_share(day(forecast, "enrolled", d, "type:customer"), 2000, p.replicates,
                 1 - std::exp(-0.01 * days));
  }
}

TEST(ClosedForm, SignInsArePoisson) {
  Population population;
  add_people(population, {.count = 500, .sign_ins_per_day = 2});
  Behavior behavior = neutral_behavior();
  behavior.weekday_factors = {1.4, 1.4, 1.4, 1.4, 1.4, 0, 0};
  behavior.hour_factors.fill(0);
  for (std::size_t hour = 8; hour < 20; ++hour) behavior.hour_factors[hour] = 2;
  const Forecast forecast = run(plan(plain_policy(), population, behavior));
  // 2027-01-01 is a friday, so day 1 a saturday.
  EXPECT_NEAR(day(forecast, "sign_ins", 0).mean, 1400, 4 * std::sqrt(1400.0 / 20));
  EXPECT_EQ(day(forecast, "sign_ins", 1).p95, 0);
}

TEST(ClosedForm, AKnownRateHoldsWhateverTheBehaviourSays) {
  Population population;
  add_people(population, {.count = 500, .sign_ins_per_day = 2});
  Behavior behavior = neutral_behavior();
  set(behavior, Parameter::sign_ins_per_day, 0);
  const Forecast forecast = run(plan(plain_policy(), population, behavior));
  EXPECT_NEAR(day(forecast, "sign_ins", 0).mean, 1000, 4 * std::sqrt(1000.0 / 20));
}

TEST(ClosedForm, AChallengeIsLostByFiveWrongCodes) {
  Population population;
  add_people(population, {.count = 2000, .sign_ins_per_day = 1, .enrolled = true});
  Behavior behavior = neutral_behavior();
  set(behavior, Parameter::code_mistyped_share, 0.5);
  const Plan p = plan(plain_policy(), population, behavior);
  const Forecast forecast = run(p);
  const double challenges = total(forecast, "challenges").mean * p.replicates;
  const double lockouts = total(forecast, "lockouts:attempts").mean * p.replicates;
  const double q5 = std::pow(0.5, 5);
  const double error = std::sqrt(q5 * (1 - q5) / challenges);
  EXPECT_LT(4 * error, 0.01 * 1);
  EXPECT_NEAR(lockouts / challenges, q5, 4 * error);
  EXPECT_EQ(total(forecast, "lockouts").mean, total(forecast, "lockouts:attempts").mean);
}

// Half of the sign-ins come through single sign-on, three of ten from a new device.
TEST(ClosedForm, SingleSignOnComesFromNewDevicesToo) {
  const rules::Source source("policy.yaml",
                             "policy: test\n"
                             "revision: 1\n"
                             "time_zone: UTC\n"
                             "two_factor:\n"
                             "  enabled: true\n"
                             "  enforcement: risk_based\n"
                             "  methods: [authenticator]\n"
                             "  recognition: {by: cookie}\n"
                             "rules:\n"
                             "  - name: no new device\n"
                             "    when: {channel: saml, device_recognized: false}\n"
                             "    then: {outcome: deny, reason: new_device}\n");
  const rules::ParsedPolicy parsed = rules::parse_policy(source);
  ASSERT_TRUE(parsed.policy);
  Population population;
  add_people(population,
             {.count = 500, .sign_ins_per_day = 10, .enrolled = true, .sso_share = 0.5});
  Behavior behavior = neutral_behavior();
  set(behavior, Parameter::new_device_share, 0.3);
  Plan p = plan(plain_policy(), population, behavior);
  p.graph = engine::compile(*parsed.policy, source).value();
  const Forecast forecast = run(p);
  const double sign_ins = day(forecast, "sign_ins", 9).mean;
  const double error = std::sqrt(0.15 * 0.85 / (sign_ins * 20));
  EXPECT_NEAR(day(forecast, "blocked_sign_ins", 9).mean / sign_ins, 0.15, 4 * error);
}

// By day only a device is let in that has been verified, at night any is: whoever signs in once at
// night is never refused again, whatever went on in silence meanwhile.
TEST(ClosedForm, ADeviceVerifiedAtNightIsKnownByDay) {
  Population population;
  add_people(population, {.count = 2000, .sign_ins_per_day = 1, .enrolled = true});
  Plan p = plan(plain_policy(), population, neutral_behavior());
  set_policy(p,
             "policy: test\n"
             "revision: 1\n"
             "time_zone: UTC\n"
             "two_factor:\n"
             "  enabled: true\n"
             "  enforcement: every_login\n"
             "  methods: [authenticator]\n"
             "  recognition: {by: cookie, cookie_days: 365}\n"
             "rules:\n"
             "  - name: by day known devices alone\n"
             "    when: {device_recognized: false, hours: 07:00-19:00}\n"
             "    then: {outcome: deny, reason: not_by_day}\n");
  const Forecast forecast = run(p);
  for (const int d : {0, 1, 2, 4}) {
    const double nights = (7.0 + 12 * d) / 24;  // that are over by then, in days
    const double expected = 2000 * 0.5 * std::exp(-nights);
    EXPECT_NEAR(day(forecast, "blocked_sign_ins", d).mean, expected,
                4 * std::sqrt(expected * 1.5 / p.replicates))
        << d;
  }
}

TEST(ClosedForm, SecretsAreLostLikeARenewal) {
  Population population;
  add_people(population, {.count = 2000, .sign_ins_per_day = 50, .enrolled = true});
  Behavior behavior = neutral_behavior();
  set(behavior, Parameter::phone_lost_per_year, 4);
  set(behavior, Parameter::calls_help_desk_share, 1);
  set(behavior, Parameter::calls_about_setup_share, 1);
  set(behavior, Parameter::desk_agents, 1e6);
  Plan p = plan(plain_policy(), population, behavior);
  p.replicates = 10;
  const Forecast forecast = run(p);
  // Found out at the next sign-in, settled at once: a Poisson count, one ticket a loss, but for the
  // half hour a person that it takes to find out.
  const double losses = 2000 * 4 * 30 / 365.25;
  const double error = 4 * std::sqrt(losses / p.replicates) + losses * 0.5 / 24 / 30;
  EXPECT_NEAR(total(forecast, "tickets").mean, losses, error);
  EXPECT_NEAR(total(forecast, "lockouts:device_lost").mean, losses, error);
}

}  // namespace
}  // namespace gatecast::simulator::testing
