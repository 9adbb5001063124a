#include "rules/time.h"

#include <date/date.h>
#include <fmt/format.h>

namespace gatecast::rules {
namespace {

// `count` digits from the front of `text`, or nothing.
std::optional<int> take_digits(std::string_view& text, std::size_t count) {
  if (text.size() < count) return std::nullopt;
  int value = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(count);
  return value;
}

bool take(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<Date> take_date(std::string_view& text) {
  const auto year = take_digits(text, 4);
  if (!year || !take(text, '-')) return std::nullopt;
  const auto month = take_digits(text, 2);
  if (!month || !take(text, '-')) return std::nullopt;
  const auto day = take_digits(text, 2);
  if (!day || *year < 1900 || *year > 2199) return std::nullopt;
  const date::year_month_day ymd{date::year{*year}, date::month{static_cast<unsigned>(*month)},
                                 date::day{static_cast<unsigned>(*day)}};
  if (!ymd.ok()) return std::nullopt;
  return Date{static_cast<std::int32_t>(date::sys_days{ymd}.time_since_epoch().count())};
}

// `Z`, `+01:00` or `-0330`: seconds east of UTC.
std::optional<Seconds> take_offset(std::string_view& text) {
  if (take(text, 'Z') || take(text, 'z')) return 0;
  const int sign = take(text, '-') ? -1 : (take(text, '+') ? 1 : 0);
  if (sign == 0) return std::nullopt;
  const auto hours = take_digits(text, 2);
  take(text, ':');
  const auto minutes = take_digits(text, 2);
  if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  return sign * (*hours * 3600 + *minutes * 60);
}

}  // namespace

CivilDate civil(Date date) {
  const date::year_month_day ymd{date::sys_days{date::days{date.days}}};
  return {static_cast<int>(ymd.year()), static_cast<unsigned>(ymd.month()),
          static_cast<unsigned>(ymd.day())};
}

int weekday(Date date) {
  // 1970-01-01 was a Thursday.
  const int shifted = (date.days + 3) % 7;
  return shifted < 0 ? shifted + 7 : shifted;
}

std::optional<Date> parse_date(std::string_view text) {
  const auto date = take_date(text);
  return text.empty() ? date : std::nullopt;
}

std::string format_date(Date date) {
  const CivilDate c = civil(date);
  return fmt::format("{:04}-{:02}-{:02}", c.year, c.month, c.day);
}

std::optional<Instant> parse_instant(std::string_view text) {
  const auto date = take_date(text);
  if (!date || !(take(text, 'T') || take(text, 't') || take(text, ' '))) return std::nullopt;
  const auto hour = take_digits(text, 2);
  if (!hour || !take(text, ':')) return std::nullopt;
  const auto minute = take_digits(text, 2);
  if (!minute || !take(text, ':')) return std::nullopt;
  const auto second = take_digits(text, 2);
  if (!second || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
  if (take(text, '.')) {
    if (!take_digits(text, 1)) return std::nullopt;
    while (take_digits(text, 1)) {
    }
  }
  const auto offset = take_offset(text);
  if (!offset || !text.empty()) return std::nullopt;
  return Instant{date->days} * day_seconds + *hour * 3600 + *minute * 60 + *second - *offset;
}

std::string format_instant(Instant instant) {
  Instant days = instant / day_seconds;
  if (instant % day_seconds < 0) --days;
  const auto second = static_cast<int>(instant - days * day_seconds);
  return fmt::format("{}T{:02}:{:02}:{:02}Z", format_date(Date{static_cast<std::int32_t>(days)}),
                     second / 3600, second / 60 % 60, second % 60);
}

std::optional<Seconds> parse_duration(std::string_view text) {
  Seconds value = 0;
  std::size_t digits = 0;
  while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9' && digits < 9) {
    value = value * 10 + (text[digits] - '0');
    ++digits;
  }
  const bool leading_zero = digits > 1 && text.front() == '0';
  if (digits == 0 || leading_zero || text.size() != digits + 1) return std::nullopt;
  switch (text.back()) {
    case 's':
      return value;
    case 'm':
      return value * 60;
    case 'h':
      return value * 3600;
    case 'd':
      return value * day_seconds;
    default:
      return std::nullopt;
  }
}

std::string format_duration(Seconds seconds) {
  if (seconds != 0 && seconds % day_seconds == 0) return fmt::format("{}d", seconds / day_seconds);
  if (seconds != 0 && seconds % 3600 == 0) return fmt::format("{}h", seconds / 3600);
  if (seconds != 0 && seconds % 60 == 0) return fmt::format("{}m", seconds / 60);
  return fmt::format("{}s", seconds);
}

}  // namespace gatecast::rules
