// Whom a changed policy concerns, against the interpreter: at every date at which anything changes,
// one second before and after, each account is in a change just if its two answers differ.
#include "reports/people_changes.h"

#include <gtest/gtest.h>

#include <set>

#include "tests/oracle/interpreter.h"
#include "tests/oracle/ordinary_accounts.h"
#include "tests/oracle/policy_pairs.h"
#include "tests/oracle/possible_worlds.h"
#include "tests/oracle/random_policy.h"
#include "tests/oracle/run.h"

namespace gatecast::oracle {
namespace {

using rules::Instant;

class Trial {
 public:
  Trial(const Parsed& before, const Parsed& after, const Accounts& accounts, Instant from)
      : before_(before), after_(after), accounts_(accounts) {
    plan_.before = side(before);
    plan_.after = side(after);
    plan_.accounts = std::make_shared<const simulator::AccountColumns>(accounts.drafts);
    plan_.from = from;
    plan_.until = from + Instant{200} * rules::day_seconds;
    plan_.threads = 1;
    auto found = reports::people_changes(plan_);
    EXPECT_TRUE(found.ok());
    changes_ = std::move(found).value();
  }

  int check(Dice& dice) {
    std::set<Instant> times{plan_.from, plan_.until - 1};
    for (int i = 0; i < 40; ++i) {
      times.insert(plan_.from + dice.below(static_cast<int>(plan_.until - plan_.from)));
    }
    for (const auto& change : changes_.changes) {
      for (const Instant at : {change.from, change.until}) {
        for (const Instant near : {at - 1, at, at + 1}) {
          if (plan_.from <= near && near < plan_.until) times.insert(near);
        }
      }
    }
    std::set<std::uint32_t> people;
    for (const Instant at : times) {
      const std::multiset<std::uint32_t> listed = listed_at(at);
      for (std::uint32_t i = 0; i < accounts_.facts.size(); ++i) {
        const bool differs = text_at(before_, i, at) != text_at(after_, i, at);
        EXPECT_EQ(listed.count(i), differs ? 1U : 0U)
            << rules::format_instant(at) << " account " << i << "\n"
            << text_at(before_, i, at) << "->\n"
            << text_at(after_, i, at);
        if (differs) people.insert(i);
      }
    }
    EXPECT_EQ(changes_.people, people.size());
    EXPECT_EQ(changes_.cut, 0U);
    return static_cast<int>(changes_.changes.size());
  }

 private:
  reports::PeoplePlan::Side side(const Parsed& parsed) const {
    auto graph = engine::compile(parsed.policy(), parsed.source);
    EXPECT_TRUE(graph.ok());
    return {graph.value(), simulator::ordinary_sign_in(parsed.policy())};
  }

  std::multiset<std::uint32_t> listed_at(Instant at) const {
    std::multiset<std::uint32_t> listed;
    for (const auto& change : changes_.changes) {
      if (change.from <= at && at < change.until) {
        listed.insert(change.accounts.begin(), change.accounts.end());
      }
    }
    return listed;
  }

  std::string text_at(const Parsed& parsed, std::uint32_t index, Instant at) const {
    engine::Facts facts = accounts_.facts[index];
    facts.now = at;
    const auto answered = answer(parsed.policy(), parsed.source, facts);
    return answered ? visible_text(*answered) : "not known to the interpreter";
  }

