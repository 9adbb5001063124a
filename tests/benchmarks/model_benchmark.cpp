// What a sign-in that changes nothing costs: the model with known answers (model/README.md) by
// gatecast's engine, beside programs written by hand that draw each sign-in. One thread.
//
//   model_benchmark           100,000 people for 90 days, 20 replicates at a time
//   model_benchmark --tiny    2,000 people, 2 replicates; what ctest runs
//
// First it prints a hash of what each counted; at the end, how many times the engine's time the
// others take.
#include <fmt/format.h>

#include "rules/check.h"
#include "tests/benchmarks/fnv.h"
#include "tests/benchmarks/model/event_by_event.h"
#include "tests/benchmarks/model/model.h"
#include "tests/benchmarks/run.h"

namespace gatecast::benchmarks {
namespace {

constexpr std::uint64_t seed = 3;

struct Workload {
  int people;
  int replicates;
  model::Generator generator = model::Generator::scalar;
  simulator::Plan plan = {};
};

std::uint64_t hash_of_engine(const Workload& work) {
  const auto forecast = simulator::simulate(work.plan, {});
  GATECAST_CHECK(forecast.ok());
  Fnv hash;
  for (const simulator::Series& series : forecast.value().daily) {
    for (const simulator::Quantiles& day : series.days) {
      for (const double value : {day.mean, day.p05, day.p50, day.p95}) hash.add(value);
    }
  }
  return hash.value();
}

std::uint64_t hash_of_events(const Workload& work) {
  Fnv hash;
  for (int replicate = 0; replicate < work.replicates; ++replicate) {
    for (const model::Day& day : model::event_by_event(work.generator, work.people, seed,
                                                       static_cast<std::uint32_t>(replicate))) {
      for (const std::int64_t count :
           {day.enrolled, day.sign_ins, day.wrong_codes, day.denied, day.lockouts, day.tickets}) {
        hash.add(count);
      }
      hash.add(day.wait_days);
    }
  }
  return hash.value();
}

template <std::uint64_t (*simulate)(const Workload&)>
void time(benchmark::State& state, const Workload& work) {
  for (auto _ : state) benchmark::DoNotOptimize(simulate(work));
  const double user_days = double{model::days} * work.people * work.replicates;
  state.counters["user_days"] = benchmark::Counter(
      user_days * static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}

int run(int argc, char** argv) {
  const Options options = read_options(argc, argv);
  Workload engine{options.tiny ? 2'000 : 100'000, options.tiny ? 2 : 20};
  engine.plan = model::plan(engine.people, engine.replicates, seed);
  const Workload scalar{engine.people, engine.replicates, model::Generator::scalar};
  const Workload batched{engine.people, engine.replicates, model::Generator::batched};
  fmt::print("engine           {:016x}\nevents (scalar)  {:016x}\nevents (batched) {:016x}\n",
             hash_of_engine(engine), hash_of_events(scalar), hash_of_events(batched));
  Ratios ratios(options);
  ratios.add("engine", time<hash_of_engine>, engine);
  ratios.add("events_scalar", time<hash_of_events>, scalar);
  ratios.add("events_batched", time<hash_of_events>, batched);
  ratios.compare("events_scalar", "engine");
  ratios.compare("events_batched", "engine");
  return ratios.run();
}

}  // namespace
}  // namespace gatecast::benchmarks

int main(int argc, char** argv) { return gatecast::benchmarks::run(argc, argv); }
