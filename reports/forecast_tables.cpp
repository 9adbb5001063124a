#include "reports/forecast_tables.h"

#include <fmt/format.h>

#include <cmath>

#include "reports/forecast_json.h"
#include "reports/page.h"

namespace gatecast::reports {
namespace {

using simulator::Forecast;
using simulator::Quantiles;

// Of the median: how far so many rollouts know it.
std::string interval(const Quantiles& q, Unit unit) {
  if (!std::isfinite(q.low.p50) || !std::isfinite(q.high.p50)) return "too few rollouts";
  return range(q.low.p50, q.high.p50, unit);
}

}  // namespace

std::string median_and_range(const Quantiles& q, Unit unit) {
  return fmt::format("{} <span class=\"range\">({})</span>", number(q.p50, unit),
                     range(q.p05, q.p95, unit));
}

std::string chart_table(const Chart& chart, const std::vector<int>& days, rules::Date start) {
  std::vector<std::string_view> titles{"date"};
  for (const Panel& panel : chart.panels) titles.push_back(panel.title);
  std::string body;
  for (const int day : days) {
    const auto at = static_cast<std::size_t>(day);
    body += fmt::format("<tr><th scope=\"row\">{}</th>", rules::format_date({start.days + day}));
    for (const Panel& panel : chart.panels) {
      const simulator::Series& series = *panel.series;
      body += fmt::format(
          "<td data-day=\"{}\" data-group=\"{}\" data-metric=\"{}\">{}</td>", day,
          html(series.group), html(series.metric),
          at < series.days.size() ? median_and_range(series.days[at], chart.unit) : std::string());
    }
    body += "</tr>\n";
  }
  return page_table(titles, body);
}

std::string stages_table(const Forecast& forecast) {
  std::string body;
  for (const simulator::StageDates& stage : forecast.stages) {
    body += fmt::format(
        "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n",
        html(stage.name), number(static_cast<double>(stage.accounts)),
        rules::format_date(stage.start), rules::format_date(stage.complete),
        stage.deadline ? rules::format_date(*stage.deadline) : "none");
  }
  return page_table({"stage", "accounts", "starts", "complete", "deadline"}, body);
}

std::string totals_table(const Forecast& forecast) {
  std::string body;
  for (const simulator::Total& total : forecast.totals) {
    if (total.group != "all") continue;
    const Unit unit = unit_of(total.metric);
    const simulator::Peak* peak = simulator::find_peak(forecast, total.group, total.metric);
    body += fmt::format(
        "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td>"
        "</tr>\n",
        html(words(total.metric)), median_and_range(total.value, unit), interval(total.value, unit),
        peak ? median_and_range(peak->value, unit) : std::string(),
        peak ? interval(peak->value, unit) : std::string(),
        peak ? rules::format_date({forecast.run.start.days + peak->day_p50}) : std::string());
  }
  return page_table({"what", "in all, or on the last day", "95% interval of that median",
                     "highest day of each rollout", "95% interval of that median", "about"},
                    body);
}

std::string gates_table(const Forecast& forecast) {
  std::string body;
  for (const simulator::GateResult& gate : forecast.gates) {
    const Unit unit = unit_of(gate.metric);
    const std::string interval =
        gate.low && gate.high
            ? range(*gate.low, *gate.high, unit)
            : fmt::format("too few replicates, {} needed", gate.replicates_needed);
    body += fmt::format(
        "<tr class=\"{0}\"><th scope=\"row\">{1} of {2}</th><td>{3}</td><td>at {4} {5}{6}</td>"
        "<td>{7}</td><td>{8}</td><td><strong>{0}</strong></td></tr>\n",
        name(gate.verdict), html(words(gate.metric)), html(group_title(gate.group)),
        html(gate.band), gate.is_max ? "most" : "least", number(gate.limit, unit),
        gate.by ? " on " + rules::format_date(*gate.by) : std::string(), number(gate.value, unit),
        interval);
  }
  return page_table({"gate", "band", "limit", "forecast", "95% interval of it", "verdict"}, body);
}

std::string assumptions_table(const Forecast& forecast) {
  std::string body;
  for (const simulator::Assumption& assumption : forecast.assumptions) {
    const bool certain = assumption.low == assumption.high;
    body += fmt::format(
        "<tr class=\"{}\"><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td>{}</td>"
        "<td class=\"source\">{}</td></tr>\n",
        assumption.assumed ? "assumed" : "measured", html(words(assumption.parameter)),
        number(assumption.value),
        certain ? "taken as certain" : number(assumption.low) + " to " + number(assumption.high),
        html(assumption.unit), html(assumption.source));
  }
  return page_table({"number", "value", "9 of 10 chances between", "unit", "source"}, body);
}

}  // namespace gatecast::reports
