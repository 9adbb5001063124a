// The simulated days: from seconds since the start to days and hours of the local calendar, how
// active people are in each hour, and when the help desk is open.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "rules/time.h"
#include "rules/time_zone.h"
#include "simulator/behavior.h"

namespace gatecast::simulator {

// Seconds since the plan's first local midnight. A double, since the clocks of a Poisson process
// are continuous; the engine sees whole seconds.
using Moment = double;

// A clock that runs at a speed constant within each slot of time. Maps both ways.
class SlotClock {
 public:
  // `speeds[i]`: how much the clock gains in slot i, each `slot_seconds` long. At the end it stops.
  SlotClock(double slot_seconds, const std::vector<double>& speeds);

  double reading(Moment moment) const {
    if (moment <= 0) return 0;
    const double slots = moment / slot_seconds_;
    const std::size_t last = cumulative_.size() - 1;
    if (slots >= static_cast<double>(last)) return cumulative_.back();
    if (even_) return moment * speed_;
    const auto slot = static_cast<std::size_t>(slots);
    return cumulative_[slot] +
           (slots - static_cast<double>(slot)) * (cumulative_[slot + 1] - cumulative_[slot]);
  }
  // The first moment at which the clock shows `reading`; past the last slot: `never`.
  Moment moment(double reading) const {
    if (reading >= cumulative_.back()) return never;
    if (reading < 0) reading = 0;
    if (even_) return reading * seconds_per_unit_;
    std::size_t slot = first_slot_[static_cast<std::size_t>(reading * guesses_per_unit_)];
    while (cumulative_[slot + 1] <= reading) ++slot;
    const double speed = cumulative_[slot + 1] - cumulative_[slot];
    return slot_seconds_ * (static_cast<double>(slot) + (reading - cumulative_[slot]) / speed);
  }
  double end_reading() const { return cumulative_.back(); }

  static constexpr Moment never = 1e15;

 private:
  double slot_seconds_;
  bool even_ = false;               // it runs at one speed all the time ...
  double speed_ = 0;                // ... of so much a second ...
  double seconds_per_unit_ = 0;     // ... or the other way round
  std::vector<double> cumulative_;  // reading at the begin of each slot, and at the end
  double guesses_per_unit_;
  std::vector<std::uint32_t> first_slot_;  // by reading: where a search begins
};

// A moment, as people's activity counts it.
struct Point {
  int day = 0;         // of the horizon: the last
  double reading = 0;  // of the calendar's activity clock
};

class Calendar {
 public:
  Calendar(const rules::TimeZone& zone, rules::Date start, int days, const Behavior& behavior);

  int days() const { return days_; }
  rules::Date start() const { return start_; }
  Moment end() const { return day_begins_[static_cast<std::size_t>(days_)]; }
  rules::Instant instant(Moment moment) const {
    return origin_ + static_cast<rules::Instant>(moment);
  }
  Moment moment(rules::Instant instant) const { return static_cast<Moment>(instant - origin_); }
  // Days are those of the local calendar: one with a clock change is 23 or 25 hours long.
  // In [0, days]; a moment before the start counts as day 0.
  int day(Moment moment) const {
    // Clock changes move midnights by an hour or so against multiples of 24 hours.
    int day = std::clamp(static_cast<int>(moment * (1.0 / 86'400)), 0, days_);
    while (day > 0 && moment < day_begins_[static_cast<std::size_t>(day)]) --day;
    while (day < days_ && moment >= day_begins_[static_cast<std::size_t>(day) + 1]) ++day;
    return day;
  }
  Moment day_begin(int day) const { return day_begins_[static_cast<std::size_t>(day)]; }

  Point point(Moment moment) const {
    return {std::min(day(moment), days_ - 1), activity_.reading(moment)};
  }

  // Shows average days of activity: a person with a rate of 2 signs in twice for each.
  const SlotClock& activity() const { return activity_; }
  // Shows seconds of open help desk; goes on beyond the horizon, so that waits have an end.
  SlotClock desk_clock(double opens_hour, double closes_hour, bool open_weekends) const;

 private:
  bool sunday_like(rules::Date date) const;
  bool away(rules::Date date) const;  // whoever answers at the desk

  const rules::TimeZone& zone_;
  const Behavior& behavior_;
  rules::Date start_;
  int days_;
  rules::Instant origin_;
  std::vector<Moment> day_begins_;
  SlotClock activity_;
};

}  // namespace gatecast::simulator
