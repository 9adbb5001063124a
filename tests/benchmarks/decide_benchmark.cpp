// What a decision costs on decoded facts: the reference policy beside nested ifs written by hand.
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

void time_graph(benchmark::State& state, const Reference& work) {
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
  fmt::print("reference {:016x}\n", hash_of(reference));
  Ratios ratios(options);
  ratios.add("nested_ifs", time_nested_ifs, reference);
  ratios.add("reference", time_graph, reference);
  ratios.compare("reference", "nested_ifs");
  return ratios.run();
}
