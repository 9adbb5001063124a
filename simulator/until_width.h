// As many replicates as it takes to know some quantiles well enough.
//
// How well is known is looked at after 100, 200, 400 ... replicates only: whoever looks after each
// one stops as soon as luck makes the interval short. Where it stops depends on the replicates
// alone, so the forecast is the one of a plan with just so many.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "simulator/simulation.h"

namespace gatecast::simulator {

// How long the Monte-Carlo interval of a quantile may be, from its low end to its high one.
struct WidthTarget {
  enum class Of { gates, total, peak };
  Of of = Of::total;  // the quantile of each gate, or one of `totals` or `peaks` of a forecast
  int percent = 95;
  std::string metric;
  std::string group;
  double width = 0;
  bool share = false;   // it was given in per cent, and is of shares
  std::string written;  // without its width: for messages
};

// `p95 of tickets of all=10`, `p95 of peak locked_out_share of role:Buyer=0.5%`, `gates=0.5%`, or
// `0.5%` for the same: those gates that are on shares, and without per cent those that are not.
// Fails saying what is wrong with the text.
rules::Result<WidthTarget> parse_width_target(std::string_view text);

// Fails where the plan has no such metric, group or gate, or where per cent and shares do not go
// together.
rules::Status check_targets(const std::vector<WidthTarget>& targets, const Outline& outline);

struct TargetWidth {
  std::string name;  // of the quantile
  double wanted = 0;
  bool share = false;
  double reached = 0;  // infinite where there are too few replicates to know
};
// Of the first `replicates` of `counts`; gates one by one.
std::vector<TargetWidth> widths(const std::vector<WidthTarget>& targets, const Outline& outline,
                                const Counts& counts, int replicates);

struct Stopped {
  int replicates = 0;
  bool reached = false;  // every width; otherwise `most` replicates did not do
  std::vector<TargetWidth> widths;
};
// Simulates [0, 100), [0, 200) ... and at last [0, most), leaving out what `counts` has, until
// every target is reached. `hooks_of(n)` gives the hooks of the run up to n replicates. Fails as
// Simulation::run does.
rules::Result<Stopped> run_until(const Simulation& simulation,
                                 const std::vector<WidthTarget>& targets, int most, Counts& counts,
                                 const std::function<RunHooks(int replicates)>& hooks_of);

}  // namespace gatecast::simulator
