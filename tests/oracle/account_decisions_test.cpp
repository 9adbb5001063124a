// What accounts get at their ordinary sign-in, held against the oracle: at an instant, and at every
// instant around which something could change. GATECAST_SEED repeats a run; GATECAST_LONG=1 makes
// it long.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "rules/policy_parser.h"
#include "simulator/account_decisions.h"
#include "tests/oracle/interpreter.h"
#include "tests/oracle/possible_worlds.h"
#include "tests/oracle/random_facts.h"
#include "tests/oracle/random_policy.h"
#include "tests/oracle/run.h"

namespace gatecast::oracle {
namespace {

using rules::Instant;
using simulator::AccountDecisions;
using simulator::Draft;
using simulator::OrdinarySignIn;

// As coarse as what is counted by.
std::uint32_t kind_of(const engine::Decision& d) {
  return static_cast<std::uint32_t>(d.row) * 8 + static_cast<std::uint32_t>(d.outcome) * 2 +
         (d.may_skip ? 1U : 0U);
}

std::uint32_t kind_of(const Answer& a) {
  return static_cast<std::uint32_t>(a.row) * 8 + static_cast<std::uint32_t>(a.outcome) * 2 +
         (a.may_skip ? 1U : 0U);
}

std::string seen(const engine::Decision& decision) { return visible_text(from_decision(decision)); }

struct Case {
  rules::Source source;
  rules::Policy policy;
  std::shared_ptr<const engine::Graph> graph;
};

Case random_case(Dice& dice) {
  for (;;) {
    rules::Source source("random.yaml", random_policy(dice));
    rules::ParsedPolicy parsed = rules::parse_policy(source);
    if (!parsed.policy) continue;
    auto graph = engine::compile(*parsed.policy, source);
    if (graph.ok()) return {source, *parsed.policy, graph.value()};
  }
}

// The sign-in of `facts`, but for the channel and the application, which are each account's.
OrdinarySignIn sign_in_of(const engine::Facts& facts) {
  OrdinarySignIn result;
  result.sign_in = facts.sign_in;
  result.sign_in.channel = {};
  result.sign_in.application = {};
  result.environment = facts.environment;
  return result;
}

// Another account at that sign-in.
engine::Facts random_account(const rules::Policy& policy, const OrdinarySignIn& sign_in,
                             Dice& dice) {
  engine::Facts facts = random_facts(policy, dice);
  const auto application = facts.sign_in.application;
  facts.sign_in = sign_in.sign_in;
  facts.sign_in.application = application;
  facts.environment = sign_in.environment;
  return facts;
}

// The account of `facts`; and `facts` as it signs in.
Draft draft_of(engine::Facts& facts, const rules::Policy& policy, Dice& dice) {
  Draft draft;
  draft.account = facts.user;
  draft.sso_share = dice.of<double>({0, 0, 0.4, 1});
  // Saml, or where that is not exempt the first of those that every policy has and that is.
  std::string sso = "saml";
  if (const auto& exempt = policy.two_factor.exempt_channels) {
    const auto is_exempt = [&](const char* name) {
      return std::any_of(exempt->value.begin(), exempt->value.end(),
                         [&](const auto& channel) { return channel.value == name; });
    };
    for (const char* name : {"login_as", "custom_login", "social", "saml"}) {
      if (is_exempt(name)) sso = name;
    }
  }
  facts.sign_in.channel = *draft.sso_share == 1 ? sso : std::string("password");
  if (!facts.sign_in.application.is_unknown()) {
    draft.application = facts.sign_in.application.value_or("");
  }
  return draft;
}

// Instants around which an answer may change in `days` days: each day's midnight, the edges of
// hours, and the times of day from which grace counts.
std::vector<Instant> edges(const rules::Policy& policy, const engine::Account& account,
                           Instant from, int days) {
  const rules::LocalSeconds day = rules::day_seconds;
  std::set<rules::LocalSeconds> clock;
  for (const int minute : {0, 90, 360, 540, 1020, 1320}) clock.insert(minute * 60);
  for (const auto& fact : {account.created, account.grace_started}) {
    if (const Instant* at = fact.if_known()) clock.insert(policy.zone.to_local(*at) % day);
  }
  std::set<Instant> all;
  const rules::Date first = policy.zone.local_date(from);
  for (int i = 0; i <= days; ++i) {
    for (const rules::LocalSeconds second : clock) {
      const Instant at = policy.zone.to_instant((first.days + i) * day + second);
      for (const Instant near : {at - 1, at, at + 1}) {
        if (near >= from && near < from + days * day) all.insert(near);
      }
    }
  }
  const auto lock = [&](const engine::Fact<engine::Lock>& fact) {
    if (!fact.is_known() || !fact.value().until) return;
    for (const Instant near : {*fact.value().until - 1, *fact.value().until}) {
      if (near >= from) all.insert(near);
    }
  };
  lock(account.account_locked);
  for (const auto& each : account.locks) lock(each);
  return {all.begin(), all.end()};
}

TEST(AccountDecisions, FollowTheOracleThroughTime) {
  const std::uint64_t seed = chosen_seed();
  printf("seed %llu\n", static_cast<unsigned long long>(seed));
  Dice dice(seed);
  int changes = 0;
  int accounts = 0;
  for (int i = 0; i < (long_run() ? 600 : 25); ++i) {
    const Case one = random_case(dice);
    SCOPED_TRACE(one.source.text());
    const OrdinarySignIn sign_in = sign_in_of(random_facts(one.policy, dice));
    AccountDecisions decisions(*one.graph, sign_in, [](const auto& d) { return kind_of(d); });
    for (int j = 0; j < 8; ++j) {
      engine::Facts facts = random_account(one.policy, sign_in, dice);
      const Draft draft = draft_of(facts, one.policy, dice);
      SCOPED_TRACE(to_text(facts));
      decisions.take(draft);
      const int days = 30;
      const Instant end = facts.now + days * rules::day_seconds;
      simulator::Course course;
      ASSERT_TRUE(decisions.over(facts.now, end, 1000, course).ok());
      ASSERT_EQ(course.until, end);
      std::vector<Instant> instants = edges(one.policy, draft.account, facts.now, days);
      for (const simulator::Period& period : course.periods) {
        for (const Instant near : {period.from - 1, period.from, period.from + 1}) {
          if (near >= facts.now) instants.push_back(near);
        }
      }
      std::sort(instants.begin(), instants.end());
      std::size_t place = 0;
      for (const Instant now : instants) {
        if (now >= end) break;
        while (place + 1 < course.periods.size() && course.periods[place + 1].from <= now) ++place;
        facts.now = now;
        const auto expected = answer(one.policy, one.source, facts);
        ASSERT_TRUE(expected.has_value());
        ASSERT_EQ(visible_text(*expected), seen(course.periods[place].standing.decision))
            << rules::format_instant(now) << ", a period from "
            << rules::format_instant(course.periods[place].from);
        ASSERT_TRUE(course.periods[place].standing.certain());
      }
      facts.now = end - 1;
      const auto last = decisions.at(facts.now);
      ASSERT_TRUE(last.ok());
      ASSERT_EQ(visible_text(*answer(one.policy, one.source, facts)), seen(last.value().decision));
      changes += static_cast<int>(course.periods.size()) - 1;
      ++accounts;
    }
  }
  printf("%d accounts, %d changes\n", accounts, changes);
  EXPECT_GT(changes, accounts / 10);
}

bool only_of_account(const Uncertain& uncertain) {
  return std::all_of(uncertain.unknown.begin(), uncertain.unknown.end(), [](const auto& unsettled) {
    return (unsettled.name.starts_with("user.") && unsettled.name != "user.id") ||
           unsettled.name == "sign_in.application";
  });
}

bool only_flags(const Uncertain& uncertain) {
  static const std::set<std::string> names = {
      "user.active", "user.authenticator", "user.passkey",     "user.email",
      "user.phone",  "user.reset_at",      "user.backup_codes"};
  return !uncertain.unknown.empty() &&
         std::all_of(uncertain.unknown.begin(), uncertain.unknown.end(),
                     [](const auto& unsettled) { return names.count(unsettled.name) > 0; });
}

// Another account that differs from this one in little: what is remembered of the one must not be
// said of the other.
void change_one(engine::Facts& facts, const rules::Policy& policy, Dice& dice) {
  const engine::Account other = random_facts(policy, dice).user;
  engine::Account& user = facts.user;
  switch (dice.below(10)) {
    case 0:
      user.roles = other.roles;
      user.type = other.type;
      return;
    case 1:
      user.groups = other.groups;
      return;
    case 2:
    case 3:
      user.created = policy.zone.add_days(facts.now, -dice.of<int>({0, 1, 3, 7, 14, 30, 37}));
      return;
    case 4:
      user.id = other.id;
      return;
    case 5:
      user.attributes = other.attributes;
      return;
    case 6:
      user.grace_started = policy.zone.add_days(facts.now, -dice.of<int>({0, 3, 7, 14, 37}));
      return;
    case 7:
      user.authenticator = other.authenticator;
      user.passkey = other.passkey;
      return;
    case 8:
      user.email = other.email;
      user.phone = other.phone;
      return;
    default:
      user.skips = other.skips;
      user.reset_at = other.reset_at;
  }
}

Draft forget_in(const Draft& whole, const Uncertain& forgotten) {
  Draft draft = whole;
  draft.account = forgotten.facts.user;
  if (forgotten.facts.sign_in.application.is_unknown()) draft.application.reset();
  return draft;
}

// Strictest of all worlds, and certain if these are of one kind. Deadlines aside: of worlds that
// are equally strict each may have its own.
void agrees(const simulator::Standing& standing, const Case& one, const Uncertain& forgotten) {
  const auto without_deadline = [](const std::string& text) {
    return text.substr(0, text.find("deadline"));
  };
  const std::string text = seen(standing.decision);
  const Verdict verdict = judge(one.source, forgotten);
  const bool found = std::any_of(
      verdict.strictest.begin(), verdict.strictest.end(),
      [&](const Answer& a) { return without_deadline(visible_text(a)) == without_deadline(text); });
  EXPECT_TRUE(found) << text << "\nis not as strict as\n"
                     << visible_text(verdict.strictest.front());
  std::set<std::uint32_t> kinds;
  for (const Answer& a : answers_of(one.source, forgotten)) kinds.insert(kind_of(a));
  EXPECT_EQ(standing.certain(), kinds.size() == 1);
}

TEST(AccountDecisions, FollowUnknownFactsThroughTime) {
  const std::uint64_t seed = chosen_seed();
  printf("seed %llu\n", static_cast<unsigned long long>(seed));
  Dice dice(seed);
  int followed = 0;
  int changes = 0;
  for (int i = 0; i < (long_run() ? 1000 : 60); ++i) {
    const Case one = random_case(dice);
    SCOPED_TRACE(one.source.text());
    const OrdinarySignIn sign_in = sign_in_of(random_facts(one.policy, dice));
    AccountDecisions decisions(*one.graph, sign_in, [](const auto& d) { return kind_of(d); });
    for (int j = 0; j < 10; ++j) {
      engine::Facts facts = random_account(one.policy, sign_in, dice);
      const Draft whole = draft_of(facts, one.policy, dice);
      Uncertain forgotten = forget(one.policy, facts, 1 + dice.below(2), 40, dice);
      // Half of them where all values are tried, which are followed furthest.
      for (int tries = 0; j % 2 == 0 && tries < 50 && !only_flags(forgotten); ++tries) {
        forgotten = forget(one.policy, facts, 1 + dice.below(3), 40, dice);
      }
      if (!only_of_account(forgotten)) continue;
      const Draft draft = forget_in(whole, forgotten);
      SCOPED_TRACE(to_text(forgotten.facts));
      decisions.take(draft);
      const Instant end = facts.now + 8 * rules::day_seconds;
      simulator::Course course;
      ASSERT_TRUE(decisions.over(facts.now, end, 1000, course).ok());
      followed += course.until == end;
      changes += static_cast<int>(course.periods.size()) - 1;
      std::size_t place = 0;
      for (const Instant now : edges(one.policy, draft.account, facts.now, 8)) {
        if (now >= course.until) break;
        while (place + 1 < course.periods.size() && course.periods[place + 1].from <= now) ++place;
        forgotten.facts.now = now;
        agrees(course.periods[place].standing, one, forgotten);
        ASSERT_FALSE(testing::Test::HasFailure()) << rules::format_instant(now);
      }
    }
  }
  printf("%d followed to the end, %d changes\n", followed, changes);
  EXPECT_GT(followed, 50);
  EXPECT_GT(changes, 10);
}

// Answers to unknown facts are remembered; whoever has none to remember says the same.
TEST(AccountDecisions, SayNothingOfOneAccountThatIsOfAnother) {
  const std::uint64_t seed = chosen_seed();
  printf("seed %llu\n", static_cast<unsigned long long>(seed));
  Dice dice(seed);
  const auto kind = [](const engine::Decision& d) { return kind_of(d); };
  for (int i = 0; i < (long_run() ? 1000 : 100); ++i) {
    const Case one = random_case(dice);
    SCOPED_TRACE(one.source.text());
    const OrdinarySignIn sign_in = sign_in_of(random_facts(one.policy, dice));
    AccountDecisions decisions(*one.graph, sign_in, kind);
    engine::Facts facts = random_account(one.policy, sign_in, dice);
    std::uint64_t what = 0;
    // Facts whose values are not tried one by one: the others are not remembered either.
    for (bool found = false; !found;) {
      what = static_cast<std::uint64_t>(dice.below(1 << 30));
      Dice same(what);
      const Uncertain forgotten = forget(one.policy, facts, 3, 100'000, same);
      found = only_of_account(forgotten) && !only_flags(forgotten);
    }
    for (int j = 0; j < 100; ++j) {
      if (dice.chance(10)) {
        const Instant now = facts.now;
        facts = random_account(one.policy, sign_in, dice);
        facts.now = now;
      }
      change_one(facts, one.policy, dice);
      engine::Facts own = facts;
      const Draft whole = draft_of(own, one.policy, dice);
      Dice same(what);
      const Uncertain forgotten = forget(one.policy, own, 3, 100'000, same);
      if (!only_of_account(forgotten)) continue;
      const Draft draft = forget_in(whole, forgotten);
      SCOPED_TRACE(to_text(forgotten.facts));
      decisions.take(draft);
      AccountDecisions fresh(*one.graph, sign_in, kind);
      fresh.take(draft);
      const auto remembered = decisions.at(own.now);
      const auto anew = fresh.at(own.now);
      ASSERT_TRUE(remembered.ok());
      ASSERT_TRUE(anew.ok());
      ASSERT_EQ(to_text(from_decision(remembered.value().decision)),
                to_text(from_decision(anew.value().decision)));
      ASSERT_EQ(remembered.value().unknown, anew.value().unknown);
    }
  }
}

TEST(AccountDecisions, AnswerUnknownFactsAsTheOracleDoes) {
  const std::uint64_t seed = chosen_seed();
  printf("seed %llu\n", static_cast<unsigned long long>(seed));
  Dice dice(seed);
  int certain = 0;
  int uncertain_ones = 0;
  for (int i = 0; i < (long_run() ? 3000 : 80); ++i) {
    const Case one = random_case(dice);
    SCOPED_TRACE(one.source.text());
    const OrdinarySignIn sign_in = sign_in_of(random_facts(one.policy, dice));
    AccountDecisions decisions(*one.graph, sign_in, [](const auto& d) { return kind_of(d); });
    engine::Facts facts = random_account(one.policy, sign_in, dice);
    std::uint64_t what = 0;
    for (int j = 0; j < 16; ++j) {
      // Of four accounts that are nearly alike the same facts are forgotten.
      if (j % 4 == 0) {
        facts = random_account(one.policy, sign_in, dice);
        what = static_cast<std::uint64_t>(dice.below(1 << 30));
      } else {
        change_one(facts, one.policy, dice);
      }
      engine::Facts own = facts;
      const Draft whole = draft_of(own, one.policy, dice);
      Dice same(what);
      const Uncertain forgotten = forget(one.policy, own, 1 + same.below(3), 3000, same);
      if (!only_of_account(forgotten)) continue;
      const Draft draft = forget_in(whole, forgotten);
      SCOPED_TRACE(to_text(forgotten.facts));
      decisions.take(draft);
      const auto standing = decisions.at(own.now);
      ASSERT_TRUE(standing.ok());
      agrees(standing.value(), one, forgotten);
      if (testing::Test::HasFailure()) return;
      standing.value().certain() ? ++certain : ++uncertain_ones;
    }
  }
  printf("%d certain, %d uncertain\n", certain, uncertain_ones);
  EXPECT_GT(certain, uncertain_ones / 10);
  EXPECT_GT(uncertain_ones, 20);
}

}  // namespace
}  // namespace gatecast::oracle
