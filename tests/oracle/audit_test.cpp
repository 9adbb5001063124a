// An audit counts as each account is decided, one by one, by the slow interpreter: categories, the
// lists behind them, who lets whom in, and the dates of changes. GATECAST_SEED repeats a run.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "reports/audit.h"
#include "rules/policy_parser.h"
#include "tests/oracle/interpreter.h"
#include "tests/oracle/ordinary_accounts.h"
#include "tests/oracle/possible_worlds.h"
#include "tests/oracle/random_facts.h"
#include "tests/oracle/random_policy.h"
#include "tests/oracle/run.h"

namespace gatecast::oracle {
namespace {

using rules::Instant;
using rules::Outcome;

// SIGNIN's rows and reasons as categories, from the oracle's answer.
std::string category(const Answer& a) {
  static const std::map<std::string, std::string> by_reason = {
      {"account_inactive", "inactive"},
      {"locked", "refused"},
      {"login_as_administrator", "refused"},
      {"emergency_access", "emergency_access"},
      {"two_factor_off", "two_factor_off"},
      {"channel_exempt", "exempt_channel"},
      {"not_in_rollout", "no_stage"},
      {"stage_not_started", "stage_not_started"},
      {"role_excluded", "excluded"},
      {"grace", "grace"},
      {"enrollment_required", "unenrolled"},
      {"enrollment_overdue", "overdue"},
      {"recognized_device", "recognized_device"},
      {"second_factor", "second_factor"},
      {"no_usable_method", "no_usable_method"},
  };
  if (a.row == 10) {
    const std::string after = a.if_skipped ? a.if_skipped->reason : a.reason;
    return after == "second_factor" ? "grace_challenge" : by_reason.at(after);
  }
  const auto known = by_reason.find(a.reason);
  if (known != by_reason.end()) return known->second;
  // A rule's own reason.
  if (a.outcome == Outcome::allow) return "excluded";
  if (a.outcome == Outcome::challenge) return "second_factor";
  return a.outcome == Outcome::enroll ? "unenrolled" : "refused";
}

std::string category_at(const rules::Policy& policy, const rules::Source& source,
                        engine::Facts facts, Instant now) {
  facts.now = now;
  return category(*answer(policy, source, facts));
}

void check_lists(const reports::Audit& audit, const rules::Policy& policy,
                 const rules::Source& source, const Accounts& accounts) {
  std::map<std::string, std::vector<std::uint32_t>> expected;
  std::map<std::string, std::map<std::string, std::uint64_t>> by_role;
  for (std::uint32_t i = 0; i < accounts.facts.size(); ++i) {
    const engine::Facts& facts = accounts.facts[i];
    const Answer a = *answer(policy, source, facts);
    expected[category(a)].push_back(i);
    const auto roles = facts.user.roles.value_or({});
    for (const std::string& role : roles) ++by_role[role][category(a)];
    if (roles.empty()) ++by_role[""][category(a)];
    ASSERT_EQ(a.line, audit.accounts[i].now.rule->line);
    ASSERT_EQ(category(a) == "excluded", audit.accounts[i].exception >= 0);
    if (category(a) == "excluded") {
      const auto& exception =
          audit.exceptions[static_cast<std::size_t>(audit.accounts[i].exception)];
      ASSERT_EQ(exception.place.line, a.line);
      ASSERT_FALSE(exception.is_over);
      ASSERT_LT(audit.plan.at, policy.zone.midnight({exception.last_day.days + 1}));
    }
  }
  std::uint64_t sum = 0;
  for (std::size_t c = 0; c < reports::category_count; ++c) {
    const std::string name(reports::name(static_cast<reports::Category>(c)));
    ASSERT_EQ(audit.lists[c], expected[name]) << name;
    ASSERT_EQ(audit.counts[c], expected[name].size()) << name;
    sum += audit.counts[c];
    for (const reports::AuditedRole& role : audit.roles) {
      ASSERT_EQ(role.counts[c], by_role[role.name][name]) << role.name << " " << name;
    }
  }
  ASSERT_EQ(sum, accounts.facts.size());
}

// Each listed change, one second before, at and after; and no category changes between.
void check_changes(const reports::Audit& audit, const rules::Policy& policy,
                   const rules::Source& source, const Accounts& accounts, int& changes) {
  std::map<std::uint32_t, std::multiset<std::string>> listed;
  for (const reports::AuditChange& change : audit.changes) {
    for (const std::uint32_t i : change.accounts) {
      listed[i].insert(fmt::format("{} {} {}", rules::format_date(change.date),
                                   reports::name(change.from.category),
                                   reports::name(change.to.category)));
    }
  }
  const Instant end = policy.zone.midnight({audit.last_day.days + 1});
  for (std::uint32_t i = 0; i < accounts.facts.size(); ++i) {
    const reports::AuditedAccount& account = audit.accounts[i];
    const auto at = [&](Instant now) {
      return category_at(policy, source, accounts.facts[i], now);
    };
    const std::string now = at(audit.plan.at);
    ASSERT_TRUE(account.is_dated);
    if (account.changes_at != rules::instant_max) {
      ++changes;
      const Instant then = account.changes_at;
      ASSERT_LT(audit.plan.at, then);
      ASSERT_LT(then, end);
      ASSERT_EQ(at(then - 1), now);
      ASSERT_EQ(at(then), reports::name(account.next.category));
      ASSERT_EQ(
          listed[i].count(fmt::format("{} {} {}", rules::format_date(policy.zone.local_date(then)),
                                      now, reports::name(account.next.category))) > 0,
          true);
    }
    // Nothing changes before it: hour by hour.
    const Instant last = std::min(account.changes_at, end) - 1;
    for (Instant then = audit.plan.at; then <= last; then += 3600) ASSERT_EQ(at(then), now);
  }
}

TEST(Audit, CountsAsTheOracleDecidesEachPerson) {
  const std::uint64_t seed = chosen_seed();
  printf("seed %llu\n", static_cast<unsigned long long>(seed));
  Dice dice(seed);
  int changes = 0;
  std::set<std::string> categories;
  for (int done = 0; done < (long_run() ? 400 : 40);) {
    const rules::Source source("random.yaml", random_policy(dice));
    const rules::ParsedPolicy parsed = rules::parse_policy(source);
    if (!parsed.policy) continue;
    const auto graph = engine::compile(*parsed.policy, source);
    if (!graph.ok()) continue;
    ++done;
    SCOPED_TRACE(source.text());
    reports::AuditPlan plan;
    plan.graph = graph.value();
    plan.at = random_facts(*parsed.policy, dice).now;
    plan.sign_in = simulator::ordinary_sign_in(*parsed.policy);
    Accounts accounts = random_accounts(*parsed.policy, 25, plan.at, dice);
    plan.accounts = std::make_shared<const simulator::AccountColumns>(accounts.drafts);
    plan.threads = 1 + done % 2;
    const auto audit = reports::audit(plan);
    ASSERT_TRUE(audit.ok());
    check_lists(audit.value(), *parsed.policy, source, accounts);
    if (testing::Test::HasFatalFailure()) return;
    check_changes(audit.value(), *parsed.policy, source, accounts, changes);
    if (testing::Test::HasFatalFailure()) return;
    for (std::size_t c = 0; c < reports::category_count; ++c) {
      const auto one = static_cast<reports::Category>(c);
      if (audit.value().counts[c] > 0) categories.insert(std::string(reports::name(one)));
    }
  }
  printf("%d changes, %zu categories\n", changes, categories.size());
  EXPECT_GT(changes, 20);
  EXPECT_GE(categories.size(), 9U);
}

TEST(Audit, CountsAsUnknownWhatEmptyCellsDecide) {
  const std::uint64_t seed = chosen_seed();
  printf("seed %llu\n", static_cast<unsigned long long>(seed));
  Dice dice(seed);
  int unknown = 0;
  int known = 0;
  for (int done = 0; done < (long_run() ? 1000 : 60);) {
    const rules::Source source("random.yaml", random_policy(dice));
    const rules::ParsedPolicy parsed = rules::parse_policy(source);
    if (!parsed.policy) continue;
    const auto graph = engine::compile(*parsed.policy, source);
    if (!graph.ok()) continue;
    ++done;
    SCOPED_TRACE(source.text());
    reports::AuditPlan plan;
    plan.graph = graph.value();
    plan.at = random_facts(*parsed.policy, dice).now;
    plan.sign_in = simulator::ordinary_sign_in(*parsed.policy);
    Accounts accounts = random_accounts(*parsed.policy, 12, plan.at, dice);
    std::vector<simulator::Draft> drafts;
    std::vector<Uncertain> forgotten;
    for (const engine::Facts& facts : accounts.facts) {
      const Uncertain one = forget(*parsed.policy, facts, 1 + dice.below(3), 1000, dice);
      const auto is_accounts = [](const Unsettled& u) {
        return u.name.starts_with("user.") && u.name != "user.id";
      };
      if (!std::all_of(one.unknown.begin(), one.unknown.end(), is_accounts)) continue;
      simulator::Draft draft;
      draft.account = one.facts.user;
      draft.application = facts.sign_in.application.value_or("");
      drafts.push_back(std::move(draft));
      forgotten.push_back(one);
    }
    if (drafts.empty()) continue;
    plan.accounts = std::make_shared<const simulator::AccountColumns>(drafts);
    const auto audit = reports::audit(plan);
    ASSERT_TRUE(audit.ok());
    for (std::size_t i = 0; i < drafts.size(); ++i) {
      SCOPED_TRACE(to_text(forgotten[i].facts));
      std::vector<std::string> categories;
      for (const Answer& a : answers_of(source, forgotten[i])) categories.push_back(category(a));
      const std::set<std::string> all(categories.begin(), categories.end());
      const auto& account = audit.value().accounts[i];
      ASSERT_EQ(reports::name(account.now.category), all.size() > 1 ? "unknown" : *all.begin());
      std::vector<std::string> names = audit.value().unknown_sets[account.unknown];
      std::sort(names.begin(), names.end());
      ASSERT_EQ(names, facts_that_change(categories, forgotten[i]));
      all.size() > 1 ? ++unknown : ++known;
    }
  }
  printf("%d unknown, %d known\n", unknown, known);
  EXPECT_GT(unknown, 20);
  EXPECT_GT(known, unknown / 10);
}

}  // namespace
}  // namespace gatecast::oracle
