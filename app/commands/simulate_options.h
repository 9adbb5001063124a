// What `gatecast simulate` was asked to do, from its words.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "app/commands/forecast_output.h"
#include "rules/result.h"
#include "rules/time.h"
#include "simulator/until_width.h"

namespace gatecast::app {

struct SimulateOptions {
  std::string policy;
  std::string population;
  std::string behavior;              // empty: the shipped defaults
  std::optional<rules::Date> start;  // empty: from the policy's first announcement
  std::optional<int> days;           // empty: until the rollout has settled
  int replicates = 100;
  std::uint64_t seed = 1;
  int threads = 0;  // 0: all cores
  std::vector<simulator::WidthTarget> until_width;
  // Only these replicates, into this file, and no forecast.
  std::optional<simulator::Range> range;
  std::string part;          // `-`: standard output
  std::string parts_folder;  // to go on from where a run was killed
  std::string at_risk_folder;
  std::string drill_folder;
  ForecastOutput output;
};

// Fails with what is wrong with the words; nothing is read here.
rules::Result<SimulateOptions> parse_simulate_options(const std::vector<std::string>& words);

// A line each, for `--help`.
std::string simulate_options_help();

}  // namespace gatecast::app
