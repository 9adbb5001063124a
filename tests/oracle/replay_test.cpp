// A replayed log against the interpreter: each line decided under both policies, one by one, gives
// the numbers that the replay counts. GATECAST_SEED repeats a run.
#include "reports/replay.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "engine/decision_json.h"
#include "engine/facts_writer.h"
#include "engine/unknown/answer.h"
#include "tests/oracle/interpreter.h"
#include "tests/oracle/policy_pairs.h"
#include "tests/oracle/possible_worlds.h"
#include "tests/oracle/random_facts.h"
#include "tests/oracle/random_policy.h"
#include "tests/oracle/run.h"

namespace gatecast::oracle {
namespace {

// `enroll (enrollment_grace; if skipped allow: grace)`.
std::string kind(const Answer& a) {
  std::string text = fmt::format("{} ({}", rules::name(a.outcome), a.reason);
  if (a.if_skipped) {
    text += fmt::format("; if skipped {}: {}", rules::name(a.if_skipped->outcome),
                        a.if_skipped->reason);
  }
  return text + ")";
}

// What changes between two answers that differ, as a reader of SIGNIN would say it.
std::string change(const Answer& a, const Answer& b) {
  if (kind(a) != kind(b)) return kind(a) + " -> " + kind(b);
  const auto without_deadline = [](Answer answer) {
    answer.deadline.reset();
    if (answer.if_skipped) answer.if_skipped->deadline.reset();
    return visible_text(answer);
  };
  const bool details = without_deadline(a) != without_deadline(b);
  return kind(a) + (details ? ", with other methods or the like" : ", with another deadline");
}

struct Expected {
  std::uint64_t same = 0, changed = 0, uncertain = 0, limits = 0, not_as_logged = 0;
  struct Group {
    std::uint64_t lines = 0, first_line = 0;
    rules::Instant first = rules::instant_max, last = rules::instant_min;
  };
  std::map<std::string, Group> changes;
  std::map<std::string, std::array<std::uint64_t, 3>> lacking;  // lines, old asks, new asks
};

// One or two facts of few values, or none.
Uncertain some_unknown(const rules::Policy& policy, const engine::Facts& complete, Dice& dice) {
  Uncertain uncertain{complete, {}, {policy}};
  const auto flag = [&](const char* name, auto of) {
    std::vector<std::function<void(World&)>> values;
    for (const bool value : {false, true}) {
      values.push_back([of, value](World& world) { of(world.facts) = value; });
    }
    of(uncertain.facts) = engine::Fact<bool>();
    uncertain.unknown.push_back({name, std::move(values)});
  };
  if (dice.chance(10)) {
    flag(
        "user.active", [](engine::Facts & f) -> auto& { return f.user.active; });
  }
  if (dice.chance(15)) {
    flag(
        "user.email", [](engine::Facts & f) -> auto& { return f.user.email; });
  }
  if (dice.chance(15)) {
    flag(
        "sign_in.device_cookie",
        [](engine::Facts & f) -> auto& { return f.sign_in.device_cookie; });
  }
  return uncertain;
}

// Of several equally strict answers that look otherwise it is not said which is given.
bool is_settled(const Verdict& verdict) {
  const Answer& first = verdict.strictest.front();
  return std::all_of(verdict.strictest.begin(), verdict.strictest.end(), [&](const Answer& a) {
    return visible_text(a) == visible_text(first) && a.limits == first.limits;
  });
}

class Trial {
 public:
  Trial(const Parsed& before, const Parsed& after)
      : before_(before), after_(after), old_(compiled(before)), new_(compiled(after)) {}

  void check(int lines, Dice& dice) {
    std::string csv;
    reports::ReplayPlan plan{*old_, *new_, "log", 1, [&](std::string_view bytes) { csv += bytes; }};
    reports::LogReplay replay(plan);
    for (int i = 1; i <= lines; ++i) {
      // Half of them close to the dates of either policy.
      const Parsed& near = dice.chance(50) ? before_ : after_;
      const engine::Facts complete = random_facts(near.policy(), dice);
      take(complete, static_cast<std::uint64_t>(i), replay, dice);
    }
    compare(replay.result());
    const auto rows = static_cast<std::uint64_t>(std::count(csv.begin(), csv.end(), '\n'));
    EXPECT_EQ(rows, 1 + expected_.changed + expected_.uncertain + expected_.not_as_logged);
  }
  const Expected& expected() const { return expected_; }

 private:
  static std::shared_ptr<const engine::Graph> compiled(const Parsed& parsed) {
    auto graph = engine::compile(parsed.policy(), parsed.source);
    EXPECT_TRUE(graph.ok());
    return graph.value();
  }

  void take(const engine::Facts& complete, std::uint64_t number, reports::LogReplay& replay,
            Dice& dice) {
    // A role that one policy does not declare, or an attribute: not for this interpreter.
    if (!answer(before_.policy(), before_.source, complete) ||
        !answer(after_.policy(), after_.source, complete)) {
      return;
    }
    Uncertain uncertain = some_unknown(before_.policy(), complete, dice);
    const Verdict before = judge(before_.source, uncertain);
    uncertain.policies = {after_.policy()};
    const Verdict after = judge(after_.source, uncertain);
    if (!is_settled(before) || !is_settled(after)) return;
    const bool by_new = dice.chance(20);
    ASSERT_EQ(replay.take(line(uncertain.facts, by_new), number), "");
    const Answer& a = before.strictest.front();
    const Answer& b = after.strictest.front();
    note(before, after, number, uncertain.facts.now);
    expected_.limits += a.limits == b.limits ? 0 : 1;
    expected_.not_as_logged += by_new && visible_text(a) != visible_text(b) ? 1 : 0;
  }

