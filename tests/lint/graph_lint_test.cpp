// Lints of the graph against brute force: random small policies, every sign-in that there can be,
// and the oracle's reading of each. GATECAST_SEED repeats a run; GATECAST_LONG=1 makes it long.
#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <set>

#include "engine/graph/decide.h"
#include "engine/lint/lint.h"
#include "engine/lint/places.h"
#include "rules/policy_parser.h"
#include "tests/lint/small_policy.h"
#include "tests/oracle/interpreter.h"
#include "tests/oracle/reading.h"
#include "tests/oracle/run.h"

namespace gatecast::oracle {
namespace {

using engine::Facts;
using engine::Field;
using engine::Place;
using rules::Policy;
using rules::Rule;

// What the lints said, by the place they point at.
using Said = std::map<std::string, std::set<std::uint32_t>>;

Said said_of(const Policy& policy, const rules::Source& source) {
  const auto graph = engine::compile(policy, source);
  EXPECT_TRUE(graph.ok());
  rules::Diagnostics diagnostics;
  engine::lint_graph(*graph.value(), diagnostics);
  Said said;
  for (const auto& each : diagnostics.all()) said[std::string(each.code)].insert(each.span.begin);
  return said;
}

bool says(Said& said, const std::string& code, rules::Span span) {
  return said[code].count(span.begin) > 0;
}

// By sign-in and rule: whether the rule holds, or would decide.
using Table = std::vector<std::vector<bool>>;

bool would_decide(const Rule& rule, const Reading& reading) {
  if (!rule.then) return reading.holds(rule.when, reading.two_factor_alone());
  if (!reading.holds(rule.when, reading.in_force())) return false;
  if (rule.then->outcome == rules::Outcome::enroll) return !reading.enrolled(reading.in_force());
  return !rule.then->expires || reading.before(*rule.then->expires);
}

Table table_of(const Policy& policy, const std::vector<Facts>& sign_ins) {
  Table table;
  for (const Facts& facts : sign_ins) {
    const Reading reading(policy, facts);
    std::vector<bool> row;
    for (const Rule& rule : policy.rules) row.push_back(would_decide(rule, reading));
    table.push_back(std::move(row));
  }
  return table;
}

// Rows 1 to 5 leave it to the rules; nothing is locked or inactive here.
bool reaches_rules(const Policy& policy, const Facts& facts) {
  const Reading reading(policy, facts);
  const bool login_as = facts.sign_in.channel.value_or("") == "login_as";
  return !reading.emergency() && !(login_as && reading.admin_role() != nullptr);
}

bool sets(const Rule& rule, Field field) {
  if (!rule.set) return false;
  for (const Place& place : engine::places_of(*rule.set, 0)) {
    if (place.field == field) return true;
  }
  return false;
}

// Whether `rule`'s setting is in force at some sign-in, by brute force; -1 is `two_factor`.
bool in_force_somewhere(const Policy& policy, const Table& table, int rule, Field field) {
  for (const auto& row : table) {
    if (rule >= 0 && !row[static_cast<std::size_t>(rule)]) continue;
    bool again = false;
    for (std::size_t later = static_cast<std::size_t>(rule + 1); later < row.size(); ++later) {
      again = again || (row[later] && sets(policy.rules[later], field));
    }
    if (!again) return true;
  }
  return false;
}

bool decides_somewhere(const Policy& policy, const Table& table, const std::vector<Facts>& sign_ins,
                       std::size_t rule) {
  for (std::size_t i = 0; i < table.size(); ++i) {
    bool before = !table[i][rule] || !reaches_rules(policy, sign_ins[i]);
    for (std::size_t j = 0; j < rule && !before; ++j) {
      before = table[i][j] && policy.rules[j].then;
    }
    if (!before) return true;
  }
  return false;
}

rules::Span place_of(const Rule& rule) {
  return rule.name.span.empty() ? rule.span : rule.name.span;
}

// Enough of them to see a change that should not be.
std::vector<Facts> some_of(const std::vector<Facts>& sign_ins, Dice& dice) {
  constexpr int most = 250;
  std::vector<Facts> some;
  const int in = static_cast<int>(sign_ins.size());
  for (const Facts& facts : sign_ins) {
    if (dice.below(in) < most) some.push_back(facts);
  }
  return some;
}

// Everything but which line decided.
std::vector<std::string> answers(const Policy& policy, const rules::Source& source,
                                 const std::vector<Facts>& sign_ins) {
  std::vector<std::string> all;
  for (const Facts& facts : sign_ins) {
    Answer one = answer(policy, source, facts).value();
    one.line = 0;
    one.text.clear();
    all.push_back(to_text(one));
  }
  return all;
}

struct Counts {
  int never = 0, overridden = 0, set_again = 0, no_use = 0, order = 0, rules = 0;
};

bool reads_settings(const rules::Condition& condition) {
  using Kind = rules::Condition::Kind;
  return condition.kind == Kind::enrolled || condition.kind == Kind::grace ||
         condition.kind == Kind::days_overdue ||
         std::any_of(condition.children.begin(), condition.children.end(), reads_settings);
}

bool conditions_read_settings(const Policy& policy) {
  return std::any_of(policy.rules.begin(), policy.rules.end(),
                     [](const Rule& rule) { return reads_settings(rule.when); });
}

void check_rules(const Policy& policy, const std::vector<Facts>& sign_ins, Said& said,
                 Counts& counts) {
  const Table table = table_of(policy, sign_ins);
  for (std::size_t i = 0; i < policy.rules.size(); ++i) {
    const Rule& rule = policy.rules[i];
    ++counts.rules;
    bool holds = false;
    for (const auto& row : table) holds = holds || row[i];
    EXPECT_EQ(says(said, "rule-never-applies", place_of(rule)), !holds) << "rule " << i;
    counts.never += !holds;
    bool counts_somewhere = false;
    if (rule.then) {
      counts_somewhere = decides_somewhere(policy, table, sign_ins, i);
    } else {
      for (const Place& place : engine::places_of(*rule.set, static_cast<int>(i))) {
        const bool here = in_force_somewhere(policy, table, place.rule, place.field);
        counts_somewhere = counts_somewhere || here;
      }
    }
    const bool overridden = holds && !counts_somewhere;
    EXPECT_EQ(says(said, "rule-overridden", place_of(rule)), overridden) << "rule " << i;
    counts.overridden += overridden;
    if (rule.then || !counts_somewhere) continue;
    for (const Place& place : engine::places_of(*rule.set, static_cast<int>(i))) {
      if (in_force_somewhere(policy, table, place.rule, place.field)) continue;
      EXPECT_TRUE(says(said, "setting-unreachable", place.span)) << "rule " << i;
      ++counts.set_again;
    }
  }
  for (const Place& place : engine::places_of(policy.two_factor.settings, Place::two_factor)) {
    if (in_force_somewhere(policy, table, Place::two_factor, place.field)) continue;
    if (conditions_read_settings(policy)) continue;  // so what is set again may still matter
    EXPECT_TRUE(says(said, "setting-unreachable", place.span));
    ++counts.set_again;
  }
}

// A rule that may stand anywhere is put everywhere.
void check_order(const Policy& policy, const rules::Source& source,
                 const std::vector<Facts>& sign_ins, Said& said, Counts& counts) {
  const std::vector<std::string> before = answers(policy, source, sign_ins);
  for (std::size_t i = 0; i < policy.rules.size(); ++i) {
    if (!says(said, "rule-order-irrelevant", place_of(policy.rules[i]))) continue;
    ++counts.order;
    for (std::size_t to = 0; to < policy.rules.size(); ++to) {
      Policy moved = policy;
      moved.rules.erase(moved.rules.begin() + static_cast<std::ptrdiff_t>(i));
      moved.rules.insert(moved.rules.begin() + static_cast<std::ptrdiff_t>(to), policy.rules[i]);
      EXPECT_EQ(answers(moved, source, sign_ins), before) << "rule " << i << " to " << to;
    }
  }
}

// Calls `change` with each other value of the setting at `span`.
void change_setting(rules::SettingsPatch& patch, rules::Span span,
                    const std::function<void()>& changed) {
  const auto try_all = [&](auto& setting, auto values) {
    if (!setting || !(setting->span == span)) return;
    const auto was = setting->value;
    for (const auto& value : values) {
      setting->value = value;
      changed();
    }
    setting->value = was;
  };
  using rules::Method;
  try_all(patch.enforcement,
          std::vector{rules::Enforcement::every_login, rules::Enforcement::risk_based});
  try_all(patch.default_method, std::vector{Method::authenticator, Method::email, Method::passkey});
  try_all(patch.allow_fallback, std::vector<bool>{false, true});
  try_all(patch.enrolled_users,
          std::vector{rules::EnrolledUsers::challenge, rules::EnrolledUsers::as_stage});
  try_all(patch.authenticator,
          std::vector{rules::Requirement::optional, rules::Requirement::required});
  try_all(patch.grace_days, std::vector{0, 3, 30});
  try_all(patch.after_grace, std::vector{rules::AfterGrace::enroll, rules::AfterGrace::deny});
  try_all(patch.recognized_device_waives, std::vector<bool>{false, true});
  try_all(patch.limits.attempts, std::vector{1, 9});
}

// The answer is the same whatever a setting says that no sign-in reaches; of the settings whose use
// is looked at (not limits and the like), every other one changes some answer.
void check_reach(const Policy& policy, const rules::Source& source,
                 const std::vector<Facts>& sign_ins, Said& said, Counts& counts) {
  const std::vector<std::string> before = answers(policy, source, sign_ins);
  Policy other = policy;
  const auto check = [&](rules::SettingsPatch& patch, int rule) {
    for (const Place& place : engine::places_of(patch, rule)) {
      if (!says(said, "setting-unreachable", place.span)) continue;
      ++counts.no_use;
      change_setting(patch, place.span, [&] {
        EXPECT_EQ(answers(other, source, sign_ins), before)
            << source.text(place.span) << " of rule " << rule;
      });
    }
  };
  check(other.two_factor.settings, Place::two_factor);
  for (std::size_t i = 0; i < other.rules.size(); ++i) {
    if (other.rules[i].set) check(*other.rules[i].set, static_cast<int>(i));
  }
}

TEST(GraphLint, AgreesWithBruteForce) {
  const std::uint64_t seed = chosen_seed();
  printf("seed %llu\n", static_cast<unsigned long long>(seed));
  const int policies = long_run() ? 2'000 : 60;
  Dice dice(seed);
  Counts counts;
  for (int done = 0; done < policies && !testing::Test::HasFailure();) {
    const SmallPolicy small = small_policy(dice);
    const rules::Source source("small.yaml", small.text);
    const rules::ParsedPolicy parsed = rules::parse_policy(source);
    if (!parsed.policy)
      continue;  // combinations that the parser refuses, such as deny without grace
    ++done;
    SCOPED_TRACE(small.text);
    const std::vector<Facts> sign_ins = small.sign_ins();
    Said said = said_of(*parsed.policy, source);
    EXPECT_EQ(said.count("lint-too-large"), 0U);
    check_rules(*parsed.policy, sign_ins, said, counts);
    const std::vector<Facts> some = some_of(sign_ins, dice);
    check_order(*parsed.policy, source, some, said, counts);
    check_reach(*parsed.policy, source, some, said, counts);
  }
  printf("%d rules: %d never apply, %d overridden, %d settings set again, %d of no use, %d order\n",
         counts.rules, counts.never, counts.overridden, counts.set_again, counts.no_use,
         counts.order);
  // A generator that never gets somewhere proves nothing about it.
  EXPECT_GT(counts.never, 0);
  EXPECT_GT(counts.overridden + counts.order, 0);
  EXPECT_GT(counts.set_again, 0);
  EXPECT_GT(counts.no_use, counts.set_again);
}

}  // namespace
}  // namespace gatecast::oracle
