// An audit of a million accounts: the portal's policy, its people as a directory export would tell
// them, with every cell and with some empty.
//
//   audit_benchmark           a million accounts
//   audit_benchmark --tiny    two thousand; what ctest runs
//
// First of all it prints a hash of what was counted.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <string>
#include <utility>
#include <vector>

#include "reports/audit.h"
#include "rules/check.h"
#include "tests/benchmarks/fnv.h"
#include "tests/benchmarks/people.h"
#include "tests/benchmarks/run.h"

namespace gatecast::benchmarks {
namespace {

struct Work {
  reports::AuditPlan plan;

  Work(bool tiny, bool gaps) {
    plan.graph = compile_file("examples/portal/policy.yaml");
    const rules::Policy& policy = engine::policy_of(*plan.graph);
    plan.sign_in = simulator::ordinary_sign_in(policy);
    plan.at = *rules::parse_instant("2027-03-10T17:00:00Z");
    plan.accounts = portal_people(policy, tiny, gaps);
  }

  std::uint64_t hash() const {
    const auto audit = reports::audit(plan);
    GATECAST_CHECK(audit.ok());
    Fnv hash;
    for (const std::uint64_t count : audit.value().counts) hash.add_text(std::to_string(count));
    for (const reports::AuditChange& change : audit.value().changes) {
      hash.add_text(fmt::format("{} {}", rules::format_date(change.date), change.accounts.size()));
    }
    return hash.value();
  }
};

void time_audit(benchmark::State& state, const Work& work) {
  for (auto _ : state) {
    const auto audit = reports::audit(work.plan);
    benchmark::DoNotOptimize(audit.ok());
  }
  state.SetItemsProcessed(state.iterations() *
                          static_cast<std::int64_t>(work.plan.accounts->size()));
}

int run(int argc, char** argv) {
  Options options = read_options(argc, argv);
  const Work whole(options.tiny, false);
  const Work gaps(options.tiny, true);
  fmt::print("accounts {}\nwhole {:016x}\ngaps  {:016x}\n", whole.plan.accounts->size(),
             whole.hash(), gaps.hash());
  std::fflush(stdout);
  for (const auto& [name, work] : {std::pair("audit", &whole), std::pair("audit_gaps", &gaps)}) {
    benchmark::RegisterBenchmark(name, [work = work](auto& state) { time_audit(state, *work); })
        ->Iterations(1)
        ->UseRealTime()
        ->Unit(benchmark::kMillisecond);
  }
  int left = static_cast<int>(options.rest.size());
  benchmark::Initialize(&left, options.rest.data());
  if (benchmark::ReportUnrecognizedArguments(left, options.rest.data())) return 2;
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}

}  // namespace
}  // namespace gatecast::benchmarks

int main(int argc, char** argv) { return gatecast::benchmarks::run(argc, argv); }
