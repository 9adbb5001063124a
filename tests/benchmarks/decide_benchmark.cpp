// What a decision costs on decoded facts: the reference policy beside nested ifs written by hand,
// and a policy of 10,000 rules beside one of 38 of the same kind, on random facts.
//
//   decide_benchmark           prints times, and ratios at the end
//   decide_benchmark --tiny    a few milliseconds each; what ctest runs
//
// Before anything is timed, the answers are compared, and a hash of them is printed.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <string>
#include <vector>

#include "engine/graph/decide.h"
#include "rules/check.h"
#include "tests/benchmarks/fnv.h"
#include "tests/benchmarks/run.h"
#include "tests/generated/generated_policy.h"
#include "tests/reference/nested_ifs.h"
#include "tests/reference/request.h"

namespace gatecast::benchmarks {
namespace {

struct Reference {
  std::shared_ptr<const engine::Graph> graph = compile_file("examples/reference/policy.yaml");
  std::vector<reference::Request> requests = reference::read_requests();
  std::vector<engine::DecodedFacts> facts;

  Reference() {
    for (const reference::Request& request : requests) {
      auto decoded = engine::decode(*graph, reference::to_facts(request));
      GATECAST_CHECK(decoded.ok());
      facts.push_back(std::move(decoded).value());
    }
  }
};

// Of so many rules.
struct Generated {
  std::shared_ptr<const engine::Graph> graph;
  std::vector<engine::DecodedFacts> facts;

  Generated(int rules, int sign_ins) {
    generated::GeneratedPolicy policy(rules, 7);
    graph = compile_text(policy.text());
    for (int i = 0; i < sign_ins; ++i) {
      auto decoded = engine::decode(*graph, policy.facts());
      GATECAST_CHECK(decoded.ok());
      facts.push_back(std::move(decoded).value());
    }
  }
};

std::uint64_t hash_of(const Generated& work) {
  Fnv hash;
  for (const engine::DecodedFacts& facts : work.facts) {
    const engine::Decision decision = engine::decide(*work.graph, facts);
    hash.add(decision.row);
    hash.add(decision.outcome);
    for (const rules::Method method : decision.methods) hash.add(method);
    hash.add(decision.rule->line);
  }
  return hash.value();
}

std::uint64_t hash_of(const Reference& work) {
  Fnv hash;
  for (std::size_t i = 0; i < work.requests.size(); ++i) {
    const reference::Answer by_graph =
        reference::to_answer(engine::decide(*work.graph, work.facts[i]));
    GATECAST_CHECK(by_graph == reference::nested_ifs(work.requests[i]));
    hash.add(by_graph.effect);
    hash.add(by_graph.methods);
    hash.add(by_graph.reason);
  }
  return hash.value();
}

void time_nested_ifs(benchmark::State& state, const Reference& work) {
  std::size_t i = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(reference::nested_ifs(work.requests[i]));
    if (++i == work.requests.size()) i = 0;
  }
}

template <class Work>
void time_graph(benchmark::State& state, const Work& work) {
  std::size_t i = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(engine::decide(*work.graph, work.facts[i]));
    if (++i == work.facts.size()) i = 0;
  }
}

}  // namespace
}  // namespace gatecast::benchmarks

int main(int argc, char** argv) {
  using namespace gatecast::benchmarks;
  const Options options = read_options(argc, argv);
  const Reference reference;
  const int sign_ins = options.tiny ? 500 : 10'000;
  const Generated small(38, sign_ins);
  const Generated large(10'000, sign_ins);
  fmt::print("reference {:016x}\n38 rules  {:016x}\n10,000    {:016x}\n", hash_of(reference),
             hash_of(small), hash_of(large));
  Ratios ratios(options);
  ratios.add("nested_ifs", time_nested_ifs, reference);
  ratios.add("reference", time_graph<Reference>, reference);
  ratios.add("rules_38", time_graph<Generated>, small);
  ratios.add("rules_10000", time_graph<Generated>, large);
  ratios.compare("reference", "nested_ifs");
  ratios.compare("rules_10000", "rules_38");
  return ratios.run();
}
