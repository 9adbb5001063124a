// What a walk reaches, and what coverage says can be reached, against the slow interpreter and
// random sign-ins. GATECAST_SEED repeats a run.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "engine/policy_tests/coverage.h"
#include "tests/oracle/interpreter.h"
#include "tests/oracle/random_facts.h"
#include "tests/oracle/run.h"
#include "tests/policy_tests/small_plan.h"

namespace gatecast::oracle {
namespace {

using engine::Goal;
using engine::Goals;
using engine::Line;

// The lines of text that a rule takes, 1-based.
std::pair<std::uint32_t, std::uint32_t> extent(const engine::Graph& graph, std::size_t rule) {
  const rules::Span span = graph.policy.rules[rule].span;
  return {graph.source.position(span.begin).line, graph.source.position(span.end - 1).line};
}

// The line of the policy that the oracle names is the one that the walk reaches.
void check_lines(const Goals& goals, const engine::Walk& walk, const Answer& answer,
                 const std::string& told) {
  for (std::uint32_t i = 0; i < goals.lines().size(); ++i) {
    const Line& line = goals.lines()[i];
    const bool is_reached = std::binary_search(walk.lines.begin(), walk.lines.end(), i);
    bool decides = false;
    switch (line.kind) {
      case Line::Kind::rule: {
        const auto [first, last] = extent(goals.graph(), line.index);
        const bool is_named = answer.line >= first && answer.line <= last;
        // Several rules on one line cannot be told apart by it. And of a rule that sets something
        // the answer names one piece; it may have set others that were asked for.
        const bool sets = goals.graph().policy.rules[line.index].set.has_value();
        EXPECT_TRUE(is_reached || !is_named || first == last) << "rule " << line.index << told;
        EXPECT_TRUE(sets || !is_reached || (is_named && answer.row == 6))
            << "rule " << line.index << told;
        continue;
      }
      case Line::Kind::exclusion:
        decides = answer.row == 9 && answer.line == line.place.line;
        break;
      case Line::Kind::stage:
        decides = answer.reason == "stage_not_started" && answer.line == line.place.line;
        break;
      case Line::Kind::emergency_access:
        decides = answer.row == 4;
        break;
      case Line::Kind::exempt_channel:
        EXPECT_TRUE(!is_reached || answer.row == 7) << told;
        continue;
    }
    EXPECT_EQ(is_reached, decides) << engine::name(line.kind) << ' ' << line.index << told;
  }
}

TEST(Coverage, WalksReachWhatDecided) {
  const std::uint64_t seed = chosen_seed();
  SCOPED_TRACE(fmt::format("GATECAST_SEED={}", seed));
  Dice dice(seed);
  const int policies = long_run() ? 2000 : 60;
  for (int i = 0; i < policies; ++i) {
    const std::string text = right_policy(dice);
    const auto graph = graph_of(text, dice.chance(50) ? engine::Shape::split : engine::Shape::one);
    const Goals goals(*graph);
    for (int k = 0; k < 60; ++k) {
      const engine::Facts facts = random_facts(graph->policy, dice);
      const auto expected = oracle::answer(graph->policy, graph->source, facts);
      if (!expected) continue;
      const auto answered = engine::answer(*graph, facts);
      if (!answered.value().unknown.empty()) continue;
      const engine::Walk walk = goals.walker().walk(answered.value().facts);
      EXPECT_EQ(walk.row, expected->row);
      // Each edge begins where another ends, or at a root.
      EXPECT_FALSE(walk.edges.empty());
      check_lines(goals, walk, *expected, "\n" + text + to_text(facts));
      if (HasFailure()) return;
    }
  }
}

// Exhaustive on neither side: but what a random sign-in takes must be among what can be taken, and
// of what can be taken there is a sign-in that does.
TEST(Coverage, NothingThatIsReachedIsCalledOutOfReach) {
  const std::uint64_t seed = chosen_seed(11);
  SCOPED_TRACE(fmt::format("GATECAST_SEED={}", seed));
  Dice dice(seed);
  const int policies = long_run() ? 150 : 6;
  for (int i = 0; i < policies; ++i) {
    const std::string text = right_policy(dice);
    const auto graph = graph_of(text, dice.chance(30) ? engine::Shape::split : engine::Shape::one);
    const engine::CoverageMeter meter(*graph);
    const Goals& goals = meter.goals();
    engine::GoalSearch search(goals, std::vector<bool>(goals.count()));
    search.run({});
    EXPECT_TRUE(search.unsure().empty());
    for (const engine::Candidate& each : search.candidates()) {
      const engine::Facts facts = search.facts_of(each);
      const auto answered = engine::answer(*graph, facts);
      EXPECT_EQ(goals.of(goals.walker().walk(answered.value().facts)), each.goals);
      const auto expected = oracle::answer(graph->policy, graph->source, facts);
      if (!expected) continue;
      EXPECT_EQ(answered.value().decision.reason, expected->reason) << text << to_text(facts);
    }
    for (int k = 0; k < 2000; ++k) {
      const engine::Facts facts = random_facts(graph->policy, dice);
      // Of accounts whose roles say what they are.
      if (!oracle::answer(graph->policy, graph->source, facts)) continue;
      const auto answered = engine::answer(*graph, facts);
      for (const Goal goal : goals.of(goals.walker().walk(answered.value().facts))) {
        EXPECT_NE(search.found_by()[goal], engine::GoalSearch::none)
            << text << to_text(facts)
            << (goals.is_edge(goal) ? engine::edge_words(*graph, goals.edges().all()[goal])
                                    : std::to_string(goals.line_of(goal)));
      }
      if (HasFailure()) return;
    }
  }
}

TEST(Coverage, NeverRoundedUp) {
  using Count = engine::Coverage::Count;
  EXPECT_EQ((Count{999, 1000, 0}.share()), 999U);
  EXPECT_EQ((Count{9999, 10000, 0}.share()), 999U);
  EXPECT_EQ((Count{10000, 10000, 0}.share()), 1000U);
  EXPECT_EQ((Count{0, 3, 0}.share()), 0U);
  EXPECT_EQ((Count{2, 3, 0}.share()), 666U);
  EXPECT_EQ((Count{0, 0, 0}.share()), 1000U);
}

// By hand: a policy of which every edge and line is known.
// Where only the first is made small, the others reach their edges all the same.
TEST(Coverage, WithFewSmallSignIns) {
  const auto graph = portal_graph();
  const engine::CoverageMeter meter(*graph);
  const engine::Coverage all = meter.finish().value();
  const engine::Coverage quick = meter.finish({}, 1).value();
  ASSERT_EQ(quick.missed_edges.size(), all.missed_edges.size());
  ASSERT_GT(quick.missed_edges.size(), 1U);
  EXPECT_EQ(to_text(*quick.missed_edges[0].by), to_text(*all.missed_edges[0].by));
  for (std::size_t i = 1; i < all.missed_edges.size(); ++i) {
    const engine::Facts& found = *quick.missed_edges[i].by;
    const auto walk = meter.goals().walker().walk(engine::answer(*graph, found).value().facts);
    const auto reached = meter.goals().of(walk);
    EXPECT_TRUE(std::binary_search(reached.begin(), reached.end(), all.missed_edges[i].goal));
  }
}

TEST(Coverage, OfASmallPolicy) {
  const auto graph = graph_of(
      "policy: small\nrevision: 1\ntime_zone: UTC\n"
      "two_factor: {enabled: true, methods: [email], exempt_channels: [saml]}\n"
      "integrations: {email: {healthy: true}}\n"
      "rules:\n"
      "  - {name: no admin, when: {risk: high}, then: {outcome: deny, reason: too_risky}}\n"
      "  - {name: never, when: {risk: high, device_recognized: true}, then: {outcome: deny, "
      "reason: "
      "other}}\n");
  engine::CoverageMeter meter(*graph);
  const engine::TestFile file = tests_of(
      "now: 2027-01-01\naccounts: {a: {}}\nsituations: {risky: {risk: high}}\n"
      "tests: [{test: t, who: a, gets: challenge}]\n",
      *graph);
  const auto add = [&](const engine::Facts& facts) {
    meter.add(engine::answer(*graph, facts).value());
  };
  add(file.facts(file.sign_ins[0], graph->policy));
  const engine::Coverage one = meter.finish().value();
  // The rule that refuses, and the channel; the second rule is hidden by the first.
  EXPECT_EQ(one.rules.all, 2U);
  EXPECT_EQ(one.rules.reached, 0U);
  ASSERT_EQ(one.idle_lines.size(), 1U);
  EXPECT_EQ(meter.goals().lines()[meter.goals().line_of(one.idle_lines[0])].name, "never");
  // Rows 1 to 3, 6, 7 and 14 are left; there is no emergency access, rollout or enrollment.
  EXPECT_EQ(one.missed_rows, (std::vector<int>{1, 2, 6, 7, 14}));
  for (const engine::Coverage::Missed& each : one.missed_edges) add(*each.by);
  for (const engine::Coverage::Missed& each : one.missed_lines) add(*each.by);
  const engine::Coverage all = meter.finish().value();
  EXPECT_EQ(all.edges.reached, all.edges.all);
  EXPECT_EQ(all.edges.all, one.edges.all);
  EXPECT_EQ(all.rules.reached, 2U);
  EXPECT_TRUE(all.missed_rows.empty());
}

}  // namespace
}  // namespace gatecast::oracle
