// Facts that are written as a file of tests say the same when they are read: of random policies and
// sign-ins, the unknown among them.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "engine/facts_writer.h"
#include "engine/policy_tests/ordinary.h"
#include "reports/generated_names.h"
#include "rules/yaml_writer.h"
#include "tests/oracle/random_facts.h"
#include "tests/oracle/run.h"
#include "tests/policy_tests/small_plan.h"

namespace gatecast::oracle {
namespace {

std::string json_of(const engine::Facts& facts) {
  std::string text;
  engine::write_facts(facts, nullptr, text);
  return text;
}

std::string written(const engine::Facts& facts, const rules::Policy& policy) {
  using reports::put;
  using reports::text_node;
  const engine::Facts ordinary = engine::ordinary_facts(policy);
  rules::WrittenNode root = reports::map_node();
  rules::WrittenNode accounts = reports::map_node();
  rules::WrittenNode situations = reports::map_node();
  put(accounts, "somebody", reports::named_account(facts, ordinary, policy).facts);
  put(situations, "somehow", reports::named_situation(facts, ordinary, policy).facts);
  rules::WrittenNode test = reports::map_node();
  put(test, "test", text_node("one"));
  put(test, "who", text_node("somebody"));
  put(test, "signs_in", text_node("somehow"));
  put(test, "at", reports::scalar(reports::moment_text(facts.now, policy.zone)));
  put(test, "gets", reports::scalar("deny"));
  rules::WrittenNode tests = reports::list_node();
  tests.parts.push_back({"", std::move(test), {}});
  put(root, "accounts", std::move(accounts));
  put(root, "situations", std::move(situations));
  put(root, "tests", std::move(tests));
  return rules::write_yaml(root, {});
}

// Some become unknown. Roles that are not declared are written apart, so last.
void vary(engine::Facts& facts, const engine::Graph& graph, Dice& dice) {
  if (dice.chance(20)) facts.sign_in.risk = {};
  if (dice.chance(20)) facts.sign_in.known_ip = {};
  if (dice.chance(20)) facts.sign_in.skipped = {};
  if (dice.chance(20)) facts.sign_in.country = {};
  if (dice.chance(20)) facts.sign_in.channel = {};
  if (dice.chance(20)) facts.user.phone = {};
  if (dice.chance(20)) facts.user.type = {};
  if (dice.chance(20)) facts.user.authenticator = {};
  if (dice.chance(20)) facts.user.grace_started = {};
  if (dice.chance(20)) facts.user.locks[1] = {};
  if (dice.chance(20)) facts.user.groups = {};
  if (dice.chance(20)) facts.environment.email_healthy = {};
  if (dice.chance(10)) facts.user.roles = {};
  if (!facts.user.roles.is_known()) return;
  std::vector<std::string> roles = facts.user.roles.value();
  std::stable_partition(roles.begin(), roles.end(), [&](const std::string& role) {
    return graph.declared_roles.count(role) > 0;
  });
  facts.user.roles = roles;
}

TEST(RoundTrip, FactsAreReadAsTheyWereWritten) {
  const std::uint64_t seed = chosen_seed();
  SCOPED_TRACE(fmt::format("GATECAST_SEED={}", seed));
  Dice dice(seed);
  const int policies = long_run() ? 400 : 20;
  for (int i = 0; i < policies; ++i) {
    const std::string text = right_policy(dice);
    const auto graph = graph_of(text);
    for (int k = 0; k < 40; ++k) {
      engine::Facts facts = random_facts(graph->policy, dice);
      vary(facts, *graph, dice);
      const std::string yaml = written(facts, graph->policy);
      const engine::TestFile file = tests_of(yaml, *graph);
      const engine::Facts again = file.facts(file.sign_ins[0], graph->policy);
      EXPECT_TRUE(engine::differing_facts(again, facts).empty())
          << text << yaml << json_of(facts) << '\n'
          << json_of(again);
      EXPECT_EQ(again.now, facts.now) << yaml;
      EXPECT_EQ(again.user.id.value(), facts.user.id.value());
      if (HasFailure()) return;
    }
  }
}

}  // namespace
}  // namespace gatecast::oracle
