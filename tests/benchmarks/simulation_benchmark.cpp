// What costs time: one decision, one step of a challenge, one forecast.
//
//   simulation_benchmark           200,000 accounts for 90 days, 20 replicates on all cores
//   simulation_benchmark --tiny    2,000 accounts for 10 days; what ctest runs
//
// First of all it prints a hash of every result, so that a number of two builds can be compared
// only where they did the same work.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <array>
#include <cstring>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/graph/decide.h"
#include "engine/signin/challenge.h"
#include "rules/check.h"
#include "rules/policy_parser.h"
#include "simulator/random.h"
#include "simulator/simulation.h"

namespace gatecast::simulator {
namespace {

rules::Source read(const std::string& path) {
  const std::string whole = std::string(GATECAST_ROOT) + "/" + path;
  std::ifstream file(whole, std::ios::binary);
  GATECAST_CHECK(file.good());
  return {path, std::string(std::istreambuf_iterator<char>(file), {})};
}

// FNV-1a over the bits of numbers.
class Hash {
 public:
  template <class T>
  void add(T value) {
    std::array<unsigned char, sizeof(T)> bytes{};
    std::memcpy(bytes.data(), &value, sizeof(T));
    for (const unsigned char byte : bytes) hash_ = (hash_ ^ byte) * 0x100000001b3ULL;
  }
  void add(const Quantiles& q) {
    for (const double value : {q.mean, q.p05, q.p25, q.p50, q.p75, q.p95}) add(value);
  }
  std::uint64_t value() const { return hash_; }

 private:
  std::uint64_t hash_ = 0xcbf29ce484222325ULL;
};

// The portal's plan and the large population, or its first two thousand accounts.
struct Workload {
  explicit Workload(bool tiny) {
    const rules::Source source = read("examples/portal/policy.yaml");
    rules::ParsedPolicy parsed = rules::parse_policy(source);
    GATECAST_CHECK(parsed.policy.has_value());
    auto compiled = engine::compile(*parsed.policy, source);
    GATECAST_CHECK(compiled.ok());
    plan.graph = compiled.value();
    plan.behavior = default_behavior();
    const rules::Source synthesis = read("tests/benchmarks/two_hundred_thousand.yaml");
    ParsedPopulation people = synthesize(synthesis, *parsed.policy, plan.behavior);
    GATECAST_CHECK(!people.diagnostics.has_errors());
    if (tiny) {
      People some;
      for (std::size_t i = 0; i < people.population.people.size(); i += 100) {
        some.push_back(people.population.people[i]);
      }
      people.population.people = std::move(some);
    }
    for (const Person& person : people.population.people) {
      if (facts.size() == 4096) break;
      engine::DecodedFacts decoded;
      GATECAST_CHECK(engine::decode_account(*plan.graph, person.account, decoded).ok());
      const auto number = static_cast<std::uint64_t>(facts.size());
      decoded.now = 1'804'000'000 + static_cast<rules::Instant>(number) * 3000;
      decoded.channel = engine::channel_number(*plan.graph, "password");
      decoded.device_cookie = uniform(1, 0, number, 0, 0) < 0.7;
      facts.push_back(decoded);
    }
    plan.population = std::make_shared<const Population>(std::move(people.population));
    plan.start = *rules::parse_date("2027-01-04");
    plan.days = tiny ? 10 : 90;
    plan.replicates = tiny ? 4 : 20;
  }

  Plan plan;
  std::vector<engine::DecodedFacts> facts;
};

engine::ChallengeState challenge(const Workload& work, engine::Decision& decision) {
  decision = engine::decide(*work.plan.graph, work.facts.front());
  decision.outcome = rules::Outcome::challenge;
  decision.methods = {rules::Method::email, rules::Method::sms};
  return engine::step({}, {engine::EventKind::begin, false, {}, &decision}, *decision.limits, 1000)
      .state;
}

std::uint64_t hash_of_decisions(const Workload& work) {
  Hash hash;
  for (const engine::DecodedFacts& facts : work.facts) {
    const engine::Decision decision = engine::decide(*work.plan.graph, facts);
    hash.add(decision.outcome);
    hash.add(decision.row);
    for (const rules::Method method : decision.methods) hash.add(method);
    hash.add(decision.deadline.value_or(0));
  }
  return hash.value();
}

std::uint64_t hash_of_steps(const Workload& work) {
  engine::Decision decision;
  engine::ChallengeState state = challenge(work, decision);
  Hash hash;
  for (rules::Instant now = 1001; now < 1030; ++now) {
    const engine::Step step = engine::step(
        state, {engine::EventKind::code_entered, false, {}, nullptr}, *decision.limits, now);
    hash.add(step.verdict);
    hash.add(step.state.phase);
    state = step.state;
  }
  return hash.value();
}

std::uint64_t hash_of_forecast(const Workload& work) {
  const auto forecast = simulate(work.plan, {});
  GATECAST_CHECK(forecast.ok());
  Hash hash;
  for (const Series& series : forecast.value().daily) {
    for (const Quantiles& day : series.days) hash.add(day);
  }
  for (const Total& total : forecast.value().totals) hash.add(total.value);
  return hash.value();
}

void time_decide(benchmark::State& state, const Workload& work) {
  std::size_t i = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(engine::decide(*work.plan.graph, work.facts[i]));
    if (++i == work.facts.size()) i = 0;
  }
  state.SetItemsProcessed(state.iterations());
}

void time_step(benchmark::State& state, const Workload& work) {
  engine::Decision decision;
  const engine::ChallengeState begun = challenge(work, decision);
  const engine::Event event{engine::EventKind::code_entered, false, {}, nullptr};
  for (auto _ : state) {
    benchmark::DoNotOptimize(engine::step(begun, event, *decision.limits, 1010));
  }
  state.SetItemsProcessed(state.iterations());
}

void time_simulate(benchmark::State& state, const Workload& work) {
  for (auto _ : state) {
    const auto forecast = simulate(work.plan, {});
    benchmark::DoNotOptimize(forecast.ok());
  }
  const auto people = static_cast<double>(work.plan.population->people.size());
  const double user_days = people * work.plan.days * work.plan.replicates;
  state.counters["user_days"] = benchmark::Counter(
      user_days * static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}

int run(int argc, char** argv) {
  bool tiny = false;
  std::vector<char*> rest;
  for (int i = 0; i < argc; ++i) {
    if (std::string_view(argv[i]) == "--tiny") {
      tiny = true;
    } else {
      rest.push_back(argv[i]);
    }
  }
  const Workload work(tiny);
  fmt::print("decide   {:016x}\nstep     {:016x}\nsimulate {:016x}\n", hash_of_decisions(work),
             hash_of_steps(work), hash_of_forecast(work));
  std::fflush(stdout);
  const double seconds = tiny ? 0.01 : 0.5;
  benchmark::RegisterBenchmark("decide", time_decide, work)->MinTime(seconds);
  benchmark::RegisterBenchmark("step", time_step, work)->MinTime(seconds);
  benchmark::RegisterBenchmark("simulate", time_simulate, work)
      ->Iterations(1)
      ->UseRealTime()
      ->Unit(benchmark::kMillisecond);
  int left = static_cast<int>(rest.size());
  benchmark::Initialize(&left, rest.data());
  if (benchmark::ReportUnrecognizedArguments(left, rest.data())) return 2;
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}

}  // namespace
}  // namespace gatecast::simulator

int main(int argc, char** argv) { return gatecast::simulator::run(argc, argv); }
