#include "tests/benchmarks/people.h"

#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <string>
#include <utility>

#include "rules/check.h"
#include "simulator/behavior.h"

namespace gatecast::benchmarks {
namespace {

void forget(engine::Account& account, std::size_t i) {
  account.phone = {};
  account.backup_codes = {};
  if (i % 3 == 0) account.grace_started = {};
  if (i % 5 == 0) account.email = {};
  if (i % 50 == 0) account.roles = {};
}

}  // namespace

std::shared_ptr<const simulator::AccountColumns> portal_people(const rules::Policy& policy,
                                                               bool tiny, bool gaps) {
  std::ifstream file(std::string(GATECAST_ROOT) + "/tests/benchmarks/two_hundred_thousand.yaml",
                     std::ios::binary);
  const rules::Source source("people.yaml", std::string(std::istreambuf_iterator<char>(file), {}));
  const simulator::ParsedPopulation made =
      simulator::synthesize(source, policy, simulator::default_behavior());
  GATECAST_CHECK(!made.diagnostics.has_errors());
  const auto& all = made.population.people;
  simulator::AccountColumns people;
  const std::size_t step = tiny ? 100 : 1;
  for (int copy = 0; copy < (tiny ? 1 : 5); ++copy) {
    for (std::size_t i = 0; i < all.size(); i += step) {
      const simulator::Person person = all[i];
      simulator::Draft draft{person.account, {}, person.sso_share, person.application};
      draft.account.id = fmt::format("{}-{}", draft.account.id.value(), copy);
      if (gaps) forget(draft.account, i);
      people.push_back(draft);
    }
  }
  return std::make_shared<const simulator::AccountColumns>(std::move(people));
}

}  // namespace gatecast::benchmarks
