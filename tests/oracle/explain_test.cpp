// An explanation against the interpreter: what it says of rules, settings and rows is so, what it
// says would change the outcome does, and what it leaves out does not.
//
// GATECAST_SEED repeats a run; GATECAST_LONG=1 makes it long.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "engine/explain/alternatives.h"
#include "engine/explain/explanation.h"
#include "rules/policy_parser.h"
#include "tests/oracle/interpreter.h"
#include "tests/oracle/random_facts.h"
#include "tests/oracle/random_policy.h"
#include "tests/oracle/reading.h"
#include "tests/oracle/run.h"

namespace gatecast::oracle {
namespace {

using engine::Explanation;

struct Tally {
  int sign_ins = 0, changed = 0, by_pairs = 0, later = 0, rules_held = 0, set_by_rule = 0;
  int rows[15] = {};
};

using Key = std::pair<rules::Outcome, bool>;
Key key(const Answer& a) { return {a.outcome, a.may_skip}; }
Key key(const engine::Change& c) { return {c.outcome, c.may_skip}; }

class Check {
 public:
  Check(const rules::Policy& policy, const rules::Source& source, const engine::Graph& graph,
        const engine::Facts& facts, Tally& tally)
      : policy_(policy),
        source_(source),
        graph_(graph),
        facts_(facts),
        tally_(tally),
        read_(policy, facts) {}

  void run() {
    const auto explained = engine::explain(graph_, facts_);
    ASSERT_TRUE(explained.ok()) << explained.message();
    const Explanation& e = explained.value();
    const auto expected = ask(facts_);
    ASSERT_TRUE(expected.has_value());
    ASSERT_EQ(to_text(from_decision(e.decision)), to_text(*expected));
    ASSERT_TRUE(e.unknown.empty());
    rows(e, expected->row);
    rules_hold(e);
    settings(e);
    changes(e, *expected);
    later(e, *expected);
    ++tally_.sign_ins;
    ++tally_.rows[expected->row];
  }

 private:
  std::optional<Answer> ask(const engine::Facts& facts) const {
    return answer(policy_, source_, facts);
  }

  static void rows(const Explanation& e, int row) {
    ASSERT_EQ(e.rows.size(), static_cast<std::size_t>(row));
    for (const engine::RowRemarks& each : e.rows) {
      ASSERT_EQ(each.decides, each.row == row);
      ASSERT_FALSE(each.because.empty()) << "row " << each.row;
      for (const engine::Remark& remark : each.because) ASSERT_FALSE(remark.text.empty());
    }
  }

  void rules_hold(const Explanation& e) {
    ASSERT_EQ(e.rules.size(), policy_.rules.size());
    for (const engine::RuleInForce& each : e.rules) {
      const rules::Rule& rule = policy_.rules[each.rule];
      const Settings& of = rule.then ? read_.in_force() : read_.two_factor_alone();
      const bool when = read_.holds(rule.when, of);
      ASSERT_EQ(each.when.holds, when) << each.name;
      bool holds = when;
      if (rule.then && rule.then->outcome == rules::Outcome::allow) {
        holds = when && read_.before(*rule.then->expires);
      }
      if (rule.then && rule.then->outcome == rules::Outcome::enroll) {
        holds = when && !read_.enrolled(read_.in_force());
      }
      ASSERT_EQ(each.holds, holds) << each.name;
      tally_.rules_held += holds;
      if (each.counts && rule.then) {
        ASSERT_EQ(e.decision.row, 6);
        ASSERT_EQ(e.decision.rule->line, source_.position(rule.then->span.begin).line);
      }
      clause(rule.when, each.when, of);
    }
  }

  // Part by part; an `all` of one key is that key.
  void clause(const rules::Condition& condition, const engine::Clause& c, const Settings& of) {
    ASSERT_EQ(c.holds, read_.holds(condition, of));
    using Kind = rules::Condition::Kind;
    if (condition.kind == Kind::all && condition.children.size() == 1) {
      return clause(condition.children.front(), c, of);
    }
    ASSERT_EQ(c.parts.size(), condition.children.size());
    for (std::size_t i = 0; i < c.parts.size(); ++i) clause(condition.children[i], c.parts[i], of);
    if (c.kind == engine::Clause::Kind::key) {
      ASSERT_FALSE(c.found.empty());
    }
  }

