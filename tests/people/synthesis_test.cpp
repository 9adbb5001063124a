// Synthesized populations have the shares asked for, and repeat exactly.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "simulator/behavior.h"
#include "simulator/population.h"

namespace gatecast::simulator {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr const char* acme = R"(population: acme
seed: 11
accounts:
  - count: 9000
    id: "c-{n}"
    type: customer
    roles: {Customer: 97%, "Customer;Customer Admin": 3%}
    email: 98%
    phone: 61%
    sso: 10%
    authenticator: {enrolled: 4%, pending: 1%}
    dormant: 22%
    sign_ins_per_day: {median: 0.2, sigma: 1.1}
    created: [2019-01-01, 2027-01-01]
    backup_codes: {10: 60%, 3: 40%}
)";

rules::Policy portal() {
  rules::Policy policy;
  rules::Role role;
  role.name.value = "Customer";
  role.type = rules::AccountType::customer;
  policy.roles.push_back(role);
  role.name.value = "Customer Admin";
  policy.roles.push_back(role);
  return policy;
}

ParsedPopulation make(const std::string& text) {
  return synthesize(rules::Source("p.yaml", text), portal(), default_behavior());
}

std::vector<std::string> problems(const std::string& group) {
  std::vector<std::string> lines;
  const auto parsed = make("accounts:\n  - {count: 2, id: \"c-{n}\", " + group + "}\n");
  for (const auto& diagnostic : parsed.diagnostics.all()) {
    lines.push_back(std::string(diagnostic.code) + " " + diagnostic.help);
  }
  return lines;
}

template <class Holds>
double share(const Population& population, const Holds& holds) {
  double count = 0;
  for (const Person& person : population.people) count += holds(person) ? 1 : 0;
  return count / static_cast<double>(population.people.size());
}

TEST(Synthesis, HasTheSharesAskedFor) {
  const auto parsed = make(acme);
  ASSERT_TRUE(parsed.diagnostics.empty());
  const Population& all = parsed.population;
  ASSERT_EQ(all.people.size(), 9000U);
  EXPECT_EQ(all.people[0].account.id.value(), "c-1");
  const auto expect = [&](double wanted, const auto& holds) {
    EXPECT_NEAR(share(all, holds), wanted, 4 * std::sqrt(wanted * (1 - wanted) / 9000));
  };
  expect(0.03, [](const Person& p) { return p.account.roles.value().size() == 2; });
  expect(0.98, [](const Person& p) { return p.account.email.value(); });
  expect(0.61, [](const Person& p) { return p.account.phone.value(); });
  expect(0.10, [](const Person& p) { return p.sso_share == 1; });
  expect(0.22, [](const Person& p) { return p.sign_ins_per_day == 0; });
  expect(0.04 * 0.6, [](const Person& p) { return p.account.backup_codes.value() == 10; });
  using State = rules::AuthenticatorState;
  expect(0.04, [](const Person& p) { return p.account.authenticator.value() == State::enrolled; });
  expect(0.01, [](const Person& p) { return p.account.authenticator.value() == State::pending; });
  expect(0.39, [](const Person& p) { return p.sign_ins_per_day > 0.2; });
}

TEST(Synthesis, RepeatsExactlyAndKeepsPeopleApart) {
  const auto one = make(acme);
  const auto two = make(acme);
  // A group in front of it, and thousands fewer of them, leave each customer as he was.
  std::string text(acme);
  text.replace(text.find("9000"), 4, "90");
  text.replace(text.find("  - count"), 0, "  - {count: 5, id: \"x-{n}\"}\n");
  const auto fewer = make(text);
  ASSERT_FALSE(fewer.diagnostics.has_errors());
  ASSERT_EQ(fewer.population.people.size(), 95U);
  for (std::size_t i = 0; i < 90; ++i) {
    const Person& a = one.population.people[i];
    const Person& b = two.population.people[i];
    const Person& c = fewer.population.people[i + 5];
    EXPECT_EQ(a.sign_ins_per_day, b.sign_ins_per_day);
    EXPECT_EQ(a.account.created.value(), b.account.created.value());
    EXPECT_EQ(a.sign_ins_per_day, c.sign_ins_per_day);
    EXPECT_EQ(a.account.phone.value(), c.account.phone.value());
  }
  std::string reseeded(acme);
  reseeded.replace(reseeded.find("11"), 2, "12");
  EXPECT_NE(make(reseeded).population.people[0].account.created.value(),
            one.population.people[0].account.created.value());
}

