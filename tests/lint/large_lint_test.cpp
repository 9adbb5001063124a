// Lints of policies so large that what is quadratic in the rules would show, and what is said where
// they stop.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "engine/lint/check_policy.h"

namespace gatecast::engine {
namespace {

std::string policy_of(int rules, const std::function<std::string(int)>& when) {
  std::string text =
      "policy: large\nrevision: 1\ntime_zone: UTC\n"
      "two_factor: {enabled: true, methods: [authenticator, email]}\n"
      "integrations: {email: {healthy: true}}\nrules:\n";
  for (int i = 0; i < rules; ++i) {
    text += fmt::format("  - {{when: {{{}}}, set: {{allow_fallback: {}}}}}\n", when(i), i % 2 == 0);
  }
  return text;
}

// The messages of `lint-too-large`; within a time that anything quadratic would take many times
// over.
std::vector<std::string> limits_of(const std::string& text) {
  const auto begin = std::chrono::steady_clock::now();
  const CheckedPolicy checked =
      check_policy(rules::Source("large.yaml", text), *rules::parse_date("2027-01-01"));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(60));
  EXPECT_TRUE(checked.policy.has_value());
  std::vector<std::string> messages;
  for (const rules::Diagnostic& each : checked.diagnostics.all()) {
    if (each.code == "lint-too-large") messages.push_back(each.message);
  }
  return messages;
}

TEST(LargeLint, RulesOfOneConditionAreLookedAt) {
  const auto always = [](int) { return std::string("risk: high"); };
  EXPECT_TRUE(limits_of(policy_of(30'000, always)).empty());
}

TEST(LargeLint, RulesOfOneUserEachAreNot) {
  const auto user = [](int i) { return fmt::format("user: u-{}", i); };
  const auto messages = limits_of(policy_of(30'000, user));
  ASSERT_EQ(messages.size(), 1U);
  EXPECT_NE(messages[0].find("too large to look for rules and settings"), std::string::npos);
}

// 70 countries and 70 applications, and no two rules that ever hold together.
TEST(LargeLint, ManyPairsOfRulesAreLookedAtInPart) {
  const auto pair = [](int i) {
    const int country = i % 70;
    return fmt::format("country: {}{}, application: a-{}", static_cast<char>('A' + country / 26),
                       static_cast<char>('A' + country % 26), i / 70);
  };
  const auto messages = limits_of(policy_of(4'900, pair));
  ASSERT_EQ(messages.size(), 1U);
  EXPECT_NE(messages[0].find("rules whose order does not matter"), std::string::npos);
  EXPECT_TRUE(limits_of(policy_of(1'400, pair)).empty());
}

TEST(LargeLint, ManyBoundsOfDaysAreNot) {
  const auto overdue = [](int i) { return fmt::format("days_overdue: {{over: {}}}", i); };
  EXPECT_EQ(limits_of(policy_of(2'000, overdue)).size(), 1U);
}

}  // namespace
}  // namespace gatecast::engine
