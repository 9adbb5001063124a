// A test passes if, and only if, the slow interpreter gives what is expected: of random policies
// and sign-ins, with expectations that are right and some that are not.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "engine/policy_tests/run_tests.h"
#include "tests/oracle/interpreter.h"
#include "tests/oracle/random_facts.h"
#include "tests/oracle/run.h"
#include "tests/policy_tests/small_plan.h"

namespace gatecast::oracle {
namespace {

std::string list(const std::vector<rules::Method>& methods) {
  std::string text;
  for (const rules::Method method : methods) {
    text += fmt::format("{}{}", text.empty() ? "" : ", ", rules::name(method));
  }
  return "[" + text + "]";
}

std::string time(const std::optional<rules::Instant>& instant) {
  if (!instant || *instant == rules::instant_min) return "null";
  return rules::format_instant(*instant);
}

// Everything that SIGNIN says of the answer, as a test expects it.
std::vector<std::pair<std::string, std::string>> members(const Answer& a) {
  std::vector<std::pair<std::string, std::string>> all = {
      {"outcome", std::string(rules::name(a.outcome))},
      {"reason", "\"" + a.reason + "\""},
      {"methods", list(a.methods)},
      {"default_method", a.default_method ? std::string(rules::name(*a.default_method)) : "null"},
      {"backup_code", a.backup_code ? "true" : "false"},
      {"enroll_in", list(a.enroll_in)},
      {"proof", a.proof ? std::string(engine::name(*a.proof)) : "null"},
      {"may_skip", a.may_skip ? "true" : "false"},
      {"deadline", time(a.deadline)},
      {"second_factor", a.second_factor ? "true" : "false"},
      {"alert", a.alert ? "true" : "false"},
      {"unknown", "[]"},
      {"limits", fmt::format("{{attempts: {}, lockout: {}, code_length: {}}}", a.limits.attempts,
                             rules::format_duration(a.limits.lockout), a.limits.code_length)}};
  if (a.if_skipped) {
    const Skipped& s = *a.if_skipped;
    all.emplace_back("if_skipped",
                     fmt::format("{{outcome: {}, reason: {}, methods: {}, backup_code: {}, "
                                 "deadline: {}}}",
                                 rules::name(s.outcome), s.reason, list(s.methods), s.backup_code,
                                 time(s.deadline)));
  } else {
    all.emplace_back("if_skipped", "null");
  }
  return all;
}

// The file is only to hold the expectation; the sign-in is put in afterwards.
engine::TestFile expecting(const std::string& gets, const engine::Graph& graph,
                           const engine::Facts& facts) {
  engine::TestFile file = tests_of(
      "now: 2027-01-01\naccounts: {a: {}}\ntests: [{test: t, who: a, gets: " + gets + "}]\n",
      graph);
  file.accounts[0].changes = {[facts](engine::Facts& all) { all = facts; }};
  file.now.reset();
  return file;
}

std::size_t failed(const engine::TestFile& file, const engine::Graph& graph) {
  return engine::run_tests(graph, file, [](const engine::Answer&) {}).value().failed;
}

TEST(RunTests, WhatTheOracleSaysPassesAndNothingElse) {
  const std::uint64_t seed = chosen_seed();
  SCOPED_TRACE(fmt::format("GATECAST_SEED={}", seed));
  Dice dice(seed);
  const int policies = long_run() ? 500 : 15;
  for (int i = 0; i < policies; ++i) {
    const std::string text = right_policy(dice);
    const auto graph = graph_of(text);
    std::optional<std::vector<std::pair<std::string, std::string>>> before;
    for (int k = 0; k < 30; ++k) {
      const engine::Facts facts = random_facts(graph->policy, dice);
      const auto answer = oracle::answer(graph->policy, graph->source, facts);
      if (!answer) continue;
      const auto expected = members(*answer);
      std::string gets = "{";
      for (const auto& [key, value] : expected) {
        gets += fmt::format("{}{}: {}", gets.size() == 1 ? "" : ", ", key, value);
      }
      gets += "}";
      EXPECT_EQ(failed(expecting(gets, *graph, facts), *graph), 0U)
          << text << gets << to_text(facts);
      // Any one member that another sign-in got, and this one did not.
      for (std::size_t m = 0; before && m < expected.size(); ++m) {
        if ((*before)[m].second == expected[m].second) continue;
        const std::string other = fmt::format("{{{}: {}}}", expected[m].first, (*before)[m].second);
        EXPECT_EQ(failed(expecting(other, *graph, facts), *graph), 1U)
            << text << other << to_text(facts);
      }
      before = expected;
      if (HasFailure()) return;
    }
  }
}

TEST(RunTests, AnyOfSeveralOutcomesAndReasons) {
  const auto graph = portal_graph();
  const auto failures = [&](const std::string& gets) {
    const engine::TestFile file = tests_of(
        "now: 2027-05-01\naccounts: {a: {roles: [Customer]}}\ntests: [{test: t, who: a, gets: " +
            gets + "}]\n",
        *graph);
    return failed(file, *graph);
  };
  EXPECT_EQ(failures("{outcome: [challenge, deny]}"), 0U);
  EXPECT_EQ(failures("{outcome: [enroll, deny]}"), 1U);
  EXPECT_EQ(failures("{reason: [locked, second_factor]}"), 0U);
  EXPECT_EQ(failures("{methods: [authenticator, email, sms]}"), 0U);
  EXPECT_EQ(failures("{methods: [email, authenticator, sms]}"), 1U);
  EXPECT_EQ(failures("{if_skipped: challenge}"), 1U);
  EXPECT_EQ(failures("{limits: {lockout: 15m, lockout_max: 60m}}"), 0U);
  EXPECT_EQ(failures("{limits: {lockout: 16m}}"), 1U);
}

}  // namespace
}  // namespace gatecast::oracle
