// People for whom the help desk can do nothing, and who get in all the same when the policy changes
// with the day: a way in must end their being locked out.
#include <gtest/gtest.h>

#include "tests/simulator/small_world.h"

namespace gatecast::simulator::testing {
namespace {

const std::string head =
    "policy: test\n"
    "revision: 1\n"
    "time_zone: UTC\n"
    "integrations: {sms: {provider: p, healthy: true}}\n";

// From a friday on; all call, and it does not help.
void expect_out_on_working_days(const std::string& policy, const PeopleLike& like) {
  Population population;
  add_people(population, like);
  Behavior behavior = neutral_behavior();
  set(behavior, Parameter::no_smartphone_share, 1);
  set(behavior, Parameter::calls_help_desk_share, 1);
  Plan p = plan(plain_policy(), population, behavior);
  set_policy(p, head + policy);
  const Forecast forecast = run(p);
  for (int d = 0; d < 30; ++d) {
    const bool weekend = d % 7 == 1 || d % 7 == 2;
    const double out = day(forecast, "locked_out", d).mean;
    if (weekend) {
      EXPECT_LT(out, 0.1) << d;
    } else {
      EXPECT_GT(out, 99.9) << d;
    }
  }
}

TEST(Hopeless, AreLetInAgainOnWeekends) {
  expect_out_on_working_days(
      "two_factor:\n"
      "  enabled: true\n"
      "  methods: [authenticator]\n"
      "  enrollment: {authenticator: required}\n"
      "rules:\n"
      "  - name: weekends\n"
      "    when: {weekday: [sat, sun]}\n"
      "    then: {outcome: allow, reason: weekend, owner: o, approved_by: a, expires: "
      "2028-01-01}\n",
      {.count = 100, .sign_ins_per_day = 10});
}

// Nobody has a phone number.
TEST(Hopeless, GetInByACodeOnWeekends) {
  expect_out_on_working_days(
      "two_factor:\n"
      "  enabled: true\n"
      "  methods: [sms]\n"
      "rules:\n"
      "  - name: weekends\n"
      "    when: {weekday: [sat, sun]}\n"
      "    set: {methods: [authenticator]}\n",
      {.count = 100, .sign_ins_per_day = 10, .enrolled = true});
}

}  // namespace
}  // namespace gatecast::simulator::testing