// What is not said of the rate is the behavior's, anew in each rollout; who is dormant is settled
// here, by the group's share if it has one.
TEST(Synthesis, LeavesAnUnknownRateUnknown) {
  for (const char* rate : {"", ", sign_ins_per_day: unknown"}) {
    for (const double dormant : {0.0, 0.05, 0.6}) {
      const auto parsed = make(fmt::format(
          "accounts:\n  - {{count: 9000, id: \"c-{{n}}\", dormant: {}{}}}\n", dormant, rate));
      ASSERT_TRUE(parsed.diagnostics.empty());
      const auto never = [](const Person& p) { return p.sign_ins_per_day == 0; };
      const auto unknown = [](const Person& p) { return !p.sign_ins_per_day.has_value(); };
      EXPECT_NEAR(share(parsed.population, never), dormant, 0.02);
      EXPECT_EQ(share(parsed.population, never) + share(parsed.population, unknown), 1);
      EXPECT_THAT(parsed.population.notes, Contains(HasSubstr("drawn in each rollout")));
      EXPECT_THAT(parsed.population.notes, Not(Contains(HasSubstr("dormant"))));
    }
    const auto silent =
        make(fmt::format("accounts:\n  - {{count: 9000, id: \"c-{{n}}\"{}}}\n", rate));
    EXPECT_NEAR(share(silent.population, [](const Person& p) { return p.sign_ins_per_day == 0; }),
                default_behavior().of(Parameter::dormant_share).value, 0.02);
    EXPECT_THAT(silent.population.notes, Contains(HasSubstr("dormant")));
  }
}

TEST(Synthesis, SaysWhatIsWrong) {
  EXPECT_THAT(problems("sign_ins_per_day: unknwon"), ElementsAre("wrong-type "));
  EXPECT_THAT(problems("roles: {Customer: 97%}"), ElementsAre("shares-sum "));
  EXPECT_THAT(problems("roles: {Custmer: 100%}"),
              ElementsAre("unknown-role did you mean `Customer`?"));
  EXPECT_THAT(problems("phon: 3%"), ElementsAre("unknown-key did you mean `phone`?"));
  EXPECT_THAT(problems("phone: 61"), ElementsAre("out-of-range write `61%`"));
  EXPECT_THAT(problems("phone: [1]").size(), 1U);
  EXPECT_THAT(problems("authenticator: {enrolled: 80%, pending: 30%}"), ElementsAre("shares-sum "));
  EXPECT_THAT(problems("created: [2027-01-01, 2026-01-01]"), ElementsAre("bad-range "));
  EXPECT_THAT(problems("sign_ins_per_day: {sigma: 1}"), ElementsAre("missing-key "));
  EXPECT_THAT(problems("attributes: {x: 1}"), ElementsAre("unknown-attribute "));
  EXPECT_EQ(make("accounts: [{count: 2, id: same}]").diagnostics.errors(), 1U);
  EXPECT_EQ(make("accounts: [{count: 1, id: a}, {count: 1, id: a}]").diagnostics.errors(), 1U);
  EXPECT_EQ(make("accounts: [{id: a}]").diagnostics.errors(), 1U);
  EXPECT_TRUE(make("accounts: []").diagnostics.has_errors());
  EXPECT_TRUE(make("").diagnostics.has_errors());
}

}  // namespace
}  // namespace gatecast::simulator
