// A picture stays a picture, however many rules, stages and exclusions a policy has.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reports/drawing.h"
#include "tests/drawing/pictures.h"
#include "tests/generated/generated_policy.h"

namespace gatecast::drawing {
namespace {

using testing::HasSubstr;

TEST(Bounded, ThirtyThreeThousandRules) {
  generated::GeneratedPolicy policy(33'000, 1);
  const auto graph = compiled(policy.text());
  ASSERT_NE(graph, nullptr);
  const engine::Drawing drawing = drawn(*graph);
  EXPECT_LT(drawing.nodes.size(), 100U);
  EXPECT_THAT(reports::drawing_json(drawing), HasSubstr(" more rules"));
  const auto answer = engine::answer(*graph, policy.facts());
  ASSERT_TRUE(answer.ok());
  const engine::Drawing path = highlighted(*graph, answer.value());
  EXPECT_EQ(fault_of_path(path, answer.value().decision), "");
  EXPECT_LT(path.nodes.size(), 120U);
}

// Paths through the rules that are not shown, to the one that decides, wherever it stands.
TEST(Bounded, PathsOfAThousandRules) {
  generated::GeneratedPolicy policy(1'000, 2);
  const auto graph = compiled(policy.text());
  ASSERT_NE(graph, nullptr);
  int by_rules = 0;
  for (int i = 0; i < 12; ++i) {
    const auto answer = engine::answer(*graph, policy.facts());
    ASSERT_TRUE(answer.ok());
    EXPECT_EQ(fault_of_path(highlighted(*graph, answer.value()), answer.value().decision), "");
    by_rules += answer.value().decision.row == 6 ? 1 : 0;
  }
  EXPECT_GT(by_rules, 0);
}

TEST(Bounded, StagesAndExclusions) {
  std::string text =
      "policy: p\nrevision: 1\ntime_zone: UTC\n"
      "two_factor: {enabled: true, methods: [authenticator], enrollment: {authenticator: "
      "required}}\nexclusions:\n";
  for (int i = 0; i < 40; ++i) {
    text += fmt::format(
        "  - {{who: {{group: g{}}}, reason: r, owner: a, approved_by: b, expires: "
        "2027-01-{:02}}}\n",
        i, 1 + i % 28);
  }
  text += "rollout:\n  stages:\n";
  for (int i = 0; i < 40; ++i) {
    text += fmt::format("    - {{name: s{0}, who: {{group: t{0}}}, start: 2026-02-{1:02}}}\n", i,
                        1 + i % 28);
  }
  const auto graph = compiled(text);
  ASSERT_NE(graph, nullptr);
  const std::string json = reports::drawing_json(drawn(*graph));
  EXPECT_THAT(json, HasSubstr("and 28 more stages"));
  EXPECT_THAT(json, HasSubstr("and 28 more exclusions"));
  const engine::Answer answer = answered(*graph, R"({"now": "2026-05-15T12:00:00Z", "user": {
      "authenticator": "not_started", "groups": ["t33", "g37"]}})");
  const engine::Drawing path = highlighted(*graph, answer);
  EXPECT_EQ(answer.decision.reason, "role_excluded");
  EXPECT_EQ(fault_of_path(path, answer.decision), "");
  EXPECT_LT(path.nodes.size(), 80U);
}

}  // namespace
}  // namespace gatecast::drawing
