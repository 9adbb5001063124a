#include "tests/simulator/second/hours.h"

#include <algorithm>
#include <cmath>

namespace gatecast::second {

namespace {

using rules::Date;
using rules::Instant;
using simulator::DrillKind;
using simulator::Parameter;

double hour_of_day(const rules::TimeZone& zone, Instant now) {
  const auto seconds = zone.to_local(now) - std::int64_t{zone.local_date(now).days} * 86'400;
  return static_cast<double>(seconds) / 3600;
}

bool is_on(const simulator::Drill& drill, Date date) {
  return date >= drill.from && (!drill.until || date < *drill.until);
}

}  // namespace

Hours::Hours(const rules::TimeZone& zone, Date start, int days, const simulator::Behavior& behavior)
    : zone_(zone), behavior_(behavior), start_(start), begin_(zone.midnight(start)) {
  end_ = midnight(days);
  desk_end_ = midnight(days + 31);
  for (const double day : behavior.weekday_factors) {
    for (const double hour : behavior.hour_factors) {
      most_active_ = std::max(most_active_, day * hour);
    }
  }
  for (const simulator::Drill& drill : behavior.drills) {
    if (drill.kind == DrillKind::more_sign_ins) most_active_ *= std::max(1.0, drill.times);
  }
}

double Hours::midnight(int day) const { return moment(zone_.midnight(Date{start_.days + day})); }

bool Hours::holiday(Date date) const {
  return std::find(behavior_.holidays.begin(), behavior_.holidays.end(), date) !=
         behavior_.holidays.end();
}

double Hours::activity(double at) const {
  const Instant now = instant(at);
  const Date date = zone_.local_date(now);
  const int weekday = holiday(date) ? 6 : rules::weekday(date);
  const auto hour = static_cast<std::size_t>(hour_of_day(zone_, now));
  double times = 1;
  for (const simulator::Drill& drill : behavior_.drills) {
    if (drill.kind == DrillKind::more_sign_ins && is_on(drill, date)) times *= drill.times;
  }
  return times * behavior_.weekday_factors[static_cast<std::size_t>(weekday)] *
         behavior_.hour_factors[hour];
}

bool Hours::desk_open(double at) const {
  const Instant now = instant(at);
  const double hour = hour_of_day(zone_, now);
  if (hour < behavior_.of(Parameter::desk_opens_hour).value) return false;
  if (hour >= behavior_.of(Parameter::desk_closes_hour).value) return false;
  const Date date = zone_.local_date(now);
  for (const simulator::Drill& drill : behavior_.drills) {
    if (drill.kind == DrillKind::administrators_away && is_on(drill, date)) return false;
  }
  const bool weekend = rules::weekday(date) >= 5 || holiday(date);
  return !weekend || behavior_.of(Parameter::desk_open_weekends).value >= 0.5;
}

double Hours::after_open_seconds(double from, double seconds) const {
  constexpr double step = 900;  // it opens and closes at quarters of an hour
  double at = from;
  while (at < desk_end_) {
    const double next = (std::floor(at / step) + 1) * step;
    if (desk_open(at)) {
      if (seconds < next - at) return at + seconds;
      seconds -= next - at;
    }
    at = next;
  }
  return never;
}

}  // namespace gatecast::second
