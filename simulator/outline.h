// A plan as its forecast shows it: everything but the counts. A part (part.h) carries it, so that
// parts can be merged without the policy, the population and the behaviour.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "simulator/forecast.h"

namespace gatecast::simulator {

struct World;

// Which numbers the same plan gives: raised by one with every change that gives it others, so that
// parts of two builds are merged only where both count alike. tests/simulator/repeat_test.cpp knows
// what this one counts.
inline constexpr int model_number = 5;

// Replicates [first, end) of a plan.
struct Range {
  int first = 0;
  int end = 0;
  int size() const { return end - first; }
  friend bool operator==(const Range&, const Range&) = default;
};

// By replicate, each laid out [group][metric][day]; empty: not simulated.
using Counts = std::vector<std::vector<std::uint32_t>>;

// A gate of the policy, with the first day that it looks at.
struct GateSpec {
  std::string metric;
  std::string group;  // `all` where the policy says nothing
  std::string band;   // p95 ...
  int percent = 95;
  bool is_max = true;
  double limit = 0;
  std::optional<rules::Date> by;
  int from_day = 0;
};

struct Outline {
  int model = model_number;
  RunInfo run;  // `replicates` is 0: the counts say how many there are
  std::vector<std::string> groups;
  std::vector<std::string> metrics;  // as counted (tally.h)
  std::vector<Assumption> assumptions;
  std::vector<StageDates> stages;
  std::optional<rules::Date> announced;
  std::vector<std::string> notes;
  std::vector<GateSpec> gates;

  // How many counts a replicate has.
  std::size_t cells() const {
    return groups.size() * metrics.size() * static_cast<std::size_t>(run.days);
  }
};

Outline outline(const World& world);

}  // namespace gatecast::simulator
