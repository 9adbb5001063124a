#include "tests/benchmarks/run.h"

#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <map>
#include <string_view>

#include "rules/check.h"
#include "rules/policy_parser.h"

namespace gatecast::benchmarks {
namespace {

// Remembers the least CPU time of each, while the console shows them all: what other processes do
// to a run only ever adds.
class Remember : public benchmark::ConsoleReporter {
 public:
  Remember() : ConsoleReporter(OO_Tabular) {}
  void ReportRuns(const std::vector<Run>& runs) override {
    for (const Run& run : runs) {
      if (run.run_type != Run::RT_Iteration) continue;
      const double time = run.GetAdjustedCPUTime();
      auto [entry, is_new] = least.emplace(run.run_name.function_name, time);
      if (!is_new && time < entry->second) entry->second = time;
    }
    ConsoleReporter::ReportRuns(runs);
  }
  std::map<std::string, double> least;
};

}  // namespace

Options read_options(int argc, char** argv) {
  Options options;
  for (int i = 0; i < argc; ++i) {
    if (std::string_view(argv[i]) == "--tiny") {
      options.tiny = true;
    } else {
      options.rest.push_back(argv[i]);
    }
  }
  return options;
}

std::shared_ptr<const engine::Graph> compile_text(const std::string& text) {
  const rules::Source source("policy.yaml", text);
  const rules::ParsedPolicy parsed = rules::parse_policy(source);
  if (!parsed.policy) fmt::print("{}", rules::render(source, parsed.diagnostics));
  GATECAST_CHECK(parsed.policy.has_value());
  auto graph = engine::compile(*parsed.policy, source);
  if (!graph) fmt::print("{}\n", graph.message());
  GATECAST_CHECK(graph.ok());
  return graph.value();
}

std::shared_ptr<const engine::Graph> compile_file(const std::string& path) {
  std::ifstream file(std::string(GATECAST_ROOT) + "/" + path, std::ios::binary);
  GATECAST_CHECK(file.good());
  return compile_text(std::string(std::istreambuf_iterator<char>(file), {}));
}

int Ratios::run() {
  int count = static_cast<int>(options_.rest.size());
  benchmark::Initialize(&count, options_.rest.data());
  if (benchmark::ReportUnrecognizedArguments(count, options_.rest.data())) return 2;
  std::fflush(stdout);
  Remember remember;
  benchmark::RunSpecifiedBenchmarks(&remember);
  for (const auto& [name, baseline] : pairs_) {
    if (remember.least.count(name) == 0 || remember.least.count(baseline) == 0) continue;
    fmt::print("{} / {}: {:.2f}\n", name, baseline,
               remember.least[name] / remember.least[baseline]);
  }
  return 0;
}

}  // namespace gatecast::benchmarks
