// Unknown facts: the graph against every possible world.
//
// GATECAST_SEED repeats a run; GATECAST_LONG=1 makes it long.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>

#include "engine/unknown/answer.h"
#include "rules/policy_parser.h"
#include "tests/oracle/possible_worlds.h"
#include "tests/oracle/random_facts.h"
#include "tests/oracle/random_policy.h"
#include "tests/oracle/run.h"

namespace gatecast::oracle {
namespace {

constexpr std::size_t most = 1'000;  // worlds of one sign-in

struct Tally {
  int cases = 0;
  std::size_t worlds = 0;
  std::map<std::string, int> changing;  // how often each fact was said to change the answer
};

std::string list(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += name + " ";
  return text;
}

// All that is said but the deadline, which visible_text has. With a role that the policy does not
// declare there is no place in it to name.
std::string text_of(Answer a, bool undeclared) {
  const std::string visible = visible_text(a);
  a.deadline.reset();
  if (a.if_skipped) a.if_skipped->deadline.reset();
  if (undeclared && a.row == 3) {
    a.line = 0;
    a.text.clear();
  }
  return visible + to_text(a);
}

bool is_same(const engine::Answer& a, const engine::Answer& b) {
  return a.unknown == b.unknown &&
         to_text(from_decision(a.decision)) == to_text(from_decision(b.decision));
}

bool agree(const engine::Graph& graph, const rules::Source& source, const Uncertain& uncertain,
           Tally& tally) {
  const Verdict expected = judge(source, uncertain);
  const auto actual = engine::answer(graph, uncertain.facts);
  std::string what;
  if (!actual) {
    what = actual.message();
  } else {
    const bool undeclared = uncertain.policies.size() > 1;
    const std::string own = text_of(from_decision(actual.value().decision), undeclared);
    const bool is_strictest =
        std::any_of(expected.strictest.begin(), expected.strictest.end(),
                    [&](const Answer& a) { return text_of(a, undeclared) == own; });
    std::vector<std::string> unknown = actual.value().unknown;
    std::sort(unknown.begin(), unknown.end());
    if (!is_strictest) what = "graph:\n" + own;
    if (unknown != expected.unknown) {
      what += "unknown: oracle " + list(expected.unknown) + "\n         graph  " + list(unknown);
    }
    // Combinations one by one, and all at once: the same, to the deadline and the line.
    const auto at_once = engine::answer(graph, uncertain.facts, {.most_trials = 0});
    const auto one_by_one = engine::answer(graph, uncertain.facts, {.most_trials = most});
    if (!at_once || !one_by_one || !is_same(at_once.value(), one_by_one.value())) {
      what += "one by one another answer than at once";
    }
  }
  ++tally.cases;
  tally.worlds += uncertain.worlds();
  for (const std::string& name : expected.unknown) ++tally.changing[name];
  if (what.empty()) return true;
  ADD_FAILURE() << source.text() << "\n"
                << to_text(uncertain.facts) << "\noracle, one of " << expected.strictest.size()
                << ":\n"
                << to_text(expected.strictest.front()) << "\n"
                << what;
  return false;
}

TEST(Oracle, GraphAgreesOnUnknownFacts) {
  const std::uint64_t seed = chosen_seed();
  RecordProperty("seed", std::to_string(seed));
  printf("seed %llu\n", static_cast<unsigned long long>(seed));
  Dice dice(seed);
  Tally tally;
  int disagreements = 0;
  const int cases = long_run() ? 300'000 : 3'000;
  while (tally.cases < cases && disagreements < 3) {
    const rules::Source source("random.yaml", random_policy(dice));
    const rules::ParsedPolicy parsed = rules::parse_policy(source);
    if (!parsed.policy) continue;
    const auto graph = engine::compile(*parsed.policy, source);
    ASSERT_TRUE(graph.ok()) << graph.message() << "\n" << source.text();
    for (int i = 0; i < 10; ++i) {
      engine::Facts complete = random_facts(*parsed.policy, dice);
      if (i % 2 == 0) begin_grace(complete);
      const Uncertain uncertain = forget(*parsed.policy, complete, 1 + dice.below(4), most, dice);
      if (!agree(*graph.value(), source, uncertain, tally)) {
        ++disagreements;
        break;
      }
    }
  }
  printf("%d sign-ins, %zu worlds; changing:", tally.cases, tally.worlds);
  for (const auto& [name, count] : tally.changing) printf(" %s:%d", name.c_str(), count);
  printf("\n");
  if (disagreements > 0) return;
  // A generator under which facts never matter proves nothing; of the 33 some matter seldom.
  EXPECT_GT(tally.changing.size(), 25U);
}

}  // namespace
}  // namespace gatecast::oracle
