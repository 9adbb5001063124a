// What it costs to read accounts and to keep them: rows as the portal's file has them, made as they
// are read.
//
//   population_benchmark           a million accounts
//   population_benchmark --tiny    two thousand; what ctest runs
//
// First of all it prints a hash of what was read, and how many bytes an account is kept in.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <string>

#include "rules/check.h"
#include "simulator/behavior.h"
#include "simulator/population.h"
#include "tests/benchmarks/fnv.h"
#include "tests/benchmarks/run.h"

namespace gatecast::benchmarks {
namespace {

using simulator::ParsedPopulation;

class PortalRows final : public simulator::ByteStream {
 public:
  explicit PortalRows(int accounts) : accounts_(accounts) {
    text_ =
        "id,type,roles,groups,active,created,authenticator,passkey,email,phone,backup_codes,"
        "grace_started,skips,reset_at,sso,sign_ins_per_day,application,attributes.clearance\n";
  }

  std::size_t read(char* into, std::size_t room) override {
    if (at_ == text_.size()) {
      text_.clear();
      at_ = 0;
      for (int i = 0; i < 1000 && next_ < accounts_; ++i) add_row(next_++);
    }
    const std::size_t count = text_.copy(into, room, at_);
    at_ += count;
    return count;
  }

 private:
  void add_row(int i) {
    const char* who = i % 40 == 0  ? "internal,Administrator;Employee"
                      : i % 4 == 0 ? "partner,Partner User"
                                   : "customer,Customer";
    text_ += fmt::format(
        "c-{:06},{},-,true,{}-{:02}-{:02}T09:00:00Z,{},false,{},{},{},-,0,-,{},{}.{:02},portal,{}"
        "\n",
        i, who, 2019 + i % 8, 1 + i % 12, 1 + i % 28, i % 20 == 0 ? "enrolled" : "not_started",
        i % 50 != 0, i % 3 != 0, i % 20 == 0 ? 8 : 0, i % 18 == 0 ? "0.4" : "false", i % 2, i % 100,
        i % 40 == 0 ? "4" : "-");
  }

  int accounts_;
  int next_ = 0;
  std::string text_;
  std::size_t at_ = 0;
};

struct Work {
  int accounts;
  std::shared_ptr<const engine::Graph> graph = compile_file("examples/portal/policy.yaml");
  simulator::Behavior behavior = simulator::default_behavior();
  ParsedPopulation population = read();

  ParsedPopulation read() const {
    PortalRows rows(accounts);
    std::vector<rules::KeptLine> lines;
    ParsedPopulation read =
        simulator::read_accounts_csv(rows, lines, engine::policy_of(*graph), behavior, 1);
    GATECAST_CHECK(read.diagnostics.empty());
    return read;
  }

  std::uint64_t hash() const {
    Fnv fnv;
    for (const simulator::Person& person : population.population.people) {
      fnv.add_text(person.account.id.value());
      for (const std::string& role : person.account.roles.value()) fnv.add_text(role);
      fnv.add(person.account.created.value());
      fnv.add(person.account.phone.value());
      fnv.add(person.sign_ins_per_day.value());
      fnv.add(person.sso_share);
    }
    return fnv.value();
  }
};

void time_read(benchmark::State& state, const Work& work) {
  for (auto _ : state) benchmark::DoNotOptimize(work.read());
  state.SetItemsProcessed(state.iterations() * work.accounts);
}

void time_persons(benchmark::State& state, const Work& work) {
  for (auto _ : state) {
    for (const simulator::Person& person : work.population.population.people) {
      benchmark::DoNotOptimize(&person);
    }
  }
  state.SetItemsProcessed(state.iterations() * work.accounts);
}

void time_accounts(benchmark::State& state, const Work& work) {
  const simulator::AccountColumns& columns = work.population.population.people.columns();
  engine::Account account;
  for (auto _ : state) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      columns.read(i, account);
      benchmark::DoNotOptimize(&account);
    }
  }
  state.SetItemsProcessed(state.iterations() * work.accounts);
}

int run(int argc, char** argv) {
  Options options = read_options(argc, argv);
  const Work work{.accounts = options.tiny ? 2000 : 1'000'000};
  const auto& columns = work.population.population.people.columns();
  fmt::print("accounts {}\nread {:016x}\nbytes an account {:.1f}\n", columns.size(), work.hash(),
             static_cast<double>(columns.bytes()) / work.accounts);
  std::fflush(stdout);
  Ratios ratios(options);
  ratios.add("read", time_read, work);
  ratios.add("persons", time_persons, work);
  ratios.add("accounts", time_accounts, work);
  return ratios.run();
}

}  // namespace
}  // namespace gatecast::benchmarks

int main(int argc, char** argv) { return gatecast::benchmarks::run(argc, argv); }
