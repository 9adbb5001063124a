// Any bytes as a file of accounts.
#include "simulator/behavior.h"
#include "simulator/population.h"
#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gatecast;
  static const simulator::Behavior behavior = simulator::default_behavior();
  const rules::Source source("accounts.csv", fuzz::text_of(data, size));
  const auto read = simulator::read_accounts_csv(source, fuzz::portal(), behavior, 1);
  fuzz::check_diagnostics(source, read.diagnostics);
  // As a stream, of which only some lines are kept, it says the same.
  simulator::MemoryStream bytes(source.text());
  std::vector<rules::KeptLine> lines;
  const auto streamed = simulator::read_accounts_csv(bytes, lines, fuzz::portal(), behavior, 1);
  const rules::Source kept(source.name(), std::move(lines));
  fuzz::promise(
      rules::render(kept, streamed.diagnostics) == rules::render(source, read.diagnostics),
      "a stream is shown as a text");
  for (const simulator::Person& person : read.population.people) {
    fuzz::promise(person.sso_share >= 0 && person.sso_share <= 1, "a share is a share");
    fuzz::promise(person.sign_ins_per_day.value_or(0) >= 0, "a rate is not negative");
  }
  return 0;
}
