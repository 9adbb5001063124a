// A policy with `extends`, in the graph, against the same policy written out by hand, in the slow
// interpreter: only the line that decided may differ, since it stands in another file.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "engine/graph/decide.h"
#include "rules/library.h"
#include "rules/policy_parser.h"
#include "tests/oracle/interpreter.h"
#include "tests/oracle/random_facts.h"

namespace gatecast::oracle {
namespace {

rules::Source read(const std::string& name) {
  std::ifstream file(GATECAST_ROOT "/tests/extends/" + name, std::ios::binary);
  return {name, std::string(std::istreambuf_iterator<char>(file), {})};
}

// The text of the deciding line is the same setting; its layout may differ.
std::string without_rule(const Answer& answer) {
  const std::string text = to_text(answer);
  return text.substr(0, text.rfind("rule "));
}

TEST(ExtendsOracle, GraphAgreesWithThePolicyWrittenOutByHand) {
  Dice dice(20270111);
  for (const rules::LibraryPolicy& shipped : rules::library_policies()) {
    const std::string name(shipped.name);
    SCOPED_TRACE(name);
    const rules::Source source = read(name + ".yaml");
    const rules::Source whole_source = read(name + ".whole.yaml");
    const auto parsed = rules::parse_policy(source);
    const auto whole = rules::parse_policy(whole_source);
    ASSERT_TRUE(parsed.policy) << rules::render(source, parsed.diagnostics);
    ASSERT_TRUE(whole.policy) << rules::render(whole_source, whole.diagnostics);
    const auto graph = engine::compile(*parsed.policy, source);
    ASSERT_TRUE(graph.ok()) << graph.message();
    int compared = 0;
    int shipped_lines = 0;
    for (int i = 0; i < 3000; ++i) {
      const engine::Facts facts = random_facts(*whole.policy, dice);
      const auto expected = answer(*whole.policy, whole_source, facts);
      const auto decoded = engine::decode(*graph.value(), facts);
      if (!expected) continue;
      ASSERT_TRUE(decoded.ok()) << decoded.message();
      const engine::Decision decision = engine::decide(*graph.value(), decoded.value());
      ASSERT_EQ(without_rule(from_decision(decision)), without_rule(*expected)) << to_text(facts);
      ++compared;
      if (decision.rule->extends.empty()) continue;
      ++shipped_lines;
      EXPECT_EQ(decision.rule->extends, name);
      // The line that is named says what is quoted.
      const std::string_view line = shipped.source.line(decision.rule->line);
      EXPECT_NE(line.find(decision.rule->text), std::string_view::npos) << decision.rule->text;
    }
    EXPECT_GT(compared, 500);
    EXPECT_GT(shipped_lines, 100);
  }
}

// What the library's README promises of administrators.
TEST(ExtendsOracle, AnAdministratorsCodeGeneratorIsTheWayToAPasskey) {
  const rules::Source source("p.yaml",
                             "policy: p\nrevision: 1\ntime_zone: UTC\n"
                             "extends: phishing-resistant-admins\n"
                             "integrations: {email: {healthy: true}}\n"
                             "channels: [kiosk]\nroles: {Admin: {admin: true}}\n");
  const auto parsed = rules::parse_policy(source);
  ASSERT_TRUE(parsed.policy);
  const auto graph = engine::compile(*parsed.policy, source);
  ASSERT_TRUE(graph.ok());
  Dice dice(7);
  int by_generator = 0;
  int challenged = 0;
  for (int i = 0; i < 5000; ++i) {
    const engine::Facts facts = random_facts(*parsed.policy, dice);
    if (!facts.user.roles.is_known() || facts.user.roles.value().empty()) continue;
    const auto decoded = engine::decode(*graph.value(), facts);
    ASSERT_TRUE(decoded.ok());
    const engine::Decision d = engine::decide(*graph.value(), decoded.value());
    if (d.outcome == rules::Outcome::challenge) {
      ++challenged;
      ASSERT_EQ(d.methods.size(), 1U) << to_text(facts);
      ASSERT_EQ(d.methods.front(), rules::Method::passkey);
    }
    if (d.outcome != rules::Outcome::enroll) continue;
    ASSERT_FALSE(d.may_skip);
    ASSERT_NE(d.proof, engine::Proof::password) << to_text(facts);
    if (facts.user.authenticator.is_known() &&
        facts.user.authenticator.value() == rules::AuthenticatorState::enrolled) {
      ASSERT_EQ(d.proof, engine::Proof::authenticator) << to_text(facts);
      ++by_generator;
    }
  }
  EXPECT_GT(by_generator, 20);
  EXPECT_GT(challenged, 20);
}

}  // namespace
}  // namespace gatecast::oracle
