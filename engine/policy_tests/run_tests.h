// Runs the tests of a file: the answer of the graph against what is expected.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "engine/policy_tests/test_file.h"
#include "engine/unknown/answer.h"

namespace gatecast::engine {

struct TestedAnswer {
  std::size_t sign_in = 0;           // index in the file
  std::vector<Mismatch> mismatches;  // none: it passed
  DecidedBy rule;                    // of one that failed: what decided; points into the graph
};

struct TestRun {
  std::vector<TestedAnswer> answers;  // one a sign-in of the file, in its order
  std::size_t failed = 0;
};

// `seen` is given each answer. Fails where so many facts of a sign-in are unknown that it cannot be
// answered.
rules::Result<TestRun> run_tests(const Graph& graph, const TestFile& file,
                                 const std::function<void(const Answer&)>& seen);

}  // namespace gatecast::engine
