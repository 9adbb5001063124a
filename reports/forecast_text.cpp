#include "reports/forecast_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "reports/charts.h"
#include "reports/forecast_json.h"
#include "reports/format.h"

namespace gatecast::reports {
namespace {

using simulator::Forecast;
using simulator::Quantiles;

constexpr std::size_t columns = 80;
constexpr std::size_t most_assumptions = 12;

std::string date_of(const Forecast& forecast, int day) {
  return rules::format_date({forecast.run.start.days + day});
}

void wrap(std::string& out, std::string_view text, std::string_view indent) {
  out += wrapped(text, columns, indent, indent);
}

void heading(std::string& out, const char* text) { out += fmt::format("\n{}\n", text); }

void write_run(std::string& out, const Forecast& forecast) {
  const simulator::RunInfo& run = forecast.run;
  wrap(out, fmt::format("Forecast of `{}`, revision {}", run.policy, run.revision), "");
  wrap(
      out,
      fmt::format("{} accounts, {} to {} ({} days), {} replicates, seed {}",
                  number(static_cast<double>(run.accounts)), rules::format_date(run.start),
                  date_of(forecast, std::max(run.days - 1, 0)), run.days, run.replicates, run.seed),
      "");
  wrap(out, "Numbers are medians; 9 of 10 rollouts fall between the two in brackets.", "");
}

void write_stages(std::string& out, const Forecast& forecast) {
  if (forecast.stages.empty()) return;
  heading(out, "Who and when");
  if (forecast.announced) {
    out += fmt::format("  announced on {}\n", rules::format_date(*forecast.announced));
  }
  out += fmt::format("  {}{}  {}  {}  {}\n", fit_left("stage", 26), fit_right("accounts", 10),
                     fit_left("starts", 10), fit_left("complete", 10), "deadline");
  for (const simulator::StageDates& stage : forecast.stages) {
    out += fmt::format("  {}{}  {}  {}  {}\n", fit_left(stage.name, 26),
                       fit_right(number(static_cast<double>(stage.accounts)), 10),
                       rules::format_date(stage.start), rules::format_date(stage.complete),
                       stage.deadline ? rules::format_date(*stage.deadline) : "none");
  }
}

// Four days that show the curve: the first start, two between, the end.
std::vector<int> curve_days(const Forecast& forecast) {
  const int last = forecast.run.days - 1;
  int first = forecast.stages.empty() ? 0 : forecast.stages[0].start.days - forecast.run.start.days;
  first = std::clamp(first, 0, last);
  const int length = last - first;
  const std::set<int> days{first, first + length / 3, first + 2 * length / 3, last};
  return {days.begin(), days.end()};
}

std::string curve_cell(const Quantiles& q, Unit unit) {
  if (unit == Unit::share) {
    return fmt::format("{:.0f}% ({:.0f}-{:.0f})", q.p50 * 100, q.p05 * 100, q.p95 * 100);
  }
  return fmt::format("{} ({}-{})", number(q.p50), number(q.p05), number(q.p95));
}

void write_enrollment(std::string& out, const Forecast& forecast) {
  std::string metric = "enrolled_share";
  if (simulator::find_series(forecast, "all", metric) == nullptr) metric = "enrolled";
  if (forecast.run.days < 1 || simulator::find_series(forecast, "all", metric) == nullptr) return;
  heading(out, metric == "enrolled" ? "Enrolled accounts" : "Enrolled, share of active accounts");
  const std::vector<int> days = curve_days(forecast);
  out += "  " + fit_left("", 17);
  for (const int day : days) out += fit_right(date_of(forecast, day), 15);
  out += '\n';
  std::vector<std::string> groups{"all"};
  for (const simulator::StageDates& stage : forecast.stages) {
    groups.push_back("stage:" + stage.name);
  }
  for (const std::string& group : groups) {
    const simulator::Series* series = simulator::find_series(forecast, group, metric);
    if (series == nullptr) continue;
    out += "  " + fit_left(group_title(group), 17);
    for (const int day : days) {
      const auto at = static_cast<std::size_t>(day);
      const bool there = at < series->days.size();
      out += fit_right(there ? curve_cell(series->days[at], unit_of(metric)) : "", 15);
    }
    out += '\n';
  }
}

std::string median_and_range(const Quantiles& q, Unit unit) {
  return fmt::format("{} ({})", number(q.p50, unit), range(q.p05, q.p95, unit));
}

void write_line(std::string& out, std::string_view label, std::string_view text) {
  out += fmt::format("  {} {}\n", fit_left(label, 30), fit_left(text, columns - 33));
  while (out.size() > 1 && out[out.size() - 2] == ' ') out.erase(out.size() - 2, 1);
}

void write_total(std::string& out, const Forecast& forecast, const std::string& metric,
                 const std::string& label) {
  const simulator::Total* total = simulator::find_total(forecast, "all", metric);
  if (total != nullptr) write_line(out, label, median_and_range(total->value, unit_of(metric)));
}

void write_peak(std::string& out, const Forecast& forecast, const std::string& metric,
                const std::string& label) {
  const simulator::Peak* peak = simulator::find_peak(forecast, "all", metric);
  if (peak == nullptr) return;
  write_line(out, label,
             fmt::format("{}, about {}", median_and_range(peak->value, unit_of(metric)),
                         date_of(forecast, peak->day_p50)));
}

void write_trouble(std::string& out, const Forecast& forecast) {
  heading(out, "Lockouts");
  write_total(out, forecast, "lockouts", "in all");
  for (const char* cause : simulator::causes) {
    const std::string metric = fmt::format("lockouts:{}", cause);
    const simulator::Total* total = simulator::find_total(forecast, "all", metric);
    if (total != nullptr && total->value.p95 > 0) {
      write_total(out, forecast, metric, "  " + words(cause));
    }
  }
  write_peak(out, forecast, "lockouts", "worst day");
  write_peak(out, forecast, "locked_out", "people with no way in");
  heading(out, "Help desk");
  write_total(out, forecast, "tickets", "tickets in all");
  write_peak(out, forecast, "tickets", "tickets on the worst day");
  write_peak(out, forecast, "queue_wait_hours", "wait on the worst day, h");
  wrap(out, "wait: hours by the clock from the ticket to its start, nights and weekends included",
       "  ");
}

void write_gates(std::string& out, const Forecast& forecast) {
  if (forecast.gates.empty()) return;
  heading(out, "Gates");
  for (const simulator::GateResult& gate : forecast.gates) {
    const Unit unit = unit_of(gate.metric);
    std::string text =
        fmt::format("{}: {} of {}, {} at {} {}", name(gate.verdict), gate.metric, gate.group,
                    gate.band, gate.is_max ? "most" : "least", number(gate.limit, unit));
    if (gate.by) text += " on " + rules::format_date(*gate.by);
    text += "; forecast " + number(gate.value, unit);
    if (gate.low && gate.high) {
      text += fmt::format(" ({})", range(*gate.low, *gate.high, unit));
    } else {
      text += fmt::format("; needs {} replicates to decide", gate.replicates_needed);
    }
    wrap(out, text, "  ");
  }
}

// How far the numbers above may be off because there are only so many rollouts.
void write_error_line(std::string& out, const Quantiles* q, Unit unit, std::string_view label) {
  if (q == nullptr || !std::isfinite(q->low.p50)) return;
  const std::string most = std::isfinite(q->low.p95) ? range(q->low.p95, q->high.p95, unit)
                                                     : std::string("too few rollouts");
  out += fmt::format("  {}{}{}\n", fit_left(label, 30),
                     fit_right(range(q->low.p50, q->high.p50, unit), 20), fit_right(most, 26));
}

void write_error(std::string& out, const Forecast& forecast) {
  std::string lines;
  const auto total = [&](const char* metric, std::string_view label) {
    const simulator::Total* of = simulator::find_total(forecast, "all", metric);
    write_error_line(lines, of == nullptr ? nullptr : &of->value, unit_of(metric), label);
  };
  const auto peak = [&](const char* metric, std::string_view label) {
    const simulator::Peak* of = simulator::find_peak(forecast, "all", metric);
    write_error_line(lines, of == nullptr ? nullptr : &of->value, unit_of(metric), label);
  };
  total("enrolled_share", "enrolled, last day");
  total("lockouts", "lockouts in all");
  peak("locked_out", "people with no way in");
  total("tickets", "tickets in all");
  peak("tickets", "tickets on the worst day");
  peak("queue_wait_hours", "wait on the worst day, h");
  if (lines.empty()) return;
  heading(out, "How well that is known");
  wrap(out,
       fmt::format("more rollouts than {} would put these numbers somewhere between (95%):",
                   forecast.run.replicates),
       "  ");
  out += fmt::format("  {}{}{}\n", fit_left("", 30), fit_right("the median", 20),
                     fit_right("exceeded by 1 of 20", 26));
  out += lines;
}

void write_assumptions(std::string& out, const Forecast& forecast) {
  const auto assumed =
      std::count_if(forecast.assumptions.begin(), forecast.assumptions.end(),
                    [](const simulator::Assumption& assumption) { return assumption.assumed; });
  heading(out, "Assumptions");
  wrap(out,
       fmt::format("{} of {} numbers about behavior were measured nowhere and are assumed{}",
                   assumed, forecast.assumptions.size(), assumed > 0 ? ":" : ""),
       "  ");
  std::size_t written = 0;
  for (const simulator::Assumption& assumption : forecast.assumptions) {
    if (!assumption.assumed || written == most_assumptions) continue;
    ++written;
    write_line(out, "  " + assumption.parameter,
               fmt::format("{} ({} to {}) {}", number(assumption.value), number(assumption.low),
                           number(assumption.high), assumption.unit));
  }
  if (static_cast<std::size_t>(assumed) > written) {
    out += fmt::format("    ... and {} more; --html and --json list all\n",
                       static_cast<std::size_t>(assumed) - written);
  }
  for (const std::string& note : forecast.notes) wrap(out, note, "  ");
}

}  // namespace

std::string forecast_text(const Forecast& forecast) {
  std::string out;
  write_run(out, forecast);
  write_stages(out, forecast);
  write_enrollment(out, forecast);
  write_trouble(out, forecast);
  write_gates(out, forecast);
  write_error(out, forecast);
  write_assumptions(out, forecast);
  return out;
}

}  // namespace gatecast::reports
