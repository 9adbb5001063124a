// The metrics of a forecast in terms of what was counted: one number a replicate of a metric's
// days, its total and its peak. Bands over the replicates are made of these (summary.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "simulator/outline.h"

namespace gatecast::simulator {

// A count times a unit, or a share of another count.
struct Measure {
  std::string name;
  std::size_t numerator = 0;               // index of what is counted (tally.h)
  std::optional<std::size_t> denominator;  // a share
  double unit = 1;
  bool people = false;  // at the end of the day: its total is that of the last day
};

// In the order of display: `active` ... `protected_share`.
std::vector<Measure> measures();

struct PeakDay {
  double value = 0;
  int day = 0;  // the first on which it is reached
};

// The first `replicates` of `counts`, all of them there. Keeps references to both.
class Measured {
 public:
  Measured(const Outline& outline, const Counts& counts, int replicates);

  std::size_t replicates() const { return replicates_; }
  std::size_t days() const { return days_; }

  // The counts of one replicate's days.
  const std::uint32_t* row(std::size_t replicate, std::size_t group, std::size_t metric) const {
    return counts_[replicate].data() + (group * metrics_ + metric) * days_;
  }
  double value(std::size_t replicate, std::size_t group, const Measure& measure,
               std::size_t day) const;
  // A replicate's sum over the days; of people and shares the last day; of a wait the mean over
  // the tickets.
  double total(std::size_t replicate, std::size_t group, const Measure& measure) const;
  // A replicate's own highest day.
  PeakDay peak(std::size_t replicate, std::size_t group, const Measure& measure) const;

 private:
  const Counts& counts_;
  std::size_t metrics_;
  std::size_t days_;
  std::size_t replicates_;
};

// Place of a group or a metric; nothing where there is none of that name.
std::optional<std::size_t> find_group(const Outline& outline, const std::string& group);
std::optional<std::size_t> find_measure(const std::vector<Measure>& measures,
                                        const std::string& metric);

}  // namespace gatecast::simulator
