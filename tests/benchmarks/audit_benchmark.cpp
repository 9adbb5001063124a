// An audit of a million accounts: the portal's policy, its people as a directory export would tell
// them, with every cell and with some empty.
//
//   audit_benchmark           a million accounts
//   audit_benchmark --tiny    two thousand; what ctest runs
//
// First of all it prints a hash of what was counted.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "reports/audit.h"
#include "rules/check.h"
#include "simulator/behavior.h"
#include "tests/benchmarks/fnv.h"
#include "tests/benchmarks/run.h"

namespace gatecast::benchmarks {
namespace {

using simulator::Draft;

struct Work {
  reports::AuditPlan plan;

  Work(bool tiny, bool gaps) {
    plan.graph = compile_file("examples/portal/policy.yaml");
    const rules::Policy& policy = engine::policy_of(*plan.graph);
    plan.sign_in = simulator::ordinary_sign_in(policy);
    plan.at = *rules::parse_instant("2027-03-10T17:00:00Z");
    std::ifstream file(std::string(GATECAST_ROOT) + "/tests/benchmarks/two_hundred_thousand.yaml",
                       std::ios::binary);
    const rules::Source source("people.yaml",
                               std::string(std::istreambuf_iterator<char>(file), {}));
    const simulator::ParsedPopulation made =
        simulator::synthesize(source, policy, simulator::default_behavior());
    GATECAST_CHECK(!made.diagnostics.has_errors());
    const auto& all = made.population.people;
    simulator::AccountColumns people;
    const std::size_t step = tiny ? 100 : 1;
    for (int copy = 0; copy < (tiny ? 1 : 5); ++copy) {
      for (std::size_t i = 0; i < all.size(); i += step) {
        const simulator::Person person = all[i];
        Draft draft{person.account, {}, person.sso_share, person.application};
        draft.account.id = fmt::format("{}-{}", draft.account.id.value(), copy);
        if (gaps) forget(draft.account, i);
        people.push_back(draft);
      }
    }
    plan.accounts = std::make_shared<const simulator::AccountColumns>(std::move(people));
  }

  static void forget(engine::Account& account, std::size_t i) {
    account.phone = {};
    account.backup_codes = {};
    if (i % 3 == 0) account.grace_started = {};
    if (i % 5 == 0) account.email = {};
    if (i % 50 == 0) account.roles = {};
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
