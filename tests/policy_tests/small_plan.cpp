#include "tests/policy_tests/small_plan.h"

#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <stdexcept>

#include "rules/policy_parser.h"
#include "tests/oracle/random_policy.h"

namespace gatecast::oracle {

std::shared_ptr<const engine::Graph> graph_of(const std::string& text, engine::Shape shape) {
  const rules::Source source("policy.yaml", text);
  const rules::ParsedPolicy parsed = rules::parse_policy(source);
  if (!parsed.policy) throw std::invalid_argument(rules::render(source, parsed.diagnostics));
  auto graph = engine::compile(*parsed.policy, source, shape);
  // A small policy may be too large in the shape of another.
  if (!graph.ok()) graph = engine::compile(*parsed.policy, source);
  return graph.value();
}

std::string right_policy(Dice& dice) {
  while (true) {
    std::string text = random_policy(dice);
    if (rules::parse_policy(rules::Source("policy.yaml", text)).policy) return text;
  }
}

std::shared_ptr<const engine::Graph> portal_graph() {
  std::ifstream file(GATECAST_ROOT "/examples/portal/policy.yaml", std::ios::binary);
  return graph_of({std::istreambuf_iterator<char>(file), {}});
}

engine::TestFile tests_of(const std::string& text, const engine::Graph& graph) {
  const rules::Source source("tests.yaml", text);
  engine::ParsedTests parsed = engine::parse_tests(source, graph);
  if (!parsed.file) throw std::invalid_argument(rules::render(source, parsed.diagnostics));
  return std::move(*parsed.file);
}

std::string codes_of(const std::string& text, const engine::Graph& graph) {
  const rules::Source source("tests.yaml", text);
  std::string codes;
  const engine::ParsedTests parsed = engine::parse_tests(source, graph);
  for (const rules::Diagnostic& each : parsed.diagnostics.all()) {
    codes += fmt::format("{}: {}\n", each.code, source.excerpt(each.span));
  }
  return codes;
}

}  // namespace gatecast::oracle
