#include "reports/behavior_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "reports/format.h"
#include "rules/time.h"

namespace gatecast::reports {
namespace {

using simulator::Behavior;
using simulator::Origin;
using simulator::Parameter;
using simulator::ParameterOverride;
using simulator::ParameterValue;

constexpr std::size_t columns = 100;
constexpr std::size_t name_columns = 28;
constexpr std::size_t amount_columns = 9;

std::string amount(Parameter parameter, double value) {
  if (simulator::info(parameter).kind != simulator::ParameterKind::share) {
    return fmt::format("{:.6g}", value);
  }
  return fmt::format("{:.4g}%", value * 100);
}

// The ends of a range only where there is one.
std::string row(std::string_view name, Parameter parameter, const ParameterValue& value,
                std::string_view unit) {
  const bool certain = value.low == value.high;
  std::string out = fit_left(name, name_columns) +
                    fit_right(amount(parameter, value.value), amount_columns) +
                    fit_right(certain ? "" : amount(parameter, value.low), amount_columns) +
                    fit_right(certain ? "" : amount(parameter, value.high), amount_columns);
  if (!unit.empty()) out += "  " + plain(unit);
  while (out.ends_with(' ')) out.pop_back();
  return out + "\n";
}

// `assumed: ...` says so by itself.
std::string source(const ParameterValue& value, std::size_t indent) {
  const Origin origin = simulator::origin_of(value);
  const std::string text = plain(value.source);
  return wrapped(origin == Origin::measured ? "measured: " + text : text, columns,
                 std::string(indent, ' '), std::string(indent + 2, ' '));
}

std::string whom(const ParameterOverride& change) {
  return change.role.empty() ? "type " + change.type : "role " + change.role;
}

void write_parameter(std::string& out, const Behavior& behavior, Parameter parameter) {
  const simulator::ParameterInfo& about = simulator::info(parameter);
  const ParameterValue& value = behavior.of(parameter);
  out += row(about.name, parameter, value, about.unit) + source(value, 4);
  for (const ParameterOverride& change : behavior.overrides) {
    if (change.parameter != parameter) continue;
    out += row("  " + plain(whom(change)), parameter, change.value, {}) + source(change.value, 4);
  }
}

template <std::size_t n>
void write_factors(std::string& out, std::string_view title, const std::array<double, n>& factors) {
  std::string text;
  for (const double factor : factors)
    text += fmt::format("{}{:.3g}", text.empty() ? "" : " ", factor);
  out += wrapped(fmt::format("{}: {}", title, text), columns, "", "  ");
}

std::array<int, 3> origins(const Behavior& behavior) {
  std::array<int, 3> counts{};
  for (const ParameterValue& value : behavior.values) {
    ++counts[static_cast<std::size_t>(simulator::origin_of(value))];
  }
  return counts;
}

std::string value_json(const ParameterValue& value) {
  return fmt::format("\"value\": {}, \"low\": {}, \"high\": {}, \"origin\": \"{}\", \"source\": {}",
                     exact(value.value), exact(value.low), exact(value.high),
                     simulator::name(simulator::origin_of(value)), json_string(value.source));
}

std::string_view kind_name(simulator::ParameterKind kind) {
  constexpr std::string_view names[] = {"rate", "share", "duration", "count"};
  return names[static_cast<std::size_t>(kind)];
}

template <std::size_t n>
std::string factors_json(const std::array<double, n>& factors) {
  std::string out;
  for (const double factor : factors)
    out += fmt::format("{}{}", out.empty() ? "" : ", ", exact(factor));
  return fmt::format("[{}]", out);
}

std::string reminder_json(const simulator::Reminder& reminder) {
  std::string out =
      fmt::format("{{\"on\": \"{}\", \"days\": {}, \"times\": {}", rules::format_date(reminder.on),
                  reminder.days, exact(reminder.times));
  const auto whom = [&](std::string_view key, const std::string& name) {
    if (!name.empty()) out += fmt::format(", \"{}\": {}", key, json_string(name));
  };
  whom("type", reminder.type);
  whom("role", reminder.role);
  whom("stage", reminder.stage);
  return out + "}";
}

}  // namespace

std::string drill_json(const simulator::Drill& drill) {
  const simulator::DrillInfo& about = simulator::info(drill.kind);
  std::string out = fmt::format("{{\"drill\": \"{}\", \"from\": \"{}\"", about.name,
                                rules::format_date(drill.from));
  if (drill.until) out += fmt::format(", \"until\": \"{}\"", rules::format_date(*drill.until));
  if (!drill.role.empty()) out += fmt::format(", \"role\": {}", json_string(drill.role));
  if (about.of_stage) out += fmt::format(", \"stage\": {}", json_string(drill.stage));
  if (about.has_minutes) out += fmt::format(", \"minutes\": {}", drill.minutes);
  if (about.has_times) out += fmt::format(", \"times\": {}", exact(drill.times));
  return out + "}";
}

std::string behavior_text(const Behavior& behavior, std::string_view title) {
  const auto counts = origins(behavior);
  std::string out = fmt::format("Behavior: {}\n", plain(title));
  out += wrapped(
      fmt::format("{} parameters: {} measured, {} assumed, {} given without a source. Low and high "
                  "are the 5th and the 95th percentile of what is believed; without them the value "
                  "is taken as certain.",
                  behavior.values.size(), counts[0], counts[1], counts[2]),
      columns, "", "");
  out += fmt::format("\n{}{}{}{}  unit\n", fit_left("parameter", name_columns),
                     fit_right("value", amount_columns), fit_right("low", amount_columns),
                     fit_right("high", amount_columns));
  for (std::size_t i = 0; i < simulator::parameter_count; ++i) {
    write_parameter(out, behavior, static_cast<Parameter>(i));
  }
  out += "\n";
  write_factors(out, "Weekdays, monday first (1 is average)", behavior.weekday_factors);
  write_factors(out, "Hours, midnight first (1 is average)", behavior.hour_factors);
  std::string holidays;
  for (const rules::Date day : behavior.holidays) {
    holidays += fmt::format("{}{}", holidays.empty() ? "" : ", ", rules::format_date(day));
  }
  if (holidays.empty()) holidays = "none";
  out += wrapped(fmt::format("Holidays: {}", holidays), columns, "", "  ");
  out += behavior.reminders.empty() ? "Reminders: none\n" : "Reminders:\n";
  for (const simulator::Reminder& reminder : behavior.reminders) {
    out += wrapped(plain(simulator::describe(reminder)), columns, "  ", "    ");
  }
  out += behavior.drills.empty() ? "Drills: none\n" : "Drills:\n";
  for (const simulator::Drill& drill : behavior.drills) {
    out += wrapped(plain(simulator::describe(drill)), columns, "  ", "    ");
  }
  return out;
}

std::string behavior_json(const Behavior& behavior, std::string_view title,
                          std::string_view digest) {
  std::string out =
      fmt::format("{{\"schema_version\": 1, \"behavior\": {}, \"digest\": {},\n\"parameters\": [",
                  json_string(title), json_string(digest));
  for (std::size_t i = 0; i < simulator::parameter_count; ++i) {
    const auto parameter = static_cast<Parameter>(i);
    const simulator::ParameterInfo& about = simulator::info(parameter);
    std::string own;
    for (const ParameterOverride& change : behavior.overrides) {
      if (change.parameter != parameter) continue;
      own += fmt::format(
          "{}{{\"{}\": {}, {}}}", own.empty() ? "" : ", ", change.role.empty() ? "type" : "role",
          json_string(change.role.empty() ? change.type : change.role), value_json(change.value));
    }
    out += fmt::format(
        "{}\n{{\"parameter\": {}, \"kind\": \"{}\", \"unit\": {}, {}, "
        "\"overrides\": [{}]}}",
        i == 0 ? "" : ",", json_string(about.name), kind_name(about.kind), json_string(about.unit),
        value_json(behavior.of(parameter)), own);
  }
  std::string holidays;
  for (const rules::Date day : behavior.holidays) {
    holidays += fmt::format("{}\"{}\"", holidays.empty() ? "" : ", ", rules::format_date(day));
  }
  std::string reminders;
  for (const simulator::Reminder& reminder : behavior.reminders) {
    reminders += (reminders.empty() ? "\n" : ",\n") + reminder_json(reminder);
  }
  std::string drills;
  for (const simulator::Drill& drill : behavior.drills) {
    drills += (drills.empty() ? "\n" : ",\n") + drill_json(drill);
  }
  return out + fmt::format(
                   "],\n\"weekday\": {},\n\"hours\": {},\n\"holidays\": [{}],\n\"drills\": "
                   "[{}],\n\"reminders\": [{}]}}\n",
                   factors_json(behavior.weekday_factors), factors_json(behavior.hour_factors),
                   holidays, drills, reminders);
}

}  // namespace gatecast::reports
