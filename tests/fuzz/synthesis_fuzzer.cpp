// Any bytes as a synthesis. Nothing is drawn: a count of a billion is a valid wish.
#include "rules/yaml_reader.h"
#include "simulator/synthesis_parser.h"
#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gatecast;
  const rules::Source source("population.yaml", fuzz::text_of(data, size));
  rules::Diagnostics diagnostics;
  const auto root = rules::read_yaml(source, diagnostics);
  if (root) simulator::read_synthesis(*root, fuzz::portal(), diagnostics);
  fuzz::promise(root || diagnostics.has_errors(), "a text that is no YAML is an error");
  fuzz::check_diagnostics(source, diagnostics);
  return 0;
}
