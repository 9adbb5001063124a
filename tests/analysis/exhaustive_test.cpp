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
#include "tests/oracle/reading.h"
#include "tests/oracle/run.h"

namespace gatecast::oracle {
namespace {

using engine::Facts;
using engine::Verdict;

// More are too many for one policy.
constexpr std::size_t most_sign_ins = 30'000;

// The fewest facts that differ, and the first instant with so few.
struct Least {
  static constexpr int none = 1'000;
  int fewest = none;
  rules::Instant earliest = rules::instant_max;

  void take(int differ, rules::Instant now) {
    if (differ > fewest || (differ == fewest && now >= earliest)) return;
    fewest = differ;
    earliest = now;
  }
};

// Of sign-ins that have something in common: by accounts whose roles say what they are, and by
// others.
struct Smallest {
  Least settled, other;
  bool is_any() const { return std::min(settled.fewest, other.fewest) < Least::none; }
};

// What all sign-ins say of an assertion.
struct Seen {
  bool applies = false;
  Smallest broken;  // of those that break it
};

// Nothing that was met is smaller than the witness: an account whose roles leave open what it is,
// is a witness only where no other has as few facts that differ.
void check_smallest(const engine::Witness& witness, bool is_settled, const Smallest& met) {
  const auto size = static_cast<int>(witness.differing.size());
  const Least& own = is_settled ? met.settled : met.other;
  EXPECT_EQ(own.fewest, size) << to_text(witness.facts);
  EXPECT_LE(witness.facts.now, own.earliest) << to_text(witness.facts);
}

std::string in_zone(std::string policy, const std::string& zone) {
  const std::string line = "time_zone: UTC";
  return policy.replace(policy.find(line), line.size(), "time_zone: " + zone);
}

struct Numbers {
  int policies = 0, pairs = 0, refuted = 0, holes = 0, classes = 0, same = 0;
  long sign_ins = 0, changed = 0, by_worlds = 0;
};

// One policy, what was found of it, and all sign-ins against that.
class Trial {
 public:
  Trial(const ParsedText& parsed, Numbers& numbers)
      : source_(parsed.source), policy_(parsed.policy()), numbers_(numbers) {
    const auto graph = engine::compile(policy_, source_).value();
    verdicts_ = engine::verify(*graph).value();
    found_ = engine::holes(*graph).value();
    seen_.resize(verdicts_.size());
  }

  void take(const Facts& facts) {
    const auto answered = answer(policy_, source_, facts);
    const bool settled = roles_settle(policy_, facts);
    ASSERT_TRUE(answered || !settled);
    const int differ = differences(policy_, facts);
    const auto least = [&](Smallest& of) -> Least& { return settled ? of.settled : of.other; };
    bool all_known = answered.has_value();
    for (std::size_t i = 0; answered && i < verdicts_.size(); ++i) {
      const rules::Assertion& assertion = policy_.assertions[verdicts_[i].assertion];
      const auto applied = applies(policy_, assertion, facts);
      ASSERT_TRUE(applied || !settled);
      all_known = all_known && applied;
      if (!applied.value_or(false)) continue;
      seen_[i].applies = true;
      if (forbids(assertion, *answered)) least(seen_[i].broken).take(differ, facts.now);
    }
    if (answered) {
      const std::string hole = hole_of(policy_, source_, facts, *answered);
      if (!hole.empty()) least(holes_[hole]).take(differ, facts.now);
    }
    // By all that it may be: slow, so not of each.
    if (!all_known && ++unknown_ % (long_run() ? 10 : 100) == 0) take_by_worlds(facts, differ);
  }

  void check() {
    for (std::size_t i = 0; i < verdicts_.size(); ++i) check_verdict(verdicts_[i], seen_[i]);
    std::set<std::string> listed;
    for (const engine::Hole& hole : found_) {
      ++numbers_.holes;
      std::string text =
          fmt::format("{} {} {}", hole.reason, engine::name(hole.kind), hole.line.line);
      if (!hole.channel.empty()) text += " " + hole.channel;
      EXPECT_TRUE(listed.insert(text).second) << text;
      check_hole(hole, text);
    }
    for (const auto& [text, of_hole] : holes_) EXPECT_EQ(listed.count(text), 1U) << text;
  }

 private:
  void take_by_worlds(const Facts& facts, int differ) {
    ++numbers_.by_worlds;
    const Uncertain uncertain = uncertain_account(policy_, facts);
    const auto strictest = judge(source_, uncertain).strictest;
    for (std::size_t i = 0; i < verdicts_.size(); ++i) {
      const rules::Assertion& assertion = policy_.assertions[verdicts_[i].assertion];
      if (!may_apply(uncertain, assertion)) continue;
      seen_[i].applies = true;
      const bool broken = std::all_of(strictest.begin(), strictest.end(),
                                      [&](const Answer& a) { return forbids(assertion, a); });
      if (broken) seen_[i].broken.other.take(differ, facts.now);
    }
    if (!same_reason(strictest, strictest.front().reason)) return;
    for (const Answer& each : strictest) {
      const std::string hole = known_hole(facts, each);
      if (!hole.empty()) holes_[hole].other.take(differ, facts.now);
    }
  }

