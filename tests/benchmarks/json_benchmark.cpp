// From the JSON of a sign-in to the JSON of its answer, a line as `gatecast decide` does it, and
// the steps of that apart.
//
//   json_benchmark [--tiny]
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <string>
#include <vector>

#include "engine/decision_json.h"
#include "engine/facts_json.h"
#include "engine/unknown/answer.h"
#include "rules/check.h"
#include "tests/benchmarks/fnv.h"
#include "tests/benchmarks/run.h"

namespace gatecast::benchmarks {
namespace {

struct Lines {
  std::shared_ptr<const engine::Graph> graph = compile_file("examples/portal/policy.yaml");
  std::vector<std::string> lines;

  Lines() {
    for (int i = 0; i < 1000; ++i) {
      lines.push_back(fmt::format(
          R"({{"now": "2027-02-{:02}T{:02}:30:00Z", "user": {{"id": "u-{}", "type": "partner", )"
          R"("roles": ["Partner Manager"], "groups": [], "active": true, )"
          R"("created": "2025-05-01T00:00:00Z", "authenticator": "{}", "passkey": false, )"
          R"("email": true, "phone": false, "backup_codes": 4, "grace_started": null, "skips": 0, )"
          R"("reset_at": null, "account_locked": null, "locks": {{}}, "attributes": {{}}}}, )"
          R"("sign_in": {{"channel": "password", "application": "portal", "device_cookie": {}, )"
          R"("known_ip": false, "skipped": false, "ip": "198.51.100.7", "country": "US", )"
          R"("risk": "low", "attributes": {{}}}}}})",
          1 + i % 28, i % 24, i, i % 3 == 0 ? "enrolled" : "not_started", i % 2 == 0));
    }
  }

  void answer(const std::string& line, std::string& out) const {
    const auto facts = engine::read_facts(line);
    GATECAST_CHECK(facts.ok());
    const auto answer = engine::answer(*graph, facts.value());
    GATECAST_CHECK(answer.ok());
    engine::write_decision(answer.value().decision, engine::policy_of(*graph),
                           {answer.value().unknown, nullptr}, out);
  }
};

void time_lines(benchmark::State& state, const Lines& work) {
  std::string out;
  std::size_t i = 0;
  for (auto _ : state) {
    out.clear();
    work.answer(work.lines[i], out);
    benchmark::DoNotOptimize(out.data());
    if (++i == work.lines.size()) i = 0;
  }
}

void time_reading(benchmark::State& state, const Lines& work) {
  std::size_t i = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(engine::read_facts(work.lines[i]));
    if (++i == work.lines.size()) i = 0;
  }
}

}  // namespace
}  // namespace gatecast::benchmarks

int main(int argc, char** argv) {
  using namespace gatecast::benchmarks;
  const Options options = read_options(argc, argv);
  const Lines lines;
  Fnv hash;
  std::string out;
  for (const std::string& line : lines.lines) lines.answer(line, out);
  hash.add_text(out);
  fmt::print("answers {:016x}\n", hash.value());
  Ratios ratios(options);
  ratios.add("json_line", time_lines, lines);
  ratios.add("json_reading", time_reading, lines);
  ratios.compare("json_reading", "json_line");
  return ratios.run();
}
