// What the tests of a policy say: passed and failed sign-ins, and how much of the policy they
// reach. As text, as JSON, and as JUnit for what runs tests elsewhere.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/policy_tests/coverage.h"
#include "engine/policy_tests/run_tests.h"
#include "engine/policy_tests/test_file.h"

namespace gatecast::reports {

struct TestedFile {
  rules::Source source;
  engine::TestFile file;
  engine::TestRun run;
};

struct TestReport {
  const engine::Graph& graph;
  std::string path;  // of the policy, for commands
  std::vector<TestedFile> files;
  const engine::CoverageMeter* meter = nullptr;
  std::optional<engine::Coverage> coverage;  // where it was asked for

  std::size_t sign_ins() const;
  std::size_t failed() const;
};

// So many of the edges that no test reaches are shown with a sign-in.
inline constexpr std::size_t policy_tests_text_edges = 10;
// `only_failures`: nothing of tests that pass.
std::string policy_tests_text(const TestReport& report, bool only_failures);
std::string policy_tests_json(const TestReport& report);
std::string policy_tests_junit(const TestReport& report);

// `51.3%`, rounded down.
std::string coverage_share(const engine::Coverage::Count& count);

}  // namespace gatecast::reports
