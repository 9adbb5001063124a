// The highlighted path against decide(), on random policies and sign-ins, known and unknown; and
// what a picture leaves out.
//
// GATECAST_SEED repeats a run; GATECAST_LONG=1 makes it long.
#include "engine/drawing/draw.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "engine/drawing/flow.h"
#include "engine/drawing/reach.h"
#include "tests/drawing/pictures.h"
#include "tests/oracle/possible_worlds.h"
#include "tests/oracle/random_facts.h"
#include "tests/oracle/random_policy.h"
#include "tests/oracle/run.h"

namespace gatecast::drawing {
namespace {

using engine::DrawingNode;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

class RandomPictures : public testing::Test {
 protected:
  RandomPictures() : seed_(oracle::chosen_seed()), dice_(seed_) {
    printf("seed %llu\n", static_cast<unsigned long long>(seed_));
  }

  // Every second one as a large policy is.
  std::shared_ptr<const engine::Graph> next() {
    for (;;) {
      text_ = oracle::random_policy(dice_);
      const auto shape = ++count_ % 2 == 0 ? engine::Shape::by_size : engine::Shape::split;
      if (auto graph = compiled(text_, shape)) return graph;
    }
  }

  std::uint64_t seed_;
  oracle::Dice dice_;
  std::string text_;
  int count_ = 0;
};

TEST_F(RandomPictures, HighlightWhatDecideSays) {
  const int policies = oracle::long_run() ? 3'000 : 60;
  std::set<int> rows;
  for (int i = 0; i < policies; ++i) {
    const auto graph = next();
    for (int j = 0; j < 15; ++j) {
      const engine::Facts facts = oracle::random_facts(engine::policy_of(*graph), dice_);
      const auto answer = engine::answer(*graph, facts);
      ASSERT_TRUE(answer.ok()) << answer.message();
      const engine::Decision& decision = answer.value().decision;
      const std::string fault = fault_of_path(highlighted(*graph, answer.value()), decision);
      ASSERT_EQ(fault, "") << text_ << oracle::to_text(facts);
      rows.insert(decision.row);
    }
  }
  EXPECT_GT(rows.size(), 10U) << "rows that no sign-in came to prove nothing";
}

TEST_F(RandomPictures, HighlightTheStrictestAnswer) {
  const int policies = oracle::long_run() ? 1'000 : 30;
  int unknown = 0;
  for (int i = 0; i < policies; ++i) {
    const auto graph = next();
    for (int j = 0; j < 6; ++j) {
      const rules::Policy& policy = engine::policy_of(*graph);
      const engine::Facts complete = oracle::random_facts(policy, dice_);
      const engine::Facts facts =
          oracle::forget(policy, complete, 1 + dice_.below(3), 1'000, dice_).facts;
      const auto answer = engine::answer(*graph, facts);
      if (!answer) continue;
      const engine::Drawing drawing = highlighted(*graph, answer.value());
      ASSERT_EQ(fault_of_path(drawing, answer.value().decision), "") << text_;
      EXPECT_EQ(drawing.decision->unknown, answer.value().unknown);
      unknown += answer.value().unknown.empty() ? 0 : 1;
    }
  }
  EXPECT_GT(unknown, 0);
}

// What is drawn without a sign-in holds every path of one: no box or arrow depends on the facts,
// but those of many that are shown because they decide.
TEST_F(RandomPictures, LeaveOutNothingThatHappens) {
  for (int i = 0; i < 30; ++i) {
    const auto graph = next();
    std::set<std::string> ids;
    for (const DrawingNode& node : drawn(*graph).nodes) ids.insert(node.id);
    for (int j = 0; j < 10; ++j) {
      const engine::Facts facts = oracle::random_facts(engine::policy_of(*graph), dice_);
      const auto answer = engine::answer(*graph, facts);
      for (const DrawingNode& node : highlighted(*graph, answer.value()).nodes) {
        if (!node.highlighted || ids.count(node.id) == 1) continue;
        ADD_FAILURE() << node.id << " comes from nowhere\n" << text_;
      }
    }
  }
}

// Settings that vary freely say no less than settings that are worked out.
TEST_F(RandomPictures, AreExactForSmallPolicies) {
  int exact = 0;
  for (int i = 0; i < 20; ++i) {
    const auto graph = next();
    engine::Flow flow(*graph, engine::Diagram::default_max_nodes);
    EXPECT_TRUE(flow.is_true()) << text_;
    exact += engine::reach_of(flow).is_exact ? 1 : 0;
  }
  EXPECT_GT(exact, 10);
}

std::vector<std::string> rows_of(const engine::Drawing& drawing) {
  std::vector<std::string> ids;
  for (const auto& group : drawing.groups) {
    if (group.row != 0) ids.push_back(group.id);
  }
  return ids;
}

std::string lines_of(const engine::Drawing& drawing, const std::string& id) {
  for (const DrawingNode& node : drawing.nodes) {
    if (node.id != id) continue;
    std::string all;
    for (const std::string& line : node.lines) all += line + "\n";
    return all;
  }
  return "";
}

TEST(Drawing, OfASwitchedOffPolicyEndsThere) {
  const auto graph = compiled(
      "policy: p\nrevision: 1\ntime_zone: UTC\n"
      "two_factor: {enabled: false, methods: [email]}\n"
      "integrations: {email: {healthy: true}}\n");
  const engine::Drawing drawing = drawn(*graph);
  EXPECT_EQ(rows_of(drawing), (std::vector<std::string>{"row1", "row2", "row5"}));
  EXPECT_THAT(drawing.never, Contains("row 13: challenge"));
}

TEST(Drawing, ShowsDatesOfTheTimeZone) {
  const auto graph = compiled(
      "policy: p\nrevision: 1\ntime_zone: Asia/Tokyo\n"
      "two_factor: {enabled: true, methods: [email]}\nintegrations: {email: {healthy: true}}\n"
      "roles: {Robot: {type: internal}}\n"
      "exclusions: [{role: Robot, reason: none, owner: a, approved_by: b, expires: 2027-07-01}]\n"
      "rollout:\n  stages:\n"
      "    - {name: all, start: 2027-03-01, ramp: {percent: [12.5, 100], every_days: 7}}\n");
  const engine::Drawing drawing = drawn(*graph);
  EXPECT_EQ(drawing.time_zone, "Asia/Tokyo");
  EXPECT_THAT(lines_of(drawing, "row8_stage0"),
              HasSubstr("12.50% from 2027-03-01, 100% from 2027-03-08"));
  EXPECT_THAT(lines_of(drawing, "row9_exclusion0"), HasSubstr("until 2027-07-01"));
}

TEST(Drawing, NamesRulesThatNeverDecideOrSet) {
  const auto graph = compiled(
      "policy: p\nrevision: 1\ntime_zone: UTC\n"
      "two_factor: {enabled: true, methods: [email]}\nintegrations: {email: {healthy: true}}\n"
      "rules:\n"
      "  - {name: first, when: {risk: high}, then: {outcome: deny, reason: risky}}\n"
      "  - {name: late, when: {risk: high}, then: {outcome: deny, reason: other}}\n"
      "  - {name: lost, when: {risk: low}, set: {allow_fallback: true}}\n"
      "  - {name: last, when: {risk: [low, medium]}, set: {allow_fallback: false}}\n");
  const engine::Drawing drawing = drawn(*graph);
  EXPECT_THAT(drawing.never, Contains("rule `late`, line 8: it never decides"));
  EXPECT_THAT(drawing.never, Contains("rule `lost`, line 9: what it sets is never in force"));
  EXPECT_EQ(lines_of(drawing, "row6_rule1"), "");
  EXPECT_EQ(lines_of(drawing, "settings_rule2"), "");
  EXPECT_THAT(lines_of(drawing, "settings_rule3"), HasSubstr("allow_fallback: false"));
}

TEST(Drawing, HighlightsTheRulesWhoseSettingsAreInForce) {
  const auto graph = compiled(
      "policy: p\nrevision: 1\ntime_zone: UTC\n"
      "two_factor: {enabled: true, methods: [email], limits: {attempts: 5}}\n"
      "integrations: {email: {healthy: true}}\n"
      "rules:\n"
      "  - {name: a, when: {risk: high}, set: {enforcement: every_login}}\n"
      "  - {name: b, when: {risk: low}, set: {allow_fallback: true}}\n"
      "  - {name: c, when: {risk: high}, set: {limits: {attempts: 3, resends: 2}}}\n"
      "  - {name: d, when: {risk: high}, set: {limits: {attempts: 2, resends: 1}}}\n");
  const engine::Answer answer =
      answered(*graph, R"({"now": "2027-01-15T12:00:00Z", "sign_in": {"risk": "high"}})");
  std::vector<std::string> in_force;
  for (const DrawingNode& node : highlighted(*graph, answer).nodes) {
    if (node.highlighted && node.kind == DrawingNode::Kind::settings) in_force.push_back(node.id);
  }
  EXPECT_EQ(in_force,
            (std::vector<std::string>{"settings_two_factor", "settings_rule0", "settings_rule3"}));
}

}  // namespace
}  // namespace gatecast::drawing
