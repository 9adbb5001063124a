#include "tests/benchmarks/portal_plan.h"

#include <fmt/format.h>

#include <cmath>
#include <fstream>
#include <iterator>
#include <memory>
#include <regex>
#include <string>

#include "rules/check.h"
#include "rules/policy_parser.h"

namespace gatecast::benchmarks {
namespace {

constexpr int accounts_in_file = 200'000;

std::string read(const std::string& path) {
  std::ifstream file(std::string(GATECAST_ROOT) + "/" + path, std::ios::binary);
  GATECAST_CHECK(file.good());
  return {std::istreambuf_iterator<char>(file), {}};
}

// The same text with other counts.
std::string scaled(const std::string& synthesis, int accounts) {
  static const std::regex count("count: ([0-9]+)");
  std::string out;
  auto rest = synthesis.cbegin();
  for (std::smatch found; std::regex_search(rest, synthesis.cend(), found, count);) {
    const double share = std::stod(found[1]) / accounts_in_file;
    out.append(rest, found[0].first);
    out += fmt::format("count: {}", std::lround(share * accounts));
    rest = found[0].second;
  }
  return out.append(rest, synthesis.cend());
}

}  // namespace

simulator::Plan portal_plan(int accounts) {
  const rules::Source source("policy.yaml", read("examples/portal/policy.yaml"));
  const rules::ParsedPolicy parsed = rules::parse_policy(source);
  GATECAST_CHECK(parsed.policy.has_value());
  const auto compiled = engine::compile(*parsed.policy, source);
  GATECAST_CHECK(compiled.ok());
  simulator::Plan plan;
  plan.graph = compiled.value();
  plan.behavior = simulator::default_behavior();
  const rules::Source synthesis(
      "people.yaml", scaled(read("tests/benchmarks/two_hundred_thousand.yaml"), accounts));
  simulator::ParsedPopulation people =
      simulator::synthesize(synthesis, *parsed.policy, plan.behavior);
  GATECAST_CHECK(!people.diagnostics.has_errors());
  plan.population = std::make_shared<const simulator::Population>(std::move(people.population));
  plan.start = *rules::parse_date("2027-01-04");
  plan.days = 90;
  plan.replicates = 1;
  plan.threads = 1;
  return plan;
}

}  // namespace gatecast::benchmarks
