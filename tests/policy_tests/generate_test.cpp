// Generated tests, as the file that is written: all pass, together they reach all that any sign-in
// reaches, and none of them could be left out.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "engine/policy_tests/generate.h"
#include "engine/policy_tests/run_tests.h"
#include "reports/generated_tests.h"
#include "tests/oracle/interpreter.h"
#include "tests/oracle/random_facts.h"
#include "tests/oracle/run.h"
#include "tests/policy_tests/small_plan.h"

namespace gatecast::oracle {
namespace {

// By goal, how many of the sign-ins reach it.
std::vector<int> times_reached(const engine::Goals& goals, const engine::TestFile& file,
                               std::vector<std::vector<engine::Goal>>& by_sign_in) {
  std::vector<int> times(goals.count());
  const auto seen = [&](const engine::Answer& answer) {
    by_sign_in.push_back(goals.of(goals.walker().walk(answer.facts)));
    for (const engine::Goal goal : by_sign_in.back()) ++times[goal];
  };
  const auto run = engine::run_tests(goals.graph(), file, seen);
  EXPECT_EQ(run.value().failed, 0U);
  return times;
}

void check(const engine::Graph& graph, const std::string& text) {
  const engine::CoverageMeter meter(graph);
  const engine::Goals& goals = meter.goals();
  const auto cases = engine::generate_cases(meter).value();
  const std::string yaml = reports::generated_tests(graph, cases);
  const engine::TestFile file = tests_of(yaml, graph);
  ASSERT_EQ(file.sign_ins.size(), cases.cases.size()) << yaml;
  std::vector<std::vector<engine::Goal>> by_sign_in;
  const std::vector<int> times = times_reached(goals, file, by_sign_in);
  engine::GoalSearch search(goals, std::vector<bool>(goals.count()));
  search.run({});
  for (engine::Goal goal = 0; goal < goals.count(); ++goal) {
    const bool can_be = search.found_by()[goal] != engine::GoalSearch::none;
    EXPECT_EQ(times[goal] > 0, can_be) << text << yaml << goal;
  }
  for (const auto& reached : by_sign_in) {
    EXPECT_TRUE(std::any_of(reached.begin(), reached.end(),
                            [&](engine::Goal goal) { return times[goal] == 1; }))
        << text << yaml;
  }
  // What they expect is what the interpreter gives.
  for (const engine::GeneratedCase& each : cases.cases) {
    const auto expected = oracle::answer(graph.policy, graph.source, each.facts);
    ASSERT_TRUE(expected.has_value()) << text << oracle::to_text(each.facts);
    EXPECT_EQ(each.answer.decision.reason, expected->reason);
    EXPECT_EQ(each.answer.decision.outcome, expected->outcome);
  }
}

TEST(Generate, OfRandomPolicies) {
  const std::uint64_t seed = chosen_seed(1);
  SCOPED_TRACE(fmt::format("GATECAST_SEED={}", seed));
  Dice dice(seed);
  const int policies = long_run() ? 150 : 6;
  for (int i = 0; i < policies; ++i) {
    const std::string text = right_policy(dice);
    check(*graph_of(text), text);
    if (HasFailure()) return;
  }
}

TEST(Generate, OfThePortal) { check(*portal_graph(), "portal\n"); }

TEST(Generate, OnlyWhatIsMissing) {
  const auto graph = portal_graph();
  engine::CoverageMeter meter(*graph);
  const auto all = engine::generate_cases(meter).value();
  // All but the last ten.
  for (std::size_t i = 0; i + 10 < all.cases.size(); ++i) meter.add(all.cases[i].answer);
  const auto rest = engine::generate_cases(meter).value();
  EXPECT_GT(rest.cases.size(), 0U);
  EXPECT_LE(rest.cases.size(), 10U);
  for (const engine::GeneratedCase& each : rest.cases) meter.add(each.answer);
  EXPECT_TRUE(engine::generate_cases(meter).value().cases.empty());
}

}  // namespace
}  // namespace gatecast::oracle
