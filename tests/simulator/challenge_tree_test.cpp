// The tree of a challenge's endings, against its sums, closed forms, and people drawn one by one.
#include "simulator/challenge_tree.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <random>

namespace gatecast::simulator::testing {
namespace {

using engine::EventKind;
using rules::Method;

SlipShares shares(double mistyped, double sms, double email, double resend, double elsewhere,
                  double gives_up) {
  return {mistyped, sms, email, resend, elsewhere, gives_up, 0, 0, 1};
}

struct Case {
  engine::MethodList methods;
  engine::Limits limits;
  AtHand at_hand{true, true, true};
  bool backup_code = true;
  Delays delays = {};
};

ChallengeKey key_of(const Case& of) {
  return {of.methods, of.backup_code, false, &of.limits, of.at_hand, true, of.delays};
}

// What tells endings apart to the simulator.
std::string name_of(const Walk& walk, bool backup_code_used, int failures) {
  return std::to_string(walk.done) + " " + std::to_string(static_cast<int>(walk.cause)) + " " +
         std::to_string(walk.wrong_codes) + " " + std::to_string(walk.exhausted) +
         std::to_string(walk.lasting) + std::to_string(walk.phone_elsewhere) + " " +
         std::to_string(backup_code_used) + " " + std::to_string(failures);
}

int failures(const std::array<engine::MethodCounters, rules::method_count>& methods) {
  int sum = 0;
  for (const engine::MethodCounters& counters : methods) sum += counters.consecutive_failures;
  return sum;
}

std::map<std::string, double> by_tree(const Case& of, const SlipShares& slips) {
  ChallengeTrees trees;
  const ChallengeTable table = trees.table(key_of(of), slips);
  std::map<std::string, double> chances;
  double before = 0;
  for (std::size_t i = 0; i < table.up_to.size(); ++i) {
    const Ending& ending = table.tree->endings[i];
    chances[name_of(ending.walk, ending.backup_code_used, failures(ending.methods))] +=
        table.up_to[i] - before;
    before = table.up_to[i];
  }
  EXPECT_NEAR(before, 1, 1e-12);
  double silent = 0;
  for (const double chance : table.silent_chances) silent += chance;
  EXPECT_NEAR(silent, table.silent, 1e-12);
  return chances;
}

std::map<std::string, int> one_by_one(const Case& of, const SlipShares& slips, int people) {
  std::mt19937_64 random(7);
  std::uniform_real_distribution<> unit;
  const auto chance = [&](Slip slip) {
    return unit(random) < slips[static_cast<std::size_t>(slip)];
  };
  engine::Decision decision;
  decision.outcome = rules::Outcome::challenge;
  decision.methods = of.methods;
  decision.backup_code = of.backup_code;
  std::map<std::string, int> counted;
  for (int i = 0; i < people; ++i) {
    engine::ChallengeState before;
    before.credentials.backup_codes = 1;
    engine::Step begun =
        engine::step(before, {EventKind::begin, false, {}, &decision}, of.limits, 5000);
    const Walk walk = CodeEntry(of.at_hand, of.delays, begun.state, of.limits, 5000, chance)
                          .run(begun.verdict == engine::StepVerdict::ok);
    ++counted[name_of(walk, begun.state.credentials.backup_codes == 0,
                      failures(begun.state.credentials.methods))];
  }
  return counted;
}

void expect_same(const Case& of, const SlipShares& slips) {
  constexpr int people = 100'000;
  const auto tree = by_tree(of, slips);
  const auto counted = one_by_one(of, slips, people);
  for (const auto& [name, number] : counted) {
    EXPECT_TRUE(tree.contains(name)) << name << ": " << number << " people, and not in the tree";
  }
  for (const auto& [name, chance] : tree) {
    const auto found = counted.find(name);
    const double number = found == counted.end() ? 0 : found->second;
    const double error = std::sqrt(people * chance * (1 - chance)) + 1;
    EXPECT_NEAR(number, people * chance, 4.5 * error) << name;
  }
}

TEST(ChallengeTree, WrongCodesAreGeometric) {
  Case of{{Method::authenticator}, {}, {}, false};
  of.at_hand.has_secret = true;
  of.at_hand.codes_saved = false;
  ChallengeTrees trees;
  const ChallengeTable table = trees.table(key_of(of), shares(0.2, 0, 0, 0, 0, 0));
  ASSERT_EQ(table.silent_chances.size(), 5U);
  for (std::size_t wrong = 0; wrong < 5; ++wrong) {
    EXPECT_NEAR(table.silent_chances[wrong], 0.8 * std::pow(0.2, static_cast<double>(wrong)),
                1e-15);
  }
  EXPECT_NEAR(1 - table.silent, std::pow(0.2, 5), 1e-15);
  const Ending& lost = table.draw(0.5, false);
  EXPECT_FALSE(lost.walk.done);
  EXPECT_EQ(lost.walk.cause, Cause::attempts);
  EXPECT_EQ(lost.walk.wrong_codes, 5);
}

TEST(ChallengeTree, IsWhatPeopleDoOneByOne) {
  Case of{{Method::authenticator, Method::email, Method::sms}, {}, {true, true, true}, true};
  expect_same(of, shares(0.3, 0.2, 0.25, 0.5, 0.3, 0.2));
  of.at_hand.has_secret = false;
  expect_same(of, shares(0.3, 0.2, 0.25, 0.5, 0.3, 0.2));
}

TEST(ChallengeTree, HasCodesThatComeLate) {
  Case of{{Method::email, Method::sms}, {}, {false, true, true}, true, {120, 700}};
  SlipShares slips = shares(0.3, 0.2, 0.25, 0.5, 0.3, 0.2);
  slips[static_cast<std::size_t>(Slip::sms_late)] = 0.4;
  slips[static_cast<std::size_t>(Slip::email_late)] = 0.3;
  slips[static_cast<std::size_t>(Slip::late_code_waited)] = 0.6;
  expect_same(of, slips);
  of.methods = {Method::sms, Method::email};
  of.limits.challenge_ttl = 300;
  expect_same(of, slips);
}

TEST(ChallengeTree, HasLocksAndLimitsOfSending) {
  Case of{{Method::sms, Method::email}, {}, {false, true, false}, false};
  of.limits.attempts = 4;
  of.limits.method_lock_after = 3;
  of.limits.sends_per_hour = 2;
  of.limits.resends = 3;
  expect_same(of, shares(0.5, 0.4, 0.4, 0.8, 0.1, 0.1));
}

TEST(ChallengeTree, PutsCountersWhereTheyBegin) {
  Case of{{Method::authenticator}, {}, {true, true, false}, false};
  of.limits.attempts = 5;
  of.limits.method_lock_after = 5;
  ChallengeTrees trees;
  const ChallengeTable table = trees.table(key_of(of), shares(0.2, 0, 0, 0, 0, 0));
  engine::Credentials credentials;
  apply_ending(table.draw(0.5, false), 1'000'000, credentials);
  const engine::MethodCounters& counters = credentials.methods[0];
  EXPECT_EQ(counters.consecutive_failures, 5);
  // Five codes are typed in ten seconds each; then it locks.
  EXPECT_EQ(counters.lock_until, 1'000'050 + of.limits.lockout);
}

TEST(ChallengeTree, IsGivenUpWhereItIsTooLarge) {
  Case of{{Method::email, Method::sms, Method::authenticator}, {}, {true, true, true}, true};
  of.limits.attempts = 60;
  of.limits.resends = 60;
  of.limits.method_lock_after = 100;
  of.limits.resend_cooldown = 0;
  of.limits.challenge_ttl = 1'000'000;
  of.limits.code_ttl = 1'000'000;
  of.limits.sends_per_hour = 1000;
  ChallengeTrees trees;
  EXPECT_EQ(trees.table(key_of(of), shares(0.3, 0.3, 0.3, 0.5, 0.3, 0.2)).tree, nullptr);
}

}  // namespace
}  // namespace gatecast::simulator::testing
