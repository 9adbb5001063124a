// Proofs, holes and differences of small policies against every sign-in that these can tell apart:
// each is asked of the oracle, none is left to chance.
//
// GATECAST_SEED repeats a run; GATECAST_LONG=1 makes it long.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "engine/analysis/holes.h"
#include "engine/analysis/verify.h"
#include "tests/analysis/diff_trial.h"
#include "tests/analysis/near_facts.h"
#include "tests/analysis/plain_claims.h"
#include "tests/analysis/small_world.h"
#include "tests/oracle/random_facts.h"
#include "tests/oracle/run.h"

namespace gatecast::oracle {
namespace {

using engine::Facts;
using engine::Verdict;

// More are too many for one policy.
constexpr std::size_t most_sign_ins = 20'000;

// What all sign-ins say of an assertion.
struct Seen {
  bool applies = false, broken = false;
  int fewest = 1'000;  // facts that differ, of those that break it
  rules::Instant earliest = rules::instant_max;

  void take(int differ, rules::Instant now) {
    if (differ > fewest || (differ == fewest && now >= earliest)) return;
    fewest = differ;
    earliest = now;
  }
};

bool is_settled(const rules::Policy& policy, const ParsedText& parsed, const Facts& facts) {
  return answer(policy, parsed.source, facts).has_value();
}

void check_verdict(const ParsedText& parsed, const Verdict& verdict, const Seen& seen) {
  using Kind = Verdict::Kind;
  const rules::Policy& policy = parsed.policy();
  SCOPED_TRACE(policy.assertions[verdict.assertion].name.value);
  EXPECT_FALSE(verdict.kind == Kind::proved && seen.broken);
  EXPECT_FALSE(verdict.kind == Kind::vacuous && seen.applies);
  if (verdict.kind != Kind::refuted) return;
  const auto size = static_cast<int>(verdict.witness->differing.size());
  if (!is_settled(policy, parsed, verdict.witness->facts)) {
    EXPECT_TRUE(!seen.broken || seen.fewest > size);
    return;
  }
  EXPECT_TRUE(seen.broken);
  EXPECT_EQ(seen.fewest, size) << to_text(verdict.witness->facts);
  EXPECT_LE(verdict.witness->facts.now, seen.earliest);
}

struct Numbers {
  int policies = 0, pairs = 0, refuted = 0, holes = 0, classes = 0, same = 0;
  long sign_ins = 0, changed = 0;
};

void try_verify(const ParsedText& parsed, const std::vector<Facts>& all, Numbers& numbers) {
  const rules::Policy& policy = parsed.policy();
  const auto graph = engine::compile(policy, parsed.source).value();
  const auto verified = engine::verify(*graph);
  const std::vector<Verdict>& verdicts = verified.value();
  std::vector<Seen> seen(verdicts.size());
  std::map<std::string, Seen> holes;
  for (const Facts& facts : all) {
    const auto answered = answer(policy, parsed.source, facts);
    ASSERT_TRUE(answered.has_value());
    const int differ = differences(policy, facts);
    for (std::size_t i = 0; i < verdicts.size(); ++i) {
      const rules::Assertion& assertion = policy.assertions[verdicts[i].assertion];
      if (!applies(policy, assertion, facts).value()) continue;
      seen[i].applies = true;
      if (!forbids(assertion, *answered)) continue;
      seen[i].broken = true;
      seen[i].take(differ, facts.now);
    }
    const std::string hole = hole_of(policy, parsed.source, facts, *answered);
    if (!hole.empty()) holes[hole].take(differ, facts.now);
  }
  for (std::size_t i = 0; i < verdicts.size(); ++i) {
    check_verdict(parsed, verdicts[i], seen[i]);
    numbers.refuted += verdicts[i].kind == Verdict::Kind::refuted ? 1 : 0;
  }
  std::set<std::string> listed;
  const auto found = engine::holes(*graph);
  for (const engine::Hole& hole : found.value()) {
    if (!is_settled(policy, parsed, hole.witness.facts)) continue;
    ++numbers.holes;
    std::string text =
        fmt::format("{} {} {}", hole.reason, engine::name(hole.kind), hole.line.line);
    if (!hole.channel.empty()) text += " " + hole.channel;
    EXPECT_TRUE(listed.insert(text).second) << text;
    ASSERT_EQ(holes.count(text), 1U) << text << "\n" << to_text(hole.witness.facts);
    EXPECT_EQ(holes[text].fewest, static_cast<int>(hole.witness.differing.size())) << text;
    EXPECT_LE(hole.witness.facts.now, holes[text].earliest) << text;
  }
  for (const auto& [text, of_hole] : holes) EXPECT_EQ(listed.count(text), 1U) << text;
}

TEST(Exhaustive, VerdictsAndHoles) {
  const std::uint64_t seed = chosen_seed(6);
  printf("seed %llu\n", static_cast<unsigned long long>(seed));
  Dice dice(seed);
  const int policies = long_run() ? 3'000 : 400;
  Numbers numbers;
  while (numbers.policies < policies && !HasFailure()) {
    const std::string text = small_policy(dice);
    const ParsedText parsed(text);
    ASSERT_TRUE(parsed.parsed.policy) << rules::render(parsed.source, parsed.parsed.diagnostics);
    const auto all = all_sign_ins({&parsed.policy()}, text, false, most_sign_ins);
    if (all.empty()) continue;
    ++numbers.policies;
    numbers.sign_ins += static_cast<long>(all.size());
    SCOPED_TRACE(text);
    try_verify(parsed, all, numbers);
  }
  printf("%d policies, %ld sign-ins; %d refuted, %d holes\n", numbers.policies, numbers.sign_ins,
         numbers.refuted, numbers.holes);
  EXPECT_GT(numbers.refuted, policies / 4);
  EXPECT_GT(numbers.holes, policies);
}

TEST(Exhaustive, Differences) {
  const std::uint64_t seed = chosen_seed(8);
  printf("seed %llu\n", static_cast<unsigned long long>(seed));
  Dice dice(seed);
  const int pairs = long_run() ? 2'000 : 100;
  Numbers numbers;
  while (numbers.pairs < pairs && !HasFailure()) {
    const std::string text = small_policy(dice);
    const ParsedText before(text);
    const ParsedText after(small_change(text, dice));
    ASSERT_TRUE(before.parsed.policy) << rules::render(before.source, before.parsed.diagnostics);
    if (!after.parsed.policy) continue;
    const std::string texts = text + std::string(after.source.text());
    const auto all =
        all_sign_ins({&before.policy(), &after.policy()}, texts, true, most_sign_ins / 3);
    if (all.empty()) continue;
    ++numbers.pairs;
    DiffCounts counts;
    DiffTrial trial(before, after, 40, counts);
    for (const Facts& facts : all) {
      trial.check(facts, "cell");
      if (HasFailure()) return;
    }
    numbers.sign_ins += counts.sign_ins;
    numbers.changed += counts.changed;
    numbers.classes += counts.classes;
    numbers.same += counts.same;
    // A class has some sign-in that is looked at here.
    EXPECT_EQ(counts.classes > 0, counts.changed > 0) << texts;
  }
  printf("%d pairs (%d the same), %d classes; %ld sign-ins, %ld changed\n", numbers.pairs,
         numbers.same, numbers.classes, numbers.sign_ins, numbers.changed);
  EXPECT_GT(numbers.classes, pairs / 2);
  EXPECT_GT(numbers.same, 0);
}

}  // namespace
}  // namespace gatecast::oracle
