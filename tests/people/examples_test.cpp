// The populations and behaviours of `examples/` are read without a complaint.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "rules/policy_parser.h"
#include "simulator/behavior.h"
#include "simulator/population.h"

namespace gatecast::simulator {
namespace {

rules::Source example(const std::string& path) {
  std::ifstream file(GATECAST_ROOT "/examples/" + path);
  std::stringstream text;
  text << file.rdbuf();
  return rules::Source(path, text.str());
}

rules::Policy policy_of(const std::string& path) {
  auto parsed = rules::parse_policy(example(path));
  EXPECT_TRUE(parsed.policy);
  return parsed.policy ? *parsed.policy : rules::Policy{};
}

TEST(Examples, PortalAccountsAreRead) {
  const rules::Source accounts = example("portal/accounts.csv");
  const auto read =
      read_accounts_csv(accounts, policy_of("portal/policy.yaml"), default_behavior(), 1);
  EXPECT_EQ(rules::render(accounts, read.diagnostics), "");
  EXPECT_EQ(read.population.people.size(), 12'000U);
  EXPECT_TRUE(read.population.notes.empty());
}

TEST(Examples, UniversityIsSynthesized) {
  const rules::Policy policy = policy_of("university-2017/policy.yaml");
  const rules::Source file = example("university-2017/behavior.yaml");
  const auto behavior = parse_behavior(file, policy);
  EXPECT_EQ(rules::render(file, behavior.diagnostics), "");
  const rules::Source population = example("university-2017/population.yaml");
  const auto made = synthesize(population, policy, behavior.behavior);
  EXPECT_EQ(rules::render(population, made.diagnostics), "");
  EXPECT_EQ(made.population.people.size(), 25'000U);
}

}  // namespace
}  // namespace gatecast::simulator
