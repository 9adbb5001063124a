#include "simulator/calendar.h"

#include <algorithm>
#include <cmath>

#include "rules/check.h"

namespace gatecast::simulator {

namespace {

constexpr double hour_seconds = 3600;
// Callers of the last day are answered after the horizon; a month covers any weekend and queue that
// a report could still speak of.
constexpr int desk_days_beyond = 31;

struct LocalHour {
  rules::Date date;
  int hour;
};

LocalHour local_hour(const rules::TimeZone& zone, rules::Instant instant) {
  const rules::LocalSeconds local = zone.to_local(instant);
  const rules::Date date = zone.local_date(instant);
  return {date, static_cast<int>((local - std::int64_t{date.days} * rules::day_seconds) / 3600)};
}

bool listed(const std::vector<rules::Date>& dates, rules::Date date) {
  return std::find(dates.begin(), dates.end(), date) != dates.end();
}

std::vector<Moment> local_midnights(const rules::TimeZone& zone, rules::Date start, int days) {
  std::vector<Moment> begins;
  const rules::Instant origin = zone.midnight(start);
  for (int day = 0; day <= days; ++day) {
    const rules::Date date{start.days + day};
    begins.push_back(static_cast<Moment>(zone.midnight(date) - origin));
  }
  return begins;
}

std::vector<double> activity_speeds(const rules::TimeZone& zone, rules::Date start, int days,
                                    const Behavior& behavior) {
  const rules::Instant origin = zone.midnight(start);
  const rules::Instant end = zone.midnight(rules::Date{start.days + days});
  std::vector<double> speeds;
  for (rules::Instant at = origin; at < end; at += 3600) {
    const LocalHour local = local_hour(zone, at);
    const int weekday = listed(behavior.holidays, local.date) ? 6 : rules::weekday(local.date);
    double speed = behavior.weekday_factors[static_cast<std::size_t>(weekday)] *
                   behavior.hour_factors[static_cast<std::size_t>(local.hour)] / 24;
    for (const Drill& drill : behavior.drills) {
      if (drill.kind == DrillKind::more_sign_ins && drill.holds_on(local.date))
        speed *= drill.times;
    }
    speeds.push_back(speed);
  }
  return speeds;
}

}  // namespace

SlotClock::SlotClock(double slot_seconds, const std::vector<double>& speeds)
    : slot_seconds_(slot_seconds) {
  cumulative_.reserve(speeds.size() + 1);
  cumulative_.push_back(0);
  for (const double speed : speeds) cumulative_.push_back(cumulative_.back() + speed);
  even_ = !speeds.empty() && std::all_of(speeds.begin(), speeds.end(), [&](double speed) {
    return speed == speeds.front() && speed > 0;
  });
  if (even_) {
    speed_ = speeds.front() / slot_seconds;
    seconds_per_unit_ = slot_seconds / speeds.front();
  }
  const std::size_t guesses = speeds.size() + 1;
  const double end = cumulative_.back();
  guesses_per_unit_ = end > 0 ? static_cast<double>(guesses) / end : 0;
  first_slot_.resize(guesses + 1);
  std::uint32_t slot = 0;
  for (std::size_t i = 0; i <= guesses; ++i) {
    // One guess back, so that rounding never starts a search too late.
    const double reading = end * (static_cast<double>(i) - 1) / static_cast<double>(guesses);
    while (slot + 1 < cumulative_.size() - 1 && cumulative_[slot + 1] < reading) ++slot;
    first_slot_[i] = slot;
  }
}

Calendar::Calendar(const rules::TimeZone& zone, rules::Date start, int days,
                   const Behavior& behavior)
    : zone_(zone),
      behavior_(behavior),
      start_(start),
      days_(days),
      origin_(zone.midnight(start)),
      day_begins_(local_midnights(zone, start, days)),
      activity_(hour_seconds, activity_speeds(zone, start, days, behavior)) {}

bool Calendar::away(rules::Date date) const {
  const std::vector<Drill>& drills = behavior_.drills;
  return std::any_of(drills.begin(), drills.end(), [&](const Drill& drill) {
    return drill.kind == DrillKind::administrators_away && drill.holds_on(date);
  });
}

bool Calendar::sunday_like(rules::Date date) const {
  return rules::weekday(date) >= 5 || listed(behavior_.holidays, date);
}

SlotClock Calendar::desk_clock(double opens_hour, double closes_hour, bool open_weekends) const {
  constexpr int slot = 900;  // opening hours fall on quarters of an hour
  const rules::Instant end = zone_.midnight(rules::Date{start_.days + days_ + desk_days_beyond});
  std::vector<double> speeds;
  for (rules::Instant at = origin_; at < end; at += slot) {
    const rules::Date date = zone_.local_date(at);
    const double hour =
        static_cast<double>(zone_.to_local(at) - std::int64_t{date.days} * rules::day_seconds) /
        hour_seconds;
    const bool open = hour >= opens_hour && hour < closes_hour && !away(date);
    speeds.push_back(open && (open_weekends || !sunday_like(date)) ? slot : 0);
  }
  return SlotClock(slot, speeds);
}

}  // namespace gatecast::simulator