  void settings(const Explanation& e) {
    const auto of = [&](std::string_view name) -> const engine::SettingInForce& {
      const auto found = std::find_if(e.settings.begin(), e.settings.end(),
                                      [&](const auto& each) { return each.key == name; });
      EXPECT_TRUE(found != e.settings.end()) << name;
      return *found;
    };
    const Settings& s = read_.in_force();
    const auto line = [&](const std::optional<rules::Span>& at) {
      return at ? source_.position(at->begin).line : 0;
    };
    std::string methods;
    for (const auto method : s.methods) {
      methods += (methods.empty() ? "" : ", ") + std::string(name(method));
    }
    ASSERT_EQ(of("enforcement").value, name(s.enforcement));
    ASSERT_EQ(of("enforcement").where.line, line(s.enforcement_at));
    ASSERT_EQ(of("methods").value, "[" + methods + "]");
    ASSERT_EQ(of("methods").where.line, line(s.methods_at));
    ASSERT_EQ(of("default_method").value,
              s.default_method ? name(*s.default_method) : std::string_view("none"));
    ASSERT_EQ(of("allow_fallback").value, s.allow_fallback ? "true" : "false");
    ASSERT_EQ(of("enrolled_users").value, name(s.enrolled_users));
    ASSERT_EQ(of("enrollment.authenticator").value, name(s.authenticator));
    ASSERT_EQ(of("enrollment.authenticator").where.line, line(s.authenticator_at));
    ASSERT_EQ(of("enrollment.grace.days").value,
              s.grace_days ? std::to_string(*s.grace_days) : "none");
    ASSERT_EQ(of("enrollment.grace.skips").value,
              s.grace_skips ? std::to_string(*s.grace_skips) : "none");
    ASSERT_EQ(of("enrollment.after_grace").value, name(s.after_grace));
    ASSERT_EQ(of("enrollment.after_grace").where.line, line(s.after_grace_at));
    ASSERT_EQ(of("enrollment.proof").value, name(s.proof));
    ASSERT_EQ(of("enrollment.proof").where.line, line(s.proof_at));
    ASSERT_EQ(of("enrollment.recognized_device_waives").value,
              s.recognized_device_waives ? "true" : "false");
    ASSERT_EQ(of("enrollment.after_reset").value, name(s.after_reset));
    ASSERT_EQ(of("limits.attempts").value, std::to_string(s.limits.attempts));
    ASSERT_EQ(of("limits.code_ttl").value, rules::format_duration(s.limits.code_ttl));
    ASSERT_EQ(of("backup_codes.low").value, std::to_string(s.limits.backup_codes_low));
    for (const auto& each : e.settings) {
      if (!each.rule) continue;
      ++tally_.set_by_rule;
      ASSERT_TRUE(e.rules[*each.rule].holds);
      ASSERT_TRUE(e.rules[*each.rule].counts);
    }
  }

  void changes(const Explanation& e, const Answer& now) {
    const auto all = engine::alternatives(graph_, facts_);
    std::vector<Key> found{key(now)};
    for (const engine::Change& change : e.changes) {
      engine::Facts changed = facts_;
      for (const std::string& words : change.words) {
        const auto one = std::find_if(all.begin(), all.end(),
                                      [&](const auto& each) { return each.words == words; });
        ASSERT_TRUE(one != all.end()) << words;
        one->apply(changed);
      }
      const auto then = ask(changed);
      ASSERT_TRUE(then.has_value()) << change.words.front();
      ASSERT_EQ(key(*then), key(change)) << change.words.front();
      ASSERT_EQ(then->reason, change.reason) << change.words.front();
      ASSERT_TRUE(std::find(found.begin(), found.end(), key(change)) == found.end())
          << "twice: " << change.words.front();
      found.push_back(key(change));
      tally_.by_pairs += change.words.size() == 2;
      ++tally_.changed;
    }
    // No single change leads to an outcome that is left out.
    const bool singles = e.changes.empty() || e.changes.front().words.size() == 1;
    if (!singles) found = {key(now)};
    for (const auto& each : all) {
      engine::Facts changed = facts_;
      each.apply(changed);
      // Roles of two types make the type unknown, which is no nearer to anything.
      const auto then = ask(changed);
      if (!then || !engine::decode(graph_, changed)) continue;
      ASSERT_TRUE(std::find(found.begin(), found.end(), key(*then)) != found.end())
          << "left out: " << each.words;
    }
  }

  void later(const Explanation& e, const Answer& now) {
    const rules::Instant end = e.later ? e.later->at : facts_.now + 3'650LL * rules::day_seconds;
    for (int i = 1; i <= 8; ++i) {
      engine::Facts before = facts_;
      before.now = i == 8 ? end - 1 : facts_.now + (end - 1 - facts_.now) / 8 * i;
      ASSERT_EQ(key(*ask(before)), key(now)) << "already at " << rules::format_instant(before.now);
    }
    if (!e.later) return;
    engine::Facts then = facts_;
    then.now = end;
    const auto expected = ask(then);
    ASSERT_EQ(key(*expected), (Key{e.later->outcome, e.later->may_skip}));
    ASSERT_NE(key(*expected), key(now));
    ASSERT_EQ(expected->reason, e.later->reason);
    ++tally_.later;
  }

  const rules::Policy& policy_;
  const rules::Source& source_;
  const engine::Graph& graph_;
  const engine::Facts& facts_;
  Tally& tally_;
  Reading read_;
};

TEST(Explain, SaysWhatIsSo) {
  const std::uint64_t seed = chosen_seed();
  printf("seed %llu\n", static_cast<unsigned long long>(seed));
  Dice dice(seed);
  Tally tally;
  const int policies = long_run() ? 3'000 : 60;
  for (int done = 0; done < policies;) {
    const rules::Source source("random.yaml", random_policy(dice));
    const rules::ParsedPolicy parsed = rules::parse_policy(source);
    if (!parsed.policy) continue;
    ++done;
    const auto graph = engine::compile(*parsed.policy, source);
    ASSERT_TRUE(graph.ok()) << graph.message();
    SCOPED_TRACE(source.text());
    for (int i = 0; i < 12; ++i) {
      const engine::Facts facts = random_facts(*parsed.policy, dice);
      if (!answer(*parsed.policy, source, facts)) continue;
      SCOPED_TRACE(to_text(facts));
      Check(*parsed.policy, source, *graph.value(), facts, tally).run();
      if (testing::Test::HasFatalFailure()) return;
    }
  }
  printf(
      "%d sign-ins, %d changes, %d of two facts, %d later, %d rules held, %d settings of rules\n",
      tally.sign_ins, tally.changed, tally.by_pairs, tally.later, tally.rules_held,
      tally.set_by_rule);
  EXPECT_GT(std::count_if(tally.rows + 1, tally.rows + 15, [](int n) { return n > 0; }), 11);
  EXPECT_GT(tally.changed, tally.sign_ins);
  EXPECT_GT(tally.later, tally.sign_ins / 20);
}

}  // namespace
}  // namespace gatecast::oracle
