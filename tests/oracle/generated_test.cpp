// Policies of many rules, which the graph splits by name, against the oracle.
//
// GATECAST_LONG=1 makes it long.
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <tuple>

#include "engine/graph/decide.h"
#include "rules/policy_parser.h"
#include "tests/generated/generated_policy.h"
#include "tests/oracle/interpreter.h"
#include "tests/oracle/random_facts.h"
#include "tests/oracle/run.h"

namespace gatecast::oracle {
namespace {

class Generated : public testing::TestWithParam<std::tuple<int, bool>> {};

TEST_P(Generated, TheGraphAgreesWithTheOracle) {
  const auto [rules, in_stages] = GetParam();
  generated::GeneratedPolicy generated(rules, 1, in_stages);
  const rules::Source source("generated.yaml", generated.text());
  const rules::ParsedPolicy parsed = rules::parse_policy(source);
  ASSERT_TRUE(parsed.policy) << rules::render(source, parsed.diagnostics).substr(0, 2000);
  const auto graph = engine::compile(*parsed.policy, source);
  ASSERT_TRUE(graph.ok()) << graph.message();
  const int sign_ins = long_run() ? 100'000 : rules > 1'000 ? 700 : 2'000;
  std::set<std::uint32_t> lines;  // of the rules that decided
  for (int i = 0; i < sign_ins; ++i) {
    const engine::Facts facts = generated.facts();
    const auto expected = answer(*parsed.policy, source, facts);
    ASSERT_TRUE(expected) << to_text(facts);
    const auto decoded = engine::decode(*graph.value(), facts);
    ASSERT_TRUE(decoded.ok()) << decoded.message();
    const Answer actual = from_decision(engine::decide(*graph.value(), decoded.value()));
    ASSERT_EQ(to_text(actual), to_text(*expected)) << to_text(facts);
    lines.insert(actual.line);
  }
  // Facts that all end at the same few rules prove little.
  EXPECT_GT(lines.size(), 10U);
}

INSTANTIATE_TEST_SUITE_P(Rules, Generated,
                         testing::Combine(testing::Values(38, 300, 10'000), testing::Bool()));

}  // namespace
}  // namespace gatecast::oracle