  void note(const Verdict& before, const Verdict& after, std::uint64_t number, rules::Instant now) {
    std::set<std::string> lacking(before.unknown.begin(), before.unknown.end());
    lacking.insert(after.unknown.begin(), after.unknown.end());
    for (const std::string& fact : lacking) {
      auto& counts = expected_.lacking[fact];
      ++counts[0];
      counts[1] += std::count(before.unknown.begin(), before.unknown.end(), fact) > 0 ? 1 : 0;
      counts[2] += std::count(after.unknown.begin(), after.unknown.end(), fact) > 0 ? 1 : 0;
    }
    if (!lacking.empty()) {
      ++expected_.uncertain;
      return;
    }
    const Answer& a = before.strictest.front();
    const Answer& b = after.strictest.front();
    if (visible_text(a) == visible_text(b)) {
      ++expected_.same;
      return;
    }
    ++expected_.changed;
    Expected::Group& group = expected_.changes[change(a, b)];
    if (group.lines++ == 0) group.first_line = number;
    group.first = std::min(group.first, now);
    group.last = std::max(group.last, now);
  }

  // As `decide --with-facts` writes it.
  std::string line(const engine::Facts& facts, bool by_new) const {
    const engine::Graph& graph = by_new ? *new_ : *old_;
    const auto answered = engine::answer(graph, facts);
    EXPECT_TRUE(answered.ok());
    std::string text = "{\"facts\": ";
    engine::write_facts(facts, nullptr, text);
    text += ", \"answer\": ";
    std::string own;
    engine::write_decision(answered.value().decision, engine::policy_of(graph),
                           {answered.value().unknown, nullptr}, own);
    return text + own + "}";
  }

  void compare(const reports::Replayed& found) const {
    EXPECT_EQ(found.same, expected_.same);
    EXPECT_EQ(found.changed, expected_.changed);
    EXPECT_EQ(found.uncertain, expected_.uncertain);
    EXPECT_EQ(found.refused, 0U);
    EXPECT_EQ(found.lines, expected_.same + expected_.changed + expected_.uncertain);
    EXPECT_EQ(found.not_as_logged.lines, expected_.not_as_logged);
    std::uint64_t limits = 0;
    for (const reports::ReplayGroup& group : found.limits) limits += group.lines;
    EXPECT_EQ(limits, expected_.limits);
    ASSERT_EQ(found.changes.size(), expected_.changes.size());
    for (const reports::ReplayGroup& group : found.changes) {
      const auto known = expected_.changes.find(group.what);
      ASSERT_NE(known, expected_.changes.end()) << group.what;
      EXPECT_EQ(group.lines, known->second.lines) << group.what;
      EXPECT_EQ(group.first, known->second.first);
      EXPECT_EQ(group.last, known->second.last);
      ASSERT_EQ(group.examples.size(), 1U);
      EXPECT_EQ(group.examples.front().line, known->second.first_line);
      std::uint64_t typed = 0;
      for (const std::uint64_t count : group.by_type) typed += count;
      EXPECT_EQ(typed, group.lines);
    }
    ASSERT_EQ(found.lacking.size(), expected_.lacking.size());
    for (const auto& [fact, lacking] : found.lacking) {
      const auto known = expected_.lacking.find(fact);
      ASSERT_NE(known, expected_.lacking.end()) << fact;
      EXPECT_EQ(lacking.lines, known->second[0]);
      EXPECT_EQ(lacking.old_asks, known->second[1]);
      EXPECT_EQ(lacking.new_asks, known->second[2]);
    }
  }

  const Parsed& before_;
  const Parsed& after_;
  std::shared_ptr<const engine::Graph> old_, new_;
  Expected expected_;
};

TEST(Replay, CountsAsTheOracleDecidesEachLine) {
  const std::uint64_t seed = chosen_seed();
  RecordProperty("seed", std::to_string(seed));
  printf("seed %llu\n", static_cast<unsigned long long>(seed));
  Dice dice(seed);
  const int pairs = long_run() ? 1'000 : 100;
  int tried = 0;
  Expected sum;
  std::set<std::string> kinds;
  for (int i = 0; tried < pairs && i < 20 * pairs && !testing::Test::HasFailure(); ++i) {
    const Parsed before(random_policy(dice));
    const Parsed after(changed(std::string(before.source.text()), dice));
    if (!before.parsed.policy || !after.parsed.policy) continue;
    if (before.source.text() == after.source.text()) continue;
    ++tried;
    SCOPED_TRACE(before.source.text());
    SCOPED_TRACE(after.source.text());
    Trial trial(before, after);
    trial.check(100, dice);
    sum.same += trial.expected().same;
    sum.changed += trial.expected().changed;
    sum.uncertain += trial.expected().uncertain;
    sum.not_as_logged += trial.expected().not_as_logged;
    for (const auto& [what, group] : trial.expected().changes) kinds.insert(what);
  }
  printf("%d pairs: %llu same, %llu changed in %zu ways, %llu uncertain, %llu not as logged\n",
         tried, static_cast<unsigned long long>(sum.same),
         static_cast<unsigned long long>(sum.changed), kinds.size(),
         static_cast<unsigned long long>(sum.uncertain),
         static_cast<unsigned long long>(sum.not_as_logged));
  EXPECT_GT(sum.changed, 100U);
  EXPECT_GT(sum.uncertain, 100U);
  EXPECT_GT(sum.not_as_logged, 10U);
}

}  // namespace
}  // namespace gatecast::oracle
