// Proofs over a policy of 10,000 rules, and whom a change of the portal's policy concerns among a
// million accounts.
//
//   analysis_benchmark           some minutes
//   analysis_benchmark --tiny    ten rules, two thousand accounts; what ctest runs
//
// First of all it prints what was found, so that times of two programs that find something else are
// not compared. Beside `people` is the loop that one would write by hand: decide each account by
// both policies on each of the days. It finds the same people, or the program fails.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "engine/analysis/diff.h"
#include "engine/analysis/holes.h"
#include "engine/analysis/verify.h"
#include "reports/people_changes.h"
#include "rules/check.h"
#include "tests/benchmarks/people.h"
#include "tests/benchmarks/run.h"
#include "tests/generated/generated_policy.h"

namespace gatecast::benchmarks {
namespace {

using engine::Decision;
using engine::Graph;
using GraphPointer = std::shared_ptr<const Graph>;

constexpr int days = 120;

// `text` with the middle one of all `from` replaced.
std::string changed(std::string text, std::string_view from, std::string_view to) {
  std::vector<std::size_t> places;
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + 1)) {
    places.push_back(at);
  }
  GATECAST_CHECK(!places.empty());
  return text.replace(places[places.size() / 2], from.size(), to);
}

struct Proofs {
  GraphPointer graph, other;

  explicit Proofs(bool tiny) {
    const std::string text = generated::GeneratedPolicy(tiny ? 10 : 10'000, 7).text();
    graph = compile_text(text + R"(assertions:
  - {name: a, when: {channel: branch}, never: deny}
  - {name: b, when: {admin: true, channel: password}, never: password_alone}
  - {name: c, when: {role: role-7, risk: high}, never: {method: sms}}
  - {name: d, never: {reason: not_in_rollout}}
  - {name: e, when: {authenticator: enrolled}, never: enrollment_by_password}
)");
    other = compile_text(changed(text, "enforcement: every_login", "enforcement: risk_based"));
  }

  std::string verdicts() const {
    std::string text;
    const auto verdicts = engine::verify(*graph);
    for (const engine::Verdict& verdict : verdicts.value()) {
      text += fmt::format(" {}", engine::name(verdict.kind));
    }
    return text;
  }
  std::size_t holes() const { return engine::holes(*graph).value().size(); }
  std::size_t changes() const {
    return engine::diff(*graph, *other, {5, 1}).value().answers.size();
  }
};

struct People {
  reports::PeoplePlan plan;

  explicit People(bool tiny) {
    std::ifstream file(std::string(GATECAST_ROOT) + "/examples/portal/policy.yaml",
                       std::ios::binary);
    std::string text(std::istreambuf_iterator<char>(file), {});
    plan.before = side(compile_text(text));
    plan.after = side(compile_text(changed(text, "who: {type: partner},  start: 2027-02-01",
                                           "who: {type: partner},  start: 2027-02-15")));
    const rules::Policy& policy = engine::policy_of(*plan.before.graph);
    plan.accounts = portal_people(policy, tiny, false);
    plan.from = policy.zone.midnight(*rules::parse_date("2027-01-04"));
    plan.until = policy.zone.add_days(plan.from, days);
    plan.threads = 1;
  }

  static reports::PeoplePlan::Side side(GraphPointer graph) {
    auto sign_in = simulator::ordinary_sign_in(engine::policy_of(*graph));
    return {std::move(graph), std::move(sign_in)};
  }

  std::uint64_t counted() const { return reports::people_changes(plan).value().people; }

  static engine::DecodedFacts decoded(const reports::PeoplePlan::Side& side,
                                      const simulator::Draft& person) {
    engine::Facts facts;
    facts.now = 0;
    facts.user = person.account;
    facts.sign_in = side.sign_in.sign_in;
    const bool by_sso = simulator::signs_in_by_sso(person.sso_share);
    facts.sign_in.channel = std::string(by_sso ? "saml" : "password");
    if (person.application) {
      facts.sign_in.application = *person.application;
    } else {
      facts.sign_in.application = engine::Fact<std::string>::none();
    }
    facts.environment = side.sign_in.environment;
    return engine::decode(*side.graph, facts).value();
  }

  static bool same(const Decision& a, const Decision& b) {
    if (a.outcome != b.outcome || a.reason != b.reason || a.may_skip != b.may_skip) return false;
    if (!(a.methods == b.methods) || a.deadline != b.deadline || a.proof != b.proof) return false;
    if (a.if_skipped.has_value() != b.if_skipped.has_value()) return false;
    return !a.if_skipped || (a.if_skipped->outcome == b.if_skipped->outcome &&
                             a.if_skipped->methods == b.if_skipped->methods);
  }

  std::uint64_t by_hand() const {
    std::uint64_t people = 0;
    std::vector<rules::Instant> instants;
    const rules::TimeZone& zone = engine::policy_of(*plan.before.graph).zone;
    for (int day = 0; day < days; ++day) instants.push_back(zone.add_days(plan.from, day));
    for (const simulator::Draft& person : *plan.accounts) {
      engine::DecodedFacts before = decoded(plan.before, person);
      engine::DecodedFacts after = decoded(plan.after, person);
      bool differs = false;
      for (const rules::Instant now : instants) {
        before.now = after.now = now;
        differs |= !same(engine::decide(*plan.before.graph, before),
                         engine::decide(*plan.after.graph, after));
      }
      people += differs ? 1 : 0;
    }
    return people;
  }
};

template <class Function>
void time_once(const char* name, Function function) {
  benchmark::RegisterBenchmark(name,
                               [function](benchmark::State& state) {
                                 for (auto _ : state) benchmark::DoNotOptimize(function());
                               })
      ->Iterations(1)
      ->Unit(benchmark::kMillisecond);
}

int run(int argc, char** argv) {
  Options options = read_options(argc, argv);
  const Proofs proofs(options.tiny);
  const People people(options.tiny);
  const std::uint64_t counted = people.counted();
  const std::uint64_t by_hand = people.by_hand();
  fmt::print("accounts {}, of whom a change concerns {}; by hand {}\nverdicts{}\n",
             people.plan.accounts->size(), counted, by_hand, proofs.verdicts());
  std::fflush(stdout);
  GATECAST_CHECK(counted == by_hand && counted > 0);
  time_once("verify", [&] { return proofs.verdicts().size(); });
  time_once("holes", [&] { return proofs.holes(); });
  time_once("diff", [&] { return proofs.changes(); });
  time_once("people", [&] { return people.counted(); });
  time_once("people_by_hand", [&] { return people.by_hand(); });
  int left = static_cast<int>(options.rest.size());
  benchmark::Initialize(&left, options.rest.data());
  if (benchmark::ReportUnrecognizedArguments(left, options.rest.data())) return 2;
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}

}  // namespace
}  // namespace gatecast::benchmarks

int main(int argc, char** argv) { return gatecast::benchmarks::run(argc, argv); }
