#include "rules/time_zone.h"

#include <date/tz.h>
#include <fmt/format.h>

#include <algorithm>
#include <exception>

namespace gatecast::rules {
namespace {

constexpr Instant table_begin = -2'208'988'800;  // 1900-01-01T00:00:00Z
constexpr Instant table_end = 7'258'118'400;     // 2200-01-01T00:00:00Z

}  // namespace

TimeZone::TimeZone() : name_("UTC"), periods_{{instant_min, 0}} {}

Result<TimeZone> TimeZone::load(std::string_view name) {
  TimeZone zone;
  if (name == "UTC") return zone;
  try {
    const date::time_zone* database_zone = date::locate_zone(std::string(name));
    zone.name_ = name;
    zone.periods_.clear();
    date::sys_seconds at{std::chrono::seconds{table_begin}};
    while (at.time_since_epoch().count() < table_end) {
      const date::sys_info info = database_zone->get_info(at);
      const Instant begin = zone.periods_.empty() ? instant_min : at.time_since_epoch().count();
      const auto offset = static_cast<std::int32_t>(info.offset.count());
      if (zone.periods_.empty() || zone.periods_.back().offset_seconds != offset) {
        zone.periods_.push_back({begin, offset});
      }
      if (info.end <= at) break;
      at = info.end;
    }
    return zone;
  } catch (const std::exception&) {
    return Failure{fmt::format("time zone `{}` is not known", name)};
  }
}

std::vector<std::string> TimeZone::names() {
  std::vector<std::string> names;
  try {
    for (const auto& zone : date::get_tzdb().zones) names.push_back(zone.name());
  } catch (const std::exception&) {
    // Only suggestions need the list.
  }
  return names;
}

std::int32_t TimeZone::offset_at(Instant instant) const {
  const auto after = std::upper_bound(periods_.begin(), periods_.end(), instant,
                                      [](Instant i, const Period& p) { return i < p.begin; });
  return std::prev(after)->offset_seconds;
}

Instant TimeZone::to_instant(LocalSeconds local) const {
  // The first period in which the wall clock reads `local`, or that begins past it (a gap).
  // Offsets stay within a day, so only periods near `local` can match.
  auto period = std::upper_bound(periods_.begin(), periods_.end(), local - 2 * day_seconds,
                                 [](Instant i, const Period& p) { return i < p.begin; });
  period = std::prev(period);
  for (; period != periods_.end(); ++period) {
    const Instant instant = local - period->offset_seconds;
    if (instant < period->begin) return period->begin;  // skipped by the clock change
    const auto next = std::next(period);
    if (next == periods_.end() || instant < next->begin) return instant;
  }
  return local;
}

std::vector<Instant> TimeZone::instants_of(LocalSeconds local) const {
  // Offsets stay within a day.
  auto period = std::upper_bound(periods_.begin(), periods_.end(), local - 2 * day_seconds,
                                 [](Instant i, const Period& p) { return i < p.begin; });
  period = std::prev(period);
  std::vector<Instant> instants;
  for (; period != periods_.end() && period->begin <= local + 2 * day_seconds; ++period) {
    const Instant instant = local - period->offset_seconds;
    const auto next = std::next(period);
    const bool is_in =
        instant >= period->begin && (next == periods_.end() || instant < next->begin);
    if (is_in) instants.push_back(instant);
  }
  return instants;
}

Date TimeZone::local_date(Instant instant) const {
  const LocalSeconds local = to_local(instant);
  LocalSeconds days = local / day_seconds;
  if (local % day_seconds < 0) --days;
  return Date{static_cast<std::int32_t>(days)};
}

Instant TimeZone::next_change(Instant instant) const {
  const auto after = std::upper_bound(periods_.begin(), periods_.end(), instant,
                                      [](Instant i, const Period& p) { return i < p.begin; });
  return after == periods_.end() ? instant_max : after->begin;
}

Instant TimeZone::add_days(Instant instant, std::int64_t days) const {
  if (is_fixed()) return instant + days * day_seconds;
  return to_instant(to_local(instant) + days * day_seconds);
}

}  // namespace gatecast::rules
