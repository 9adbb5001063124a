// The decision graph against the oracle, on random policies and sign-ins.
//
// GATECAST_SEED repeats a run; GATECAST_LONG=1 makes it long.
#include <gtest/gtest.h>

#include <string>

#include "engine/graph/decide.h"
#include "rules/policy_parser.h"
#include "tests/oracle/interpreter.h"
#include "tests/oracle/random_facts.h"
#include "tests/oracle/random_policy.h"
#include "tests/oracle/reading.h"
#include "tests/oracle/run.h"

namespace gatecast::oracle {
namespace {

struct Tally {
  int policies = 0;
  int refused = 0;  // random text that the parser does not take
  int compared = 0;
  int too_large_split = 0;
  int rows[15] = {};
};

// And what an enrollment proves at this sign-in, whatever its answer is.
bool agree_on_proof(const engine::Graph& graph, const rules::Policy& policy,
                    const rules::Source& source, const engine::Facts& facts,
                    const engine::DecodedFacts& decoded) {
  try {
    const auto expected = possible_proof(policy, source, facts);
    const auto actual = engine::enrollment_proof(graph, decoded);
    if (actual == expected) return true;
    ADD_FAILURE() << source.text() << "\n"
                  << to_text(facts) << "\nproof by the oracle "
                  << (expected ? engine::name(*expected) : "none") << ", by the graph "
                  << (actual ? engine::name(*actual) : "none");
    return false;
  } catch (const UnknownFact&) {
    return true;
  }
}

// Holds one sign-in against both; false after a disagreement, which is shown in full.
bool agree(const engine::Graph& graph, const rules::Policy& policy, const rules::Source& source,
           const engine::Facts& facts, Tally& tally) {
  const auto expected = answer(policy, source, facts);
  if (!expected) return true;
  const auto decoded = engine::decode(graph, facts);
  if (!decoded.ok()) {
    ADD_FAILURE() << decoded.message() << "\n" << source.text() << "\n" << to_text(facts);
    return false;
  }
  const Answer actual = from_decision(engine::decide(graph, decoded.value()));
  ++tally.compared;
  ++tally.rows[expected->row];
  if (to_text(actual) == to_text(*expected)) {
    return agree_on_proof(graph, policy, source, facts, decoded.value());
  }
  ADD_FAILURE() << source.text() << "\n"
                << to_text(facts) << "\noracle:\n"
                << to_text(*expected) << "\ngraph:\n"
                << to_text(actual);
  return false;
}

TEST(Oracle, GraphAgreesOnRandomPolicies) {
  const std::uint64_t seed = chosen_seed();
  RecordProperty("seed", std::to_string(seed));
  printf("seed %llu\n", static_cast<unsigned long long>(seed));
  // A hundred thousand sign-ins, or ten millions.
  const int policies = long_run() ? 20'000 : 300;
  const int sign_ins = long_run() ? 500 : 340;
  Dice dice(seed);
  Tally tally;
  int disagreements = 0;
  while (tally.policies < policies && disagreements < 3) {
    const rules::Source source("random.yaml", random_policy(dice));
    const rules::ParsedPolicy parsed = rules::parse_policy(source);
    if (!parsed.policy) {
      ++tally.refused;
      ASSERT_LT(tally.refused, 50 + tally.policies) << source.text() << "\n"
                                                    << rules::render(source, parsed.diagnostics);
      continue;
    }
    ++tally.policies;
    // Every second one as a large policy is.
    const auto shape = tally.policies % 2 == 0 ? engine::Shape::by_size : engine::Shape::split;
    auto graph = engine::compile(*parsed.policy, source, shape);
    if (!graph.ok() && shape == engine::Shape::split) {
      // A small policy may be too large once it is split; its own shape must do.
      ++tally.too_large_split;
      graph = engine::compile(*parsed.policy, source);
    }
    ASSERT_TRUE(graph.ok()) << graph.message() << "\n" << source.text();
    for (int i = 0; i < sign_ins; ++i) {
      const engine::Facts facts = random_facts(*parsed.policy, dice);
      if (!agree(*graph.value(), *parsed.policy, source, facts, tally)) {
        ++disagreements;
        break;
      }
    }
  }
  printf("%d policies (%d refused), %d sign-ins; rows", tally.policies, tally.refused,
         tally.compared);
  for (int row = 1; row <= 14; ++row) printf(" %d:%d", row, tally.rows[row]);
  printf("\n");
  if (disagreements > 0) return;
  EXPECT_LE(tally.too_large_split, 1 + tally.policies / 1000);
  // A generator that never gets somewhere proves nothing about it.
  for (int row = 1; row <= 14; ++row) EXPECT_GT(tally.rows[row], 0) << "row " << row;
}

}  // namespace
}  // namespace gatecast::oracle
