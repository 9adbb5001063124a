// What a large policy costs to read and to compile, and what hostile bytes cost to refuse.
//
//   compile_benchmark           a policy of 5 MB, and hostile files of 32 MB
//   compile_benchmark --tiny    a hundredth of that; what ctest runs
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <string>

#include "engine/graph/graph.h"
#include "rules/check.h"
#include "rules/policy_parser.h"
#include "tests/benchmarks/run.h"
#include "tests/generated/generated_policy.h"

namespace gatecast::benchmarks {
namespace {

void time_parse(benchmark::State& state, const rules::Source& source) {
  for (auto _ : state) GATECAST_CHECK(rules::parse_policy(source).policy.has_value());
}

struct Parsed {
  const rules::Source& source;
  rules::Policy policy;
};

void time_compile(benchmark::State& state, const Parsed& parsed) {
  for (auto _ : state) GATECAST_CHECK(engine::compile(parsed.policy, parsed.source).ok());
}

void time_refusal(benchmark::State& state, const rules::Source& source) {
  for (auto _ : state) GATECAST_CHECK(!rules::parse_policy(source).policy.has_value());
}

std::string repeated(const std::string& text, std::size_t bytes) {
  std::string all;
  all.reserve(bytes);
  while (all.size() + text.size() <= bytes) all += text;
  return all;
}

// Every alias stands for ten of the one before it.
std::string alias_bomb(std::size_t bytes) {
  std::string all = "a0: &a0 [x]\n";
  for (int i = 1; i < 60; ++i) {
    all += fmt::format("a{}: &a{} [{}]\n", i, i, repeated(fmt::format("*a{}, ", i - 1), 60));
  }
  return all + repeated("b: *a59\n", bytes - all.size());
}

}  // namespace
}  // namespace gatecast::benchmarks

int main(int argc, char** argv) {
  using namespace gatecast;
  using namespace gatecast::benchmarks;
  const Options options = read_options(argc, argv);
  const generated::GeneratedPolicy generated(options.tiny ? 300 : 33'000, 7);
  const rules::Source source("policy.yaml", generated.text());
  auto policy = rules::parse_policy(source).policy;
  GATECAST_CHECK(policy.has_value());
  const Parsed parsed{source, std::move(*policy)};
  const auto graph = engine::compile(parsed.policy, source);
  GATECAST_CHECK(graph.ok());
  fmt::print("{} bytes, {} rules; words {} as diagrams, {} laid out\n", source.text().size(),
             parsed.policy.rules.size(), graph.value()->diagram.words.size(),
             graph.value()->program.words());

  const std::size_t bytes = (options.tiny ? 320U : 32'000U) << 10U;
  const rules::Source nesting("nesting.yaml", "a: " + repeated("[", bytes));
  const rules::Source flow("flow.yaml", "a: [" + repeated("x, ", bytes));
  const rules::Source plain("scalar.yaml", "a: " + repeated("x", bytes));
  const rules::Source quoted("quoted.yaml", "a: \"" + repeated("x", bytes));
  const rules::Source aliases("aliases.yaml", alias_bomb(bytes));
  Ratios ratios(options);
  ratios.add("parse", time_parse, source);
  ratios.add("compile", time_compile, parsed);
  ratios.add("refuse_nesting", time_refusal, nesting);
  ratios.add("refuse_flow", time_refusal, flow);
  ratios.add("refuse_scalar", time_refusal, plain);
  ratios.add("refuse_quoted", time_refusal, quoted);
  ratios.add("refuse_aliases", time_refusal, aliases);
  ratios.compare("compile", "parse");
  return ratios.run();
}
