// Instants, local dates and durations, all whole seconds in 64-bit integers.
//
// Reading and writing of times; what depends on a time zone is in time_zone.h.
#pragma once

#include <compare>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace gatecast::rules {

// Seconds since 1970-01-01T00:00:00Z, without leap seconds.
using Instant = std::int64_t;
// A length of time in seconds.
using Seconds = std::int64_t;

inline constexpr Instant instant_min = std::numeric_limits<Instant>::min();  // "long ago"
inline constexpr Instant instant_max = std::numeric_limits<Instant>::max();  // "never ends"
inline constexpr Seconds day_seconds = 86'400;

// A calendar date as days since 1970-01-01, without a time zone.
struct Date {
  std::int32_t days = 0;
  friend auto operator<=>(const Date&, const Date&) = default;
};

struct CivilDate {
  int year;
  unsigned month;
  unsigned day;
};

CivilDate civil(Date date);
// monday = 0 ... sunday = 6
int weekday(Date date);

// `2027-01-11`, years 1900 to 2199. Nothing for a date that does not exist.
std::optional<Date> parse_date(std::string_view text);
std::string format_date(Date date);

// ISO 8601 with a zone: `2027-02-02T14:00:00Z`, also `+01:00` and fractions (dropped); years 1900
// to 2199.
std::optional<Instant> parse_instant(std::string_view text);
std::string format_instant(Instant instant);

// `30s 10m 2h 14d`, one number and one unit; above zero or zero.
std::optional<Seconds> parse_duration(std::string_view text);
std::string format_duration(Seconds seconds);

}  // namespace gatecast::rules
