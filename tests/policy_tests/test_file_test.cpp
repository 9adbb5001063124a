// How a file of tests is read: what it says, and every mistake at its place.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "engine/policy_tests/run_tests.h"
#include "tests/policy_tests/small_plan.h"

namespace gatecast::oracle {
namespace {

const engine::Graph& portal() {
  static const auto graph = portal_graph();
  return *graph;
}

std::string with_tests(const std::string& tests) {
  return "now: 2027-04-12 09:00\n"
         "accounts: {partner: {roles: [Partner Manager]}, customer: {roles: [Customer]}}\n"
         "situations: {at high risk: {risk: high}, from a known browser: {device_cookie: true}}\n"
         "tests:\n" +
         tests;
}

std::vector<std::string> titles(const engine::TestFile& file) {
  std::vector<std::string> all;
  for (const engine::TestedSignIn& each : file.sign_ins) {
    all.push_back(file.title(each, portal().policy));
  }
  return all;
}

TEST(TestFile, ListsMakeEveryCombination) {
  const engine::TestFile file =
      tests_of(with_tests("  - test: all\n"
                          "    who: [partner, customer]\n"
                          "    signs_in: [at high risk, from a known browser]\n"
                          "    at: [2027-02-01, 2027-02-01 09:30]\n"
                          "    gets: deny\n"
                          "  - {test: one, who: customer, gets: allow}\n"),
               portal());
  const std::vector<std::string> expected = {
      "partner signs in at high risk at 2027-02-01",
      "partner signs in at high risk at 2027-02-01 09:30",
      "partner signs in from a known browser at 2027-02-01",
      "partner signs in from a known browser at 2027-02-01 09:30",
      "customer signs in at high risk at 2027-02-01",
      "customer signs in at high risk at 2027-02-01 09:30",
      "customer signs in from a known browser at 2027-02-01",
      "customer signs in from a known browser at 2027-02-01 09:30",
      "customer signs in"};
  EXPECT_EQ(titles(file), expected);
  EXPECT_EQ(file.sign_ins[7].test, 0U);
  EXPECT_EQ(file.sign_ins[8].test, 1U);
}

// New York is five hours behind UTC in winter, four in summer.
TEST(TestFile, TimesAreOfThePolicysClock) {
  const engine::TestFile file = tests_of(
      with_tests(
          "  - test: times\n"
          "    who: partner\n"
          "    at: [2027-02-01, 2027-02-01 09:30, 2027-07-01T09:30:15, 2027-02-01T09:30:00Z]\n"
          "    gets: deny\n"
          "  - {test: one, who: partner, gets: deny}\n"),
      portal());
  std::vector<std::string> times;
  for (const auto& each : file.sign_ins) {
    times.push_back(rules::format_instant(file.facts(each, portal().policy).now));
  }
  const std::vector<std::string> expected = {"2027-02-01T05:00:00Z", "2027-02-01T14:30:00Z",
                                             "2027-07-01T13:30:15Z", "2027-02-01T09:30:00Z",
                                             "2027-04-12T13:00:00Z"};
  EXPECT_EQ(times, expected);
}

TEST(TestFile, WhatIsNotSaidIsOrdinaryAndTheIdIsTheName) {
  const engine::TestFile file = tests_of(
      with_tests("  - {test: one, who: partner, signs_in: at high risk, gets: deny}\n"), portal());
  const engine::Facts facts = file.facts(file.sign_ins[0], portal().policy);
  EXPECT_EQ(facts.user.id.value(), "partner");
  EXPECT_EQ(facts.user.roles.value(), std::vector<std::string>{"Partner Manager"});
  EXPECT_EQ(facts.user.authenticator.value(), rules::AuthenticatorState::enrolled);
  EXPECT_EQ(facts.user.backup_codes.value(), 8);
  EXPECT_EQ(facts.sign_in.channel.value(), "password");
  EXPECT_EQ(facts.sign_in.risk.value(), rules::Risk::high);
  EXPECT_TRUE(facts.user.locks[0].is_none());
}

TEST(TestFile, LikeBeginsWithAnother) {
  const engine::TestFile file = tests_of(
      "accounts:\n"
      "  a: {roles: [Customer], phone: false, id: x}\n"
      "  b: {like: a, phone: unknown, email: null}\n"
      "situations:\n"
      "  first: {now: 2027-02-01, risk: high, user: {skips: 2}}\n"
      "  second: {like: first, risk: low}\n"
      "tests: [{test: one, who: b, signs_in: second, gets: deny}]\n",
      portal());
  const engine::Facts facts = file.facts(file.sign_ins[0], portal().policy);
  EXPECT_EQ(facts.user.id.value(), "x");
  EXPECT_EQ(facts.user.roles.value(), std::vector<std::string>{"Customer"});
  EXPECT_TRUE(facts.user.phone.is_unknown());
  EXPECT_TRUE(facts.user.email.is_none());
  EXPECT_EQ(facts.user.skips.value(), 2);
  EXPECT_EQ(facts.sign_in.risk.value(), rules::Risk::low);
  EXPECT_EQ(rules::format_instant(facts.now), "2027-02-01T05:00:00Z");
}

struct Wrong {
  const char* tests;
  const char* codes;
};

TEST(TestFile, MistakesAreReportedAtTheirPlaces) {
  const std::vector<Wrong> all = {
      {"  - {test: a, who: partnr, gets: deny}\n", "unknown-name: partnr\n"},
      {"  - {test: a, who: partner, signs_in: on the moon, gets: deny}\n",
       "unknown-name: on the moon\n"},
      {"  - {test: a, who: partner, gets: denny}\n", "unknown-outcome: denny\n"},
      {"  - {test: a, who: partner, gets: {reason: second_fctor}}\n",
       "unknown-reason: second_fctor\n"},
      {"  - {test: a, who: partner, gets: {methods: authenticator}}\n",
       "wrong-type: authenticator\n"},
      {"  - {test: a, who: partner, gets: {methods: [fax]}}\n", "unknown-method: fax\n"},
      {"  - {test: a, who: partner, gets: {outcom: deny}}\n", "unknown-key: outcom\n"},
      {"  - {test: a, who: partner, gets: {}}\n", "wrong-type: {}\n"},
      {"  - {test: a, who: partner, gets: {may_skip: yes}}\n", "bad-boolean: yes\n"},
      {"  - {test: a, who: partner, gets: {deadline: soon}}\n", "bad-date: soon\n"},
      {"  - {test: a, who: partner, gets: {limits: {attempts: many}}}\n", "wrong-type: many\n"},
      {"  - {test: a, who: partner, at: 2027-02-30, gets: deny}\n", "bad-date: 2027-02-30\n"},
      {"  - {test: a, who: partner, at: 2027-02-03 25:00, gets: deny}\n",
       "bad-date: 2027-02-03 25:00\n"},
      {"  - {test: a, who: partner}\n", "missing-key: {test: a, who: partner}\n"},
      {"  - {who: partner, gets: deny}\n", "missing-key: {who: partner, gets: deny}\n"},
      {"  - {test: a, gets: deny}\n", "missing-key: {test: a, gets: deny}\n"},
      {"  - {test: a, who: partner, cases: [], gets: deny}\n",
       "missing-key: {test: a, who: partner, cases: [], gets: deny}\n"},
      {"  - {test: a, cases: [{who: partner}]}\n", "missing-key: {who: partner}\n"},
      {"  - {test: a, table: {partner: {nowhere: deny}}}\n", "unknown-name: nowhere\n"},
      {"  - {test: a, who: [], gets: deny}\n", "wrong-type: []\n"},
      {"  - {test: a, who: partner, gets: deny}\n  - {test: a, who: partner, gets: deny}\n",
       "duplicate-item: a\n"},
      {"  - {test: a, gets: deny, cases: []}\n", "missing-key: []\n"},
      {"  - {test: a, table: {}}\n", "missing-key: {}\n"},
      {"  []\n", "missing-key: []\n"},
  };
  for (const Wrong& each : all) {
    EXPECT_EQ(codes_of(with_tests(each.tests), portal()), each.codes) << each.tests;
  }
}

TEST(TestFile, FactsThatAreNoneOfThePolicysAreReported) {
  const auto account = [](const std::string& facts) {
    return codes_of(
        "now: 2027-01-01\naccounts: {a: {" + facts + "}}\ntests: [{test: t, who: a, gets: deny}]\n",
        portal());
  };
  const auto situation = [](const std::string& facts) {
    return codes_of("now: 2027-01-01\naccounts: {a: {}}\nsituations: {s: {" + facts +
                        "}}\ntests: [{test: t, who: a, signs_in: s, gets: deny}]\n",
                    portal());
  };
  EXPECT_EQ(account("roles: [Custmer]"), "unknown-role: Custmer\n");
  EXPECT_EQ(account("undeclared_roles: [Custmer]"), "");
  EXPECT_EQ(account("type: human"), "unknown-type: human\n");
  EXPECT_EQ(account("authenticator: lost"), "unknown-state: lost\n");
  EXPECT_EQ(account("backup_codes: -1"), "bad-number: -1\n");
  EXPECT_EQ(account("attributes: {clearance: 9}"), "bad-number: 9\n");
  EXPECT_EQ(account("attributes: {clearence: 1}"), "unknown-attribute: clearence\n");
  EXPECT_EQ(account("locks: {fax: null}"), "unknown-key: fax\n");
  EXPECT_EQ(account("locks: {sms: {hard: true}}"), "missing-key: {hard: true}\n");
  EXPECT_EQ(account("account_locked: {until: null, hard: true}"), "");
  EXPECT_EQ(account("risk: high"), "unknown-key: risk\n");
  EXPECT_EQ(situation("channel: phone"), "unknown-channel: phone\n");
  EXPECT_EQ(situation("country: usa"), "bad-country: usa\n");
  EXPECT_EQ(situation("ip: 1.2.3"), "bad-address: 1.2.3\n");
  EXPECT_EQ(situation("risk: huge"), "unknown-risk: huge\n");
  EXPECT_EQ(situation("user: {phone: 1}"), "wrong-type: 1\n");
  EXPECT_EQ(situation("user: {phne: true}"), "unknown-key: phne\n");
}

TEST(TestFile, SomethingMustSayWhen) {
  const std::string text =
      "accounts: {a: {}}\nsituations: {s: {now: 2027-01-01}}\ntests:\n"
      "  - {test: t, who: a, signs_in: s, gets: deny}\n"
      "  - {test: u, who: a, at: 2027-01-01, gets: deny}\n"
      "  - {test: v, who: a, gets: deny}\n";
  EXPECT_EQ(codes_of(text, portal()), "missing-key: deny\n");
}

TEST(TestFile, TooManyCombinationsAreRefused) {
  std::string accounts = "now: 2027-01-01\naccounts:\n";
  std::string situations = "situations:\n";
  std::string who;
  std::string how;
  for (int i = 0; i < 1100; ++i) {
    accounts += fmt::format("  a{}: \n", i);
    situations += fmt::format("  s{}: \n", i);
    who += fmt::format("{}a{}", i == 0 ? "" : ", ", i);
    how += fmt::format("{}s{}", i == 0 ? "" : ", ", i);
  }
  const std::string text = accounts + situations + "tests:\n  - test: t\n    who: [" + who +
                           "]\n    signs_in: [" + how + "]\n    gets: deny\n";
  EXPECT_EQ(codes_of(text, portal()).substr(0, 10), "too-large:");
}

}  // namespace
}  // namespace gatecast::oracle
