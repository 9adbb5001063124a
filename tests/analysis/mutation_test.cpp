// One thing in a policy changed at a time, of each kind: the change shows in `diff`, or `diff` says
// that nothing changes, and the oracle finds no sign-in that it changes something for.
//
// GATECAST_SEED repeats a run; GATECAST_LONG=1 makes it long: every mutant of the portal's policy,
// and of 60 random ones.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <map>

#include "tests/analysis/creation_times.h"
#include "tests/analysis/diff_trial.h"
#include "tests/analysis/mutants.h"
#include "tests/analysis/near_facts.h"
#include "tests/oracle/random_facts.h"
#include "tests/oracle/random_policy.h"
#include "tests/oracle/run.h"

namespace gatecast::oracle {
namespace {

using engine::Facts;

struct Tally {
  int mutants = 0, refused = 0, shown = 0, same = 0, limits = 0;
};
using Tallies = std::map<std::string, Tally>;

const char* const kinds[] = {"boolean", "comparison", "date", "list item",
                             "number",  "order",      "word"};

// Random sign-ins for either policy, and those that differ little from an ordinary one close to its
// dates.
std::vector<Facts> sign_ins(const ParsedText& before, const ParsedText& after, Dice& dice) {
  std::vector<Facts> all;
  const auto either = [&]() -> const rules::Policy& {
    return dice.chance(50) ? before.policy() : after.policy();
  };
  for (int i = 0; i < 60; ++i) {
    all.push_back(random_facts(either(), dice));
    if (i % 2 == 0) begin_grace(all.back());
  }
  auto times = near_times(before.policy());
  for (const auto more : near_times(after.policy())) times.push_back(more);
  if (!times.empty()) {
    std::vector<Facts> near = near_facts(either(), dice.of(times), 1);
    // Of a short run one in five.
    const std::size_t step = long_run() ? 1 : 5;
    for (std::size_t i = 0; i < near.size(); i += step) all.push_back(std::move(near[i]));
  }
  const CreationTimes creation_times(before, after);
  for (Facts& facts : all) creation_times.choose(facts, dice);
  return all;
}

void try_mutant(const ParsedText& before, const Mutant& mutant, Dice& dice, Tallies& tallies) {
  SCOPED_TRACE(mutant.kind + ": " + mutant.what);
  Tally& tally = tallies[mutant.kind];
  ++tally.mutants;
  const ParsedText after(mutant.text);
  if (!after.parsed.policy) {
    ++tally.refused;
    return;
  }
  DiffCounts counts;
  DiffTrial trial(before, after, 3, counts);
  const engine::Difference& found = trial.difference();
  tally.shown += found.answers.empty() ? 0 : 1;
  tally.limits += found.answers.empty() && !found.limits.empty() ? 1 : 0;
  tally.same += found.answers.empty() && found.limits.empty() ? 1 : 0;
  for (const Facts& facts : sign_ins(before, after, dice)) {
    trial.check(facts, "sign-in");
  }
}

std::map<std::string, std::vector<Mutant>> by_kind(const std::vector<Mutant>& mutants) {
  std::map<std::string, std::vector<Mutant>> sorted;
  for (const Mutant& mutant : mutants) sorted[mutant.kind].push_back(mutant);
  return sorted;
}

std::vector<Mutant> some(const std::vector<Mutant>& mutants, std::size_t most, Dice& dice) {
  const auto count = static_cast<int>(std::min(most, mutants.size()));
  return dice.some(mutants, count, count);
}

void print(const Tallies& tallies) {
  for (const auto& [kind, t] : tallies) {
    printf("%-11s %5d: %4d change answers, %4d limits alone, %4d nothing, %4d are refused\n",
           kind.c_str(), t.mutants, t.shown, t.limits, t.same, t.refused);
  }
}

TEST(Mutation, OfThePortal) {
  const std::uint64_t seed = chosen_seed(3);
  printf("seed %llu\n", static_cast<unsigned long long>(seed));
  Dice dice(seed);
  std::ifstream file(std::string(GATECAST_ROOT) + "/examples/portal/policy.yaml");
  const ParsedText before(std::string(std::istreambuf_iterator<char>(file), {}));
  ASSERT_TRUE(before.parsed.policy);
  const std::vector<Mutant> mutants = mutants_of(std::string(before.source.text()));
  // Of a short run some of each kind; many orders mean nothing.
  const auto most = [](const std::string& kind) {
    return long_run() ? std::size_t{1'000} : std::size_t{kind == "order" ? 12U : 4U};
  };
  Tallies tallies;
  for (const auto& [kind, of_kind] : by_kind(mutants)) {
    const Tally& tally = tallies[kind];
    // More of them where none so far changed anything.
    for (const Mutant& mutant : some(of_kind, of_kind.size(), dice)) {
      const auto tried = static_cast<std::size_t>(tally.mutants - tally.refused);
      if (tried >= most(kind) && tally.shown + tally.limits > 0) break;
      try_mutant(before, mutant, dice, tallies);
      if (HasFailure()) return;
    }
  }
  print(tallies);
  for (const char* kind : kinds) EXPECT_GT(tallies[kind].shown + tallies[kind].limits, 0) << kind;
}

TEST(Mutation, OfRandomPolicies) {
  const std::uint64_t seed = chosen_seed(4);
  printf("seed %llu\n", static_cast<unsigned long long>(seed));
  Dice dice(seed);
  const int policies = long_run() ? 60 : 2;
  const std::size_t most_of_a_kind = long_run() ? 1'000 : 1;
  Tallies tallies;
  for (int i = 0; i < policies;) {
    const ParsedText before(random_policy(dice));
    if (!before.parsed.policy) continue;
    ++i;
    SCOPED_TRACE(before.source.text());
    for (const auto& [kind, mutants] : by_kind(mutants_of(std::string(before.source.text())))) {
      for (const Mutant& mutant : some(mutants, most_of_a_kind, dice)) {
        try_mutant(before, mutant, dice, tallies);
        if (HasFailure()) return;
      }
    }
  }
  print(tallies);
  EXPECT_EQ(tallies.size(), std::size(kinds));
}

// Each by hand: what is made of a text.
TEST(Mutation, MakesEachKind) {
  const auto mutants = mutants_of(
      "a: true\nb: [email, sms]\nc: {over: 7}\nd: 2027-03-01\ne:\n  - {when: {x: 1}}\n  - {y: "
      "2}\n");
  std::map<std::string, std::vector<std::string>> made;
  for (const Mutant& mutant : mutants) made[mutant.kind].push_back(mutant.what);
  EXPECT_EQ(made["boolean"], std::vector<std::string>{"a: true -> false"});
  EXPECT_EQ(made["order"], (std::vector<std::string>{
                               "b[0]: email, sms -> sms, email",
                               "e[0]: {when: {x: 1}}\n  - {y: 2} -> {y: 2}\n  - {when: {x: 1}}"}));
  EXPECT_EQ(made["date"], (std::vector<std::string>{"d: 2027-03-01 -> 2027-02-28",
                                                    "d: 2027-03-01 -> 2027-03-02"}));
  EXPECT_EQ(made["number"].size(), 6U);
  EXPECT_EQ(made["comparison"].size(), 2U);
  EXPECT_EQ(made["list item"].size(), 4U);
  EXPECT_EQ(made["word"].size(), 7U);  // 3 other methods each, and the proof by password
}

}  // namespace
}  // namespace gatecast::oracle
