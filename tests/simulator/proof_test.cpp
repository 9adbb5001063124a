// What is proved before an enrollment, where the policy asks for a code by mail.
#include <gtest/gtest.h>

#include <cmath>

#include "tests/simulator/small_world.h"

namespace gatecast::simulator::testing {
namespace {

// The stage of partners begins after the run, so that they enroll of their own accord or never.
constexpr const char* by_mail =
    "policy: test\n"
    "revision: 1\n"
    "time_zone: UTC\n"
    "two_factor:\n"
    "  enabled: true\n"
    "  methods: [authenticator]\n"
    "  enrollment: {authenticator: required, grace: {days: 60}, proof: email}\n"
    "integrations: {email: {healthy: true}}\n"
    "rollout:\n"
    "  announce_days_before: 60\n"
    "  stages:\n"
    "    - {name: now, who: {type: internal}, start: 2027-01-01}\n"
    "    - {name: later, who: {type: partner}, start: 2027-02-20}\n";

Plan with_mailboxes(bool they_have_one, double not_delivered) {
  Population population;
  add_people(population, {.count = 300, .sign_ins_per_day = 1});
  add_people(population,
             {.count = 300, .sign_ins_per_day = 1, .type = rules::AccountType::partner});
  Population with;
  for (const Person& person : population.people) {
    Person other = person;
    other.account.email = they_have_one;
    with.people.push_back(other);
  }
  Behavior behavior = neutral_behavior();
  set(behavior, Parameter::enroll_hazard_far, 0.05);
  set(behavior, Parameter::enroll_hazard_mid, 0.05);
  set(behavior, Parameter::enroll_hazard_last, 0.05);
  set(behavior, Parameter::email_not_delivered_share, not_delivered);
  Plan p = plan(plain_policy(), std::move(with), behavior);
  set_policy(p, by_mail);
  p.replicates = 100;
  return p;
}

// A Poisson clock, of whose rings a share finds the code missing: 1 - exp(-0.05 x share x 30).
TEST(Proof, ByMailThinsTheHazardByWhatIsNotDelivered) {
  for (const double not_delivered : {0.0, 0.4, 1.0}) {
    const Forecast forecast = run(with_mailboxes(true, not_delivered));
    const double share = 1 - std::exp(-0.05 * (1 - not_delivered) * 30);
    const double error = std::sqrt(300 * share * (1 - share) / 100);
    for (const char* type : {"type:internal", "type:partner"}) {
      EXPECT_NEAR(day(forecast, "enrolled", 29, type).mean, 300 * share, 4 * error) << type;
    }
  }
}

TEST(Proof, ByMailTakesAMailbox) {
  Plan p = with_mailboxes(false, 0);
  EXPECT_EQ(total(run(p), "enrollments").mean, 0);
  // Nor does accepting a prompt that may be skipped help.
  set(p.behavior, Parameter::prompt_accept_share, 1);
  const Forecast prompted = run(p);
  EXPECT_GT(total(prompted, "prompts", "type:internal").mean, 8000);
  EXPECT_EQ(total(prompted, "enrollments").mean, 0);
}

TEST(Proof, ByMailWaitsUntilMailIsBack) {
  Plan p = with_mailboxes(true, 0);
  Drill down;
  down.kind = DrillKind::mail_down;
  down.from = *rules::parse_date("2027-01-01");
  down.until = rules::parse_date("2027-01-11");
  p.behavior.drills.push_back(down);
  const Forecast forecast = run(p);
  const double share = 1 - std::exp(-0.05 * 20);
  const double error = std::sqrt(300 * share * (1 - share) / 100);
  for (const char* type : {"type:internal", "type:partner"}) {
    EXPECT_EQ(day(forecast, "enrolled", 9, type).mean, 0) << type;
    EXPECT_NEAR(day(forecast, "enrolled", 29, type).mean, 300 * share, 4 * error) << type;
  }
}

}  // namespace
}  // namespace gatecast::simulator::testing
