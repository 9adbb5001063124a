// What `gatecast simulate` was asked to do, from its words.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "rules/result.h"
#include "rules/time.h"

namespace gatecast::app {

struct SimulateOptions {
  bool quiet = false;
  std::string policy;
  std::string population;
  std::string behavior;              // empty: the shipped defaults
  std::optional<rules::Date> start;  // empty: from the policy's first announcement
  std::optional<int> days;           // empty: until the rollout has settled
  int replicates = 100;
  std::uint64_t seed = 1;
  int threads = 0;   // 0: all cores
  std::string json;  // `-`: standard output, instead of the summary
  std::string csv_folder;
  std::string html;
  std::string actual;
};

// Fails with what is wrong with the words; nothing is read here.
rules::Result<SimulateOptions> parse_simulate_options(const std::vector<std::string>& words);

// A line each, for `--help`.
std::string simulate_options_help();

}  // namespace gatecast::app
