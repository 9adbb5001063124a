#include "reports/forecast_brief.h"

#include <fmt/format.h>

#include "reports/charts.h"
#include "reports/format.h"
#include "reports/page.h"

namespace gatecast::reports {
namespace {

using simulator::Forecast;
using simulator::Quantiles;

std::string tile(std::string_view label, const std::string& metric, std::string_view kind,
                 const Quantiles& value, const std::string& when) {
  const Unit unit = unit_of(metric);
  return fmt::format(
      "<div class=\"tile\"><dt>{}</dt><dd data-brief=\"{}\" data-metric=\"{}\">{}</dd>"
      "<dd class=\"range\">{}{}</dd></div>\n",
      html(label), kind, html(metric), number(value.p50, unit), range(value.p05, value.p95, unit),
      when.empty() ? "" : "<br>" + when);
}

std::string total(const Forecast& forecast, const std::string& metric, std::string_view label,
                  const std::string& when = "") {
  const simulator::Total* found = simulator::find_total(forecast, "all", metric);
  return found == nullptr ? "" : tile(label, metric, "total", found->value, when);
}

std::string peak(const Forecast& forecast, const std::string& metric, std::string_view label) {
  const simulator::Peak* found = simulator::find_peak(forecast, "all", metric);
  if (found == nullptr) return "";
  const rules::Date day{forecast.run.start.days + found->day_p50};
  return tile(label, metric, "peak", found->value, "about " + rules::format_date(day));
}

}  // namespace

std::string brief_section(const Forecast& forecast) {
  const rules::Date last{forecast.run.start.days + forecast.run.days - 1};
  const std::string tiles = total(forecast, "enrolled_share", "have a second factor in the end",
                                  "on " + rules::format_date(last)) +
                            total(forecast, "lockouts", "times somebody is locked out") +
                            peak(forecast, "locked_out", "people with no way in on the worst day") +
                            total(forecast, "tickets", "calls to the help desk") +
                            peak(forecast, "tickets", "calls on the worst day") +
                            peak(forecast, "queue_wait_hours", "hours to wait on the worst day");
  if (tiles.empty()) return "";
  return "<section id=\"brief\"><h2>In short</h2>\n<p>The middle of all rollouts; below each "
         "number, where nine of ten fall.</p>\n<dl class=\"brief\">\n" +
         tiles + "</dl></section>\n";
}

}  // namespace gatecast::reports
