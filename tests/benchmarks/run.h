// What the benchmarks here share: their options, policies from files, and ratios of CPU times.
#pragma once

#include <benchmark/benchmark.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/graph/decide.h"

namespace gatecast::benchmarks {

struct Options {
  bool tiny = false;  // a few milliseconds each
  std::vector<char*> rest;
};
// Takes out `--tiny`; the rest is for Google Benchmark.
Options read_options(int argc, char** argv);

// CHECKs that the policy is good. `path` begins at the root of the repository.
std::shared_ptr<const engine::Graph> compile_file(const std::string& path);
std::shared_ptr<const engine::Graph> compile_text(const std::string& text);

// Times what is added, and then prints by how much more CPU one takes than another of the same run.
class Ratios {
 public:
  explicit Ratios(Options options) : options_(std::move(options)) {}

  template <class Function, class Work>
  void add(const char* name, Function function, const Work& work) {
    benchmark::RegisterBenchmark(name, [function, &work](benchmark::State& state) {
      function(state, work);
    })->MinTime(options_.tiny ? 0.001 : 0.5);
  }
  void compare(std::string name, std::string baseline) {
    pairs_.emplace_back(std::move(name), std::move(baseline));
  }
  // The exit code.
  int run();

 private:
  Options options_;
  std::vector<std::pair<std::string, std::string>> pairs_;
};

}  // namespace gatecast::benchmarks
