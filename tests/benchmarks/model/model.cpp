#include "tests/benchmarks/model/model.h"

#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <memory>
#include <string>

#include "rules/check.h"
#include "rules/policy_parser.h"
#include "simulator/completion.h"

namespace gatecast::model {
namespace {

rules::Source read(const std::string& name) {
  const std::string path = std::string(GATECAST_ROOT) + "/tests/benchmarks/model/" + name;
  std::ifstream file(path, std::ios::binary);
  GATECAST_CHECK(file.good());
  return {name, std::string(std::istreambuf_iterator<char>(file), {})};
}

rules::AccountType type_of(int user) {
  const int place = user % 20;
  if (place < 14) return rules::AccountType::internal;
  return place < 19 ? rules::AccountType::partner : rules::AccountType::customer;
}

simulator::Person person(int user) {
  simulator::Person person;
  engine::Account& account = person.account;
  account.id = fmt::format("u-{}", user);
  account.type = type_of(user);
  account.roles = std::vector<std::string>{};
  account.groups = std::vector<std::string>{};
  account.active = true;
  account.created = rules::parse_instant("2020-01-01T00:00:00Z").value();
  account.authenticator = rules::AuthenticatorState::not_started;
  account.passkey = false;
  account.email = false;
  account.phone = false;
  account.backup_codes = 0;
  account.grace_started = engine::Fact<rules::Instant>::none();
  account.skips = 0;
  account.reset_at = engine::Fact<rules::Instant>::none();
  simulator::settle_unsaid(account);
  person.sign_ins_per_day = std::nullopt;  // drawn anew in each replicate
  return person;
}

}  // namespace

simulator::Plan plan(int people, int replicates, std::uint64_t seed) {
  const rules::Source source = read("policy.yaml");
  rules::ParsedPolicy parsed = rules::parse_policy(source);
  GATECAST_CHECK(parsed.policy.has_value());
  auto graph = engine::compile(*parsed.policy, source);
  GATECAST_CHECK(graph.ok());
  simulator::ParsedBehavior behavior =
      simulator::parse_behavior(read("behavior.yaml"), *parsed.policy);
  GATECAST_CHECK(!behavior.diagnostics.has_errors());
  auto population = std::make_shared<simulator::Population>();
  for (int user = 0; user < people; ++user) population->people.push_back(person(user));

  simulator::Plan plan;
  plan.graph = graph.value();
  plan.behavior = std::move(behavior.behavior);
  plan.population = std::move(population);
  plan.start = *rules::parse_date("2027-01-01");
  plan.days = days;
  plan.replicates = replicates;
  plan.seed = seed;
  plan.threads = 1;
  return plan;
}

}  // namespace gatecast::model