  static bool same_reason(const std::vector<Answer>& answers, const std::string& reason) {
    return std::all_of(answers.begin(), answers.end(),
                       [&](const Answer& a) { return a.reason == reason; });
  }

  // Where the answer alone says which hole it is.
  std::string known_hole(const Facts& facts, const Answer& answer) const {
    try {
      return hole_of(policy_, source_, facts, answer);
    } catch (const UnknownFact&) {
      return "";
    }
  }

  void check_verdict(const Verdict& verdict, const Seen& seen) {
    using Kind = Verdict::Kind;
    const rules::Assertion& assertion = policy_.assertions[verdict.assertion];
    SCOPED_TRACE(assertion.name.value);
    EXPECT_FALSE(verdict.kind == Kind::vacuous && seen.applies);
    if (verdict.kind != Kind::refuted) {
      EXPECT_FALSE(seen.broken.is_any());
      return;
    }
    ++numbers_.refuted;
    const engine::Witness& witness = *verdict.witness;
    const Facts& facts = witness.facts;
    const bool settled = roles_settle(policy_, facts);
    const auto size = static_cast<int>(witness.differing.size());
    if (settled) {
      EXPECT_GE(seen.broken.other.fewest, size) << to_text(facts);
    } else {
      EXPECT_GT(seen.broken.settled.fewest, size) << to_text(facts);
    }
    if (answer(policy_, source_, facts) && applies(policy_, assertion, facts)) {
      check_smallest(witness, settled, seen.broken);
      return;
    }
    // What it gets is unknown, or whether the assertion applies to it.
    EXPECT_FALSE(settled);
    EXPECT_GE(seen.broken.other.fewest, size) << to_text(facts);
    const Uncertain uncertain = uncertain_account(policy_, facts);
    EXPECT_TRUE(may_apply(uncertain, assertion)) << to_text(facts);
    for (const Answer& strictest : judge(source_, uncertain).strictest) {
      EXPECT_TRUE(forbids(assertion, strictest)) << to_text(facts);
    }
  }

  void check_hole(const engine::Hole& hole, const std::string& text) {
    const Facts& facts = hole.witness.facts;
    const bool settled = roles_settle(policy_, facts);
    if (!answer(policy_, source_, facts)) {
      EXPECT_FALSE(settled || holes_[text].settled.fewest < Least::none) << text;
      const auto strictest = judge(source_, uncertain_account(policy_, facts)).strictest;
      EXPECT_TRUE(same_reason(strictest, hole.reason)) << text << "\n" << to_text(facts);
      return;
    }
    ASSERT_EQ(holes_.count(text), 1U) << text << "\n" << to_text(facts);
    // By a settled account wherever there is one.
    EXPECT_EQ(settled, holes_[text].settled.fewest < Least::none) << text;
    check_smallest(hole.witness, settled, holes_[text]);
  }

  const rules::Source& source_;
  const rules::Policy& policy_;
  Numbers& numbers_;
  std::vector<Verdict> verdicts_;
  std::vector<engine::Hole> found_;
  std::vector<Seen> seen_;
  std::map<std::string, Smallest> holes_;
  long unknown_ = 0;
};

TEST(Exhaustive, VerdictsAndHoles) {
  const std::uint64_t seed = chosen_seed(5);
  printf("seed %llu\n", static_cast<unsigned long long>(seed));
  Dice dice(seed);
  const int policies = long_run() ? 3'000 : 60;
  Numbers numbers;
  while (numbers.policies < policies && !HasFailure()) {
    const std::string text = small_policy(dice);
    const ParsedText parsed(text);
    ASSERT_TRUE(parsed.parsed.policy) << rules::render(parsed.source, parsed.parsed.diagnostics);
    const auto all = all_sign_ins({&parsed.policy()}, text, most_sign_ins);
    if (all.empty()) continue;
    ++numbers.policies;
    numbers.sign_ins += static_cast<long>(all.size());
    SCOPED_TRACE(text);
    Trial trial(parsed, numbers);
    for (const Facts& facts : all) trial.take(facts);
    trial.check();
  }
  printf("%d policies, %ld sign-ins, %ld by all they may be; %d refuted, %d holes\n",
         numbers.policies, numbers.sign_ins, numbers.by_worlds, numbers.refuted, numbers.holes);
  EXPECT_GT(numbers.refuted, policies / 4);
  EXPECT_GT(numbers.holes, policies);
}

TEST(Exhaustive, Differences) {
  const std::uint64_t seed = chosen_seed(8);
  printf("seed %llu\n", static_cast<unsigned long long>(seed));
  Dice dice(seed);
  const int pairs = long_run() ? 2'000 : 30;
  Numbers numbers;
  while (numbers.pairs < pairs && !HasFailure()) {
    const std::string text = small_policy(dice);
    const ParsedText before(text);
    std::string changed = dice.chance(80) ? small_change(text, dice) : text;
    if (changed == text || dice.chance(20)) changed = in_zone(changed, "America/New_York");
    const ParsedText after(changed);
    ASSERT_TRUE(before.parsed.policy) << rules::render(before.source, before.parsed.diagnostics);
    if (!after.parsed.policy) continue;
    const std::string texts = text + std::string(after.source.text());
    const auto all = all_sign_ins({&before.policy(), &after.policy()}, texts, most_sign_ins / 3);
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
