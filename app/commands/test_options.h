// The words of `gatecast test`.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "rules/result.h"

namespace gatecast::app {

struct TestOptions {
  std::string policy;
  std::vector<std::string> files;  // of tests
  bool are_beside = false;         // they are those of the policy's own name
  bool coverage = false;
  std::optional<std::size_t> min_tenths;  // of a percent, of rules and of edges
  std::string junit;
  std::string format = "text";
  bool generate = false;
  std::string output;  // of what is generated; empty: standard output
  bool quiet = false;
};

// Fails with what is wrong with the words.
rules::Result<TestOptions> parse_test_options(const std::vector<std::string>& words);
std::string test_options_help();

}  // namespace gatecast::app