  const Parsed& before_;
  const Parsed& after_;
  const Accounts& accounts_;
  reports::PeoplePlan plan_;
  reports::PeopleChanges changes_;
};

TEST(PeopleChanges, AgreeWithDecidingEachPerson) {
  const std::uint64_t seed = chosen_seed(2);
  RecordProperty("seed", std::to_string(seed));
  printf("seed %llu\n", static_cast<unsigned long long>(seed));
  Dice dice(seed);
  const int pairs = long_run() ? 1'000 : 40;
  int tried = 0;
  int changes = 0;
  for (int i = 0; tried < pairs && i < 20 * pairs && !testing::Test::HasFailure(); ++i) {
    const Parsed before(random_policy(dice));
    const Parsed after(changed(std::string(before.source.text()), dice));
    if (!before.parsed.policy || !after.parsed.policy) continue;
    if (before.source.text() == after.source.text()) continue;
    ++tried;
    SCOPED_TRACE(before.source.text());
    SCOPED_TRACE(after.source.text());
    const Instant from = *rules::parse_instant("2027-01-05T00:00:00Z");
    const Accounts accounts = random_accounts(before.policy(), 25, from, dice);
    const bool known =
        std::all_of(accounts.facts.begin(), accounts.facts.end(), [&](const engine::Facts& facts) {
          return answer(before.policy(), before.source, facts) &&
                 answer(after.policy(), after.source, facts);
        });
    if (known) changes += Trial(before, after, accounts, from).check(dice);
  }
  printf("%d pairs, %d changes\n", tried, changes);
  EXPECT_GT(changes, tried);
}

// Seven days less of grace: first another deadline, then the end of it.
TEST(PeopleChanges, SaysWhenGraceEndsEarlier) {
  const auto text = [](const char* days) {
    return std::string("policy: p\nrevision: 1\ntime_zone: UTC\n") +
           "two_factor: {enabled: true, methods: [authenticator, email], enrollment: "
           "{authenticator: "
           "required, grace: {days: " +
           days +
           "}}}\nintegrations: {email: {healthy: true}}\n"
           "roles: {Admin: {type: internal, admin: true}}\n"
           "rollout: {stages: [{name: all, start: 2027-02-01}]}\n";
  };
  const Parsed before(text("14"));
  const Parsed after(text("7"));
  ASSERT_TRUE(before.parsed.policy && after.parsed.policy);
  Dice dice(1);
  const Instant from = *rules::parse_instant("2027-01-05T00:00:00Z");
  Accounts accounts = random_accounts(before.policy(), 1, from, dice);
  engine::Account& account = accounts.drafts[0].account;
  account.authenticator = rules::AuthenticatorState::not_started;
  account.active = true;
  account.type = rules::AccountType::internal;
  account.roles = std::vector<std::string>{"Admin"};
  account.account_locked = engine::Fact<engine::Lock>::none();
  account.created = engine::Fact<Instant>::none();
  account.grace_started = engine::Fact<Instant>::none();
  account.reset_at = engine::Fact<Instant>::none();
  reports::PeoplePlan plan;
  for (const auto& [parsed, side] :
       {std::pair{&before, &plan.before}, std::pair{&after, &plan.after}}) {
    auto graph = engine::compile(parsed->policy(), parsed->source);
    ASSERT_TRUE(graph.ok());
    *side = {graph.value(), simulator::ordinary_sign_in(parsed->policy())};
  }
  plan.accounts = std::make_shared<const simulator::AccountColumns>(accounts.drafts);
  plan.from = from;
  plan.until = from + Instant{100} * rules::day_seconds;
  const auto found = reports::people_changes(plan);
  ASSERT_TRUE(found.ok());
  const auto& changes = found.value().changes;
  ASSERT_EQ(changes.size(), 2U);
  EXPECT_EQ(rules::format_instant(changes[0].from), "2027-02-01T00:00:00Z");
  EXPECT_EQ(changes[0].after, "the same, with another deadline");
  EXPECT_EQ(rules::format_instant(changes[1].from), "2027-02-08T00:00:00Z");
  EXPECT_EQ(rules::format_instant(changes[1].until), "2027-02-15T00:00:00Z");
  EXPECT_EQ(changes[1].after, "enroll (enrollment_required)");
  EXPECT_EQ(changes[1].administrators, 1U);
  EXPECT_EQ(changes[1].by_type[0], 1U);
  EXPECT_EQ(changes[1].by_stage.at("all"), 1U);
}

}  // namespace
}  // namespace gatecast::oracle
