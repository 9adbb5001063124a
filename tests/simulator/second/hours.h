// The simulated days, hour by hour: how active people are, and whether the help desk is open.
#pragma once

#include "rules/time.h"
#include "rules/time_zone.h"
#include "simulator/behavior.h"

namespace gatecast::second {

// Moments are seconds since the first local midnight.
inline constexpr double never = 1e15;

class Hours {
 public:
  // All must outlive it.
  Hours(const rules::TimeZone& zone, rules::Date start, int days,
        const simulator::Behavior& behavior);

  rules::Instant instant(double at) const { return begin_ + static_cast<rules::Instant>(at); }
  double moment(rules::Instant instant) const { return static_cast<double>(instant - begin_); }
  double midnight(int day) const;
  double end() const { return end_; }

  // Against an average hour.
  double activity(double at) const;
  double most_active() const { return most_active_; }

  bool desk_open(double at) const;
  // The moment at which the desk has been open for so long after `from`; `never`: not within a
  // month after the last day. With 0 seconds: when it is open next.
  double after_open_seconds(double from, double seconds) const;

 private:
  bool holiday(rules::Date date) const;

  const rules::TimeZone& zone_;
  const simulator::Behavior& behavior_;
  rules::Date start_;
  rules::Instant begin_;
  double end_;
  double desk_end_;
  double most_active_ = 0;
};

}  // namespace gatecast::second
