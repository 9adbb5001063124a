// Whether a forecast's cost grows with accounts, days and replicates, and with nothing else: the
// portal's rollout with the shipped behaviour, one thread.
//
//   ladder_benchmark                    up to 10 million accounts; some minutes, 3 GB
//   ladder_benchmark --tiny             up to 4,000; what ctest runs
//   ladder_benchmark --benchmark_filter='accounts'
//
// `user_days` a second should stay the same from rung to rung. `bytes` is what an account takes
// beside its input columns, from the largest resident size while the rung was simulated.
#include <fmt/format.h>

#include <fstream>
#include <string>

#include "rules/check.h"
#include "tests/benchmarks/portal_plan.h"
#include "tests/benchmarks/run.h"

namespace gatecast::benchmarks {
namespace {

// Of this process, in bytes: now, or the most so far.
double resident(const std::string& which) {
  std::ifstream file("/proc/self/status");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with(which + ":")) return std::stod(line.substr(which.size() + 1)) * 1024;
  }
  return 0;
}

// From now on the most is counted anew; where the kernel does not let us, it stays the most of all.
void forget_most() { std::ofstream("/proc/self/clear_refs") << "5"; }

void simulate(benchmark::State& state, int accounts, int days, int replicates) {
  simulator::Plan plan = portal_plan(accounts);
  plan.days = days;
  plan.replicates = replicates;
  forget_most();
  const double before = resident("VmRSS");
  for (auto _ : state) GATECAST_CHECK(simulator::simulate(plan, {}).ok());
  state.counters["user_days"] = benchmark::Counter(
      double{1} * accounts * days * replicates * static_cast<double>(state.iterations()),
      benchmark::Counter::kIsRate);
  state.counters["bytes"] = (resident("VmHWM") - before) / accounts;
}

void rung(const Options& options, const char* of, int accounts, int days, int replicates) {
  benchmark::RegisterBenchmark(
      fmt::format("{}/{} x {} x {}", of, accounts, days, replicates).c_str(),
      [=](benchmark::State& state) { simulate(state, accounts, days, replicates); })
      ->MinTime(options.tiny ? 0.001 : 0.5)
      ->Unit(benchmark::kMillisecond);
}

int run(int argc, char** argv) {
  Options options = read_options(argc, argv);
  const int least = options.tiny ? 1'000 : 10'000;
  const int most = options.tiny ? 4'000 : 10'000'000;
  const int step = options.tiny ? 2 : 10;
  const int replicates = options.tiny ? 1 : 4;
  for (int accounts = least; accounts <= most; accounts *= step) {
    rung(options, "accounts", accounts, 90, replicates);
  }
  const int some = options.tiny ? 1'000 : 100'000;
  for (const int days : {30, 90, 270}) rung(options, "days", some, days, replicates);
  for (const int count : {1, 4, 16})
    rung(options, "replicates", some, 90, options.tiny ? 1 : count);
  int left = static_cast<int>(options.rest.size());
  benchmark::Initialize(&left, options.rest.data());
  if (benchmark::ReportUnrecognizedArguments(left, options.rest.data())) return 2;
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}

}  // namespace
}  // namespace gatecast::benchmarks

int main(int argc, char** argv) { return gatecast::benchmarks::run(argc, argv); }
