// Any bytes as a behaviour: what is accepted has values inside their ranges, and an editor that has
// the schema accepts it too.
#include <cmath>

#include "simulator/behavior.h"
#include "simulator/schemas.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/schema_judge.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gatecast;
  const rules::Source source("behavior.yaml", fuzz::text_of(data, size));
  const auto read = simulator::parse_behavior(source, fuzz::portal());
  fuzz::check_diagnostics(source, read.diagnostics);
  if (read.diagnostics.has_errors()) return 0;
  static const fuzz::SchemaJudge judge(simulator::behavior_schema());
  judge.promise_accepts(source);
  for (const simulator::ParameterValue& value : read.behavior.values) {
    fuzz::promise(std::isfinite(value.value), "a value is finite");
    fuzz::promise(value.low <= value.value && value.value <= value.high, "a value in its range");
    fuzz::promise(!value.source.empty(), "a value has a source");
  }
  return 0;
}
