// The shipped behaviour is complete, and a file of one's own changes what it names.
#include "simulator/behavior.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

namespace gatecast::simulator {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

rules::Policy portal() {
  rules::Policy policy;
  rules::Role role;
  role.name.value = "Partner";
  role.type = rules::AccountType::partner;
  policy.roles.push_back(role);
  rules::Stage stage;
  stage.name.value = "partners";
  policy.rollout.emplace().stages.push_back(stage);
  return policy;
}

ParsedBehavior parse(const std::string& text) {
  return parse_behavior(rules::Source("b.yaml", text), portal());
}

std::vector<std::string> problems(const std::string& text) {
  std::vector<std::string> lines;
  const auto parsed = parse(text);
  for (const auto& diagnostic : parsed.diagnostics.all()) {
    lines.push_back(std::string(diagnostic.code) + " " + diagnostic.help);
  }
  return lines;
}

TEST(Behavior, ShippedDefaultsAreCompleteAndHaveSources) {
  EXPECT_THAT(problems(std::string(default_behavior_text())), IsEmpty());
  const Behavior behavior = default_behavior();
  for (std::size_t i = 0; i < parameter_count; ++i) {
    const ParameterValue& value = behavior.values[i];
    const std::string name(info(static_cast<Parameter>(i)).name);
    EXPECT_FALSE(value.source.empty()) << name;
    EXPECT_EQ(value.source.find("http"), std::string::npos) << name;
    EXPECT_LE(value.low, value.value) << name;
    EXPECT_LE(value.value, value.high) << name;
    EXPECT_NE(default_behavior_text().find("\n  " + name + ": {value:"), std::string_view::npos);
  }
  const auto mean = [](const auto& factors) {
    return std::accumulate(factors.begin(), factors.end(), 0.0) /
           static_cast<double>(factors.size());
  };
  EXPECT_NEAR(mean(behavior.weekday_factors), 1, 1e-12);
  EXPECT_NEAR(mean(behavior.hour_factors), 1, 1e-12);
}

TEST(Behavior, AFileChangesWhatItNames) {
  const auto parsed = parse(
      "behavior: ours\n"
      "parameters:\n"
      "  sign_ins_per_day: {value: 1.2, low: 0.6, high: 2.4, source: logs}\n"
      "  no_smartphone_share: 12%\n"
      "setup_minutes: 4\n"
      "by_type: {partner: {dormant_share: 0.5}}\n"
      "by_role: {Partner: {dormant_share: 0.25}}\n"
      "weekday: [2, 2, 2, 2, 2, 0, 0]\n"
      "holidays: [2027-01-01]\n");
  EXPECT_TRUE(parsed.diagnostics.empty());
  const Behavior& behavior = parsed.behavior;
  EXPECT_EQ(behavior.of(Parameter::sign_ins_per_day).high, 2.4);
  EXPECT_EQ(behavior.of(Parameter::sign_ins_per_day).source, "logs");
  EXPECT_EQ(behavior.of(Parameter::no_smartphone_share).low, 0.12);
  EXPECT_EQ(behavior.of(Parameter::setup_minutes).value, 4);
  EXPECT_EQ(behavior.of(Parameter::retry_hours).value,
            default_behavior().of(Parameter::retry_hours).value);
  EXPECT_DOUBLE_EQ(behavior.weekday_factors[0], 1.4);
  ASSERT_EQ(behavior.holidays.size(), 1U);
  const auto dormant = [&](rules::AccountType type, const std::vector<std::string>& roles) {
    return value_for(behavior, Parameter::dormant_share, type, roles).value;
  };
  EXPECT_EQ(dormant(rules::AccountType::customer, {}), 0.1);
  EXPECT_EQ(dormant(rules::AccountType::partner, {}), 0.5);
  EXPECT_EQ(dormant(rules::AccountType::partner, {"Partner"}), 0.25);
}

TEST(Behavior, SaysWhatIsWrong) {
  EXPECT_THAT(problems("sign_in_per_day: 2\n"),
              ElementsAre("unknown-key did you mean `sign_ins_per_day`?"));
  EXPECT_THAT(problems("parameters: {dormant_share: 12}\n"),
              ElementsAre("out-of-range write `12%`"));
  EXPECT_THAT(problems("retry_hours: {value: 3, low: 4, high: 5}\n"), ElementsAre("bad-range "));
  EXPECT_THAT(problems("dormant_share: {value: 0, low: 0, high: 0.5}\n").size(), 1U);
  EXPECT_THAT(problems("retry_hours: {low: 4}\n"), ElementsAre("missing-key "));
  EXPECT_THAT(problems("retry_hours: soon\n"), ElementsAre("wrong-type "));
  EXPECT_THAT(problems("retry_hours: 017\n"), ElementsAre("wrong-type "));
  EXPECT_THAT(problems("by_role: {Partnr: {retry_hours: 2}}\n"),
              ElementsAre("unknown-role did you mean `Partner`?"));
  EXPECT_THAT(problems("by_type: {partner: {desk_agents: 2}}\n"),
              ElementsAre("not-by-role move it to `parameters`"));
  EXPECT_THAT(problems("weekday: [1, 1]\n"), ElementsAre("wrong-length "));
  EXPECT_THAT(problems("hours: 3\n"), ElementsAre("wrong-type "));
  EXPECT_THAT(problems("holidays: [2027-02-30]\n"), ElementsAre("wrong-type "));
  EXPECT_EQ(problems("desk_opens_hour: 18\n").size(), 1U);
  EXPECT_THAT(problems("desk_administrators_first: 0.5\n"), ElementsAre("out-of-range "));
}

TEST(Behavior, DrillsAreReadInOrderOfTheirBegin) {
  const auto parsed = parse(
      "drills:\n"
      "  - {drill: more_sign_ins, from: 2027-03-08, until: 2027-03-10, times: 2.5}\n"
      "  - {drill: more_sign_ins, on: 2027-03-09}\n"
      "  - {drill: authenticators_lost, on: 2027-03-02, role: Partner}\n"
      "  - {drill: stage_rolled_back, stage: partners, from: 2027-03-11}\n"
      "  - {drill: stage_paused, stage: partners, from: 2027-03-10, until: 2027-03-11}\n"
      "  - {drill: sms_down, from: 2027-03-01}\n");
  EXPECT_TRUE(parsed.diagnostics.empty());
  std::vector<std::string> found;
  for (const Drill& drill : parsed.behavior.drills) found.push_back(describe(drill));
  EXPECT_THAT(found, ElementsAre("sms_down from 2027-03-01",
                                 "authenticators_lost of role Partner on 2027-03-02",
                                 "more_sign_ins (2.5 times) from 2027-03-08 until 2027-03-10",
                                 "more_sign_ins (2 times) from 2027-03-09 until 2027-03-10",
                                 "stage_paused: partners from 2027-03-10 until 2027-03-11",
                                 "stage_rolled_back: partners from 2027-03-11"));
}

TEST(Behavior, RemindersSayWhenForWhomAndHowMuch) {
  const auto parsed = parse(
      "reminders:\n"
      "  - {on: 2027-03-01, times: 3}\n"
      "  - {on: 2027-03-08, days: 7, times: 0.5, type: partner, role: Partner, stage: partners}\n");
  EXPECT_TRUE(parsed.diagnostics.empty());
  std::vector<std::string> found;
  for (const Reminder& reminder : parsed.behavior.reminders) found.push_back(describe(reminder));
  EXPECT_THAT(found, ElementsAre("2027-03-01 for 1 day, 3 times",
                                 "2027-03-08 for 7 days, 0.5 times, type partner, role Partner, "
                                 "stage partners"));
  const auto wrong = [](const std::string& text) {
    return problems("reminders: [" + text + "]\n");
  };
  EXPECT_THAT(wrong("soon"), ElementsAre("wrong-type "));
  EXPECT_EQ(wrong("{on: 2027-03-01}").size(), 1U);
  EXPECT_EQ(wrong("{times: 2}").size(), 1U);
  EXPECT_EQ(wrong("{on: 2027-03-01, days: 0, times: 2}").size(), 1U);
  EXPECT_EQ(wrong("{on: 2027-03-01, times: -2}").size(), 1U);
  EXPECT_THAT(wrong("{on: 2027-03-01, times: 2, stage: partnrs}"),
              ElementsAre("unknown-stage did you mean `partners`?"));
  EXPECT_THAT(wrong("{on: 2027-03-01, times: 2, type: staff}"),
              ElementsAre("unknown-type internal, partner or customer"));
  EXPECT_THAT(wrong("{on: 2027-03-01, time: 2}"), ElementsAre("unknown-key did you mean `times`?"));
}

TEST(Behavior, SaysWhatIsWrongWithADrill) {
  const auto drill = [](const std::string& text) { return problems("drills: [{" + text + "}]\n"); };
  EXPECT_THAT(problems("drills: {drill: sms_down}\n"), ElementsAre("wrong-type "));
  EXPECT_THAT(problems("drills: [sms_down]\n"), ElementsAre("wrong-type "));
  EXPECT_EQ(drill("from: 2027-03-01").size(), 1U);
  EXPECT_THAT(drill("drill: sms_dwn, on: 2027-03-01"),
              ElementsAre("unknown-word did you mean `sms_down`?"));
  EXPECT_THAT(drill("drill: sms_down, form: 2027-03-01"),
              ElementsAre("unknown-key did you mean `from`?"));
  EXPECT_EQ(drill("drill: sms_down").size(), 1U);
  EXPECT_EQ(drill("drill: sms_down, on: 2027-03-01, from: 2027-03-01").size(), 1U);
  EXPECT_EQ(drill("drill: sms_down, on: 2027-03-01, until: 2027-03-05").size(), 1U);
  EXPECT_THAT(drill("drill: sms_down, from: soon"), ElementsAre("wrong-type "));
  EXPECT_EQ(drill("drill: sms_down, from: 2027-03-01, until: 2027-03-01").size(), 1U);
  EXPECT_EQ(drill("drill: sms_down, on: 2027-03-01, role: Partner").size(), 1U);
  EXPECT_EQ(drill("drill: authenticators_lost, from: 2027-03-01").size(), 1U);
  EXPECT_THAT(drill("drill: authenticators_lost, on: 2027-03-01, role: Partnr"),
              ElementsAre("unknown-role did you mean `Partner`?"));
  EXPECT_EQ(drill("drill: more_sign_ins, on: 2027-03-01, times: -1").size(), 1U);
  EXPECT_EQ(drill("drill: stage_paused, from: 2027-03-01").size(), 1U);
  EXPECT_THAT(drill("drill: stage_paused, from: 2027-03-01, stage: partnrs"),
              ElementsAre("unknown-stage did you mean `partners`?"));
  const std::string first = "drill: stage_paused, stage: partners, from: 2027-03-01";
  EXPECT_THAT(drill(first + ", until: 2027-03-05}, {drill: stage_rolled_back, stage: partners, "
                            "on: 2027-03-04"),
              ElementsAre("out-of-range let the one be over when the other begins"));
}

}  // namespace
}  // namespace gatecast::simulator
