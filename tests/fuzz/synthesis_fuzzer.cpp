// Any bytes as a synthesis: what is accepted, an editor that has the schema accepts too. Nothing is
// drawn: a count of a billion is a valid wish.
#include "rules/yaml_reader.h"
#include "simulator/schemas.h"
#include "simulator/synthesis_parser.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/schema_judge.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gatecast;
  const rules::Source source("population.yaml", fuzz::text_of(data, size));
  rules::Diagnostics diagnostics;
  const auto root = rules::read_yaml(source, diagnostics);
  if (root) simulator::read_synthesis(*root, fuzz::portal(), diagnostics);
  fuzz::promise(root || diagnostics.has_errors(), "a text that is no YAML is an error");
  fuzz::check_diagnostics(source, diagnostics);
  if (diagnostics.has_errors()) return 0;
  static const fuzz::SchemaJudge judge(simulator::population_schema());
  judge.promise_accepts(source);
  return 0;
}
