// Any bytes as tests of the portal policy: read, or refused with places; what is read runs, is
// counted, and every sign-in has a sentence.
#include "engine/policy_tests/coverage.h"
#include "engine/policy_tests/run_tests.h"
#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gatecast;
  static const rules::Source policy_source(
      "policy.yaml", fuzz::read_file(GATECAST_ROOT "/examples/portal/policy.yaml"));
  static const auto graph = engine::compile(fuzz::portal(), policy_source).value();
  const rules::Source source("tests.yaml", fuzz::text_of(data, size));
  const engine::ParsedTests parsed = engine::parse_tests(source, *graph);
  fuzz::check_diagnostics(source, parsed.diagnostics);
  fuzz::promise(parsed.file.has_value() != parsed.diagnostics.has_errors(),
                "what is refused has an error");
  if (!parsed.file) return 0;
  static engine::CoverageMeter meter(*graph);
  const auto run = engine::run_tests(*graph, *parsed.file,
                                     [](const engine::Answer& answer) { meter.add(answer); });
  if (!run) return 0;  // so much is unknown that it cannot be answered
  fuzz::promise(run.value().answers.size() == parsed.file->sign_ins.size(),
                "every sign-in is answered");
  for (const engine::TestedSignIn& each : parsed.file->sign_ins) {
    fuzz::promise(!parsed.file->title(each, graph->policy).empty(), "a sign-in has a sentence");
  }
  return 0;
}
