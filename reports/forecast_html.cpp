#include "reports/forecast_html.h"

#include <fmt/format.h>

#include <algorithm>

#include "reports/assets.h"
#include "reports/charts.h"
#include "reports/forecast_brief.h"
#include "reports/forecast_json.h"
#include "reports/forecast_tables.h"
#include "reports/page.h"

namespace gatecast::reports {
namespace {

using simulator::Forecast;
using simulator::Quantiles;

// Inside <script> no `<` may stand: `</script` or `<!--` would end or change the element. In JSON
// the escape means the same.
std::string inside_script(std::string_view json) {
  std::string out;
  out.reserve(json.size());
  for (const char c : json) {
    if (c == '<') {
      out += "\\u003c";
    } else {
      out += c;
    }
  }
  return out;
}

std::string numbers(const std::vector<Quantiles>& days, double Quantiles::*quantile) {
  std::string out = "[";
  for (const Quantiles& day : days) {
    if (out.size() > 1) out += ',';
    out += exact(day.*quantile);
  }
  return out + "]";
}

std::string panel_json(const Panel& panel, const Forecast& forecast, const Actual& actual) {
  std::string marks;
  for (const Mark& mark : panel.marks) {
    const int day = mark.date.days - forecast.run.start.days;
    if (day < 0 || day >= forecast.run.days) continue;
    if (!marks.empty()) marks += ',';
    marks += fmt::format("{{\"day\":{},\"label\":{},\"deadline\":{}}}", day,
                         json_string(mark.label), mark.deadline);
  }
  std::string points;
  for (const ActualPoint& point : actual.points) {
    const int day = point.date.days - forecast.run.start.days;
    if (!panel.with_actual || day < 0 || day >= forecast.run.days) continue;
    if (!points.empty()) points += ',';
    points += fmt::format("[{},{}]", day, exact(point.share));
  }
  const std::vector<Quantiles>& days = panel.series->days;
  return fmt::format(
      "{{\"title\":{},\"marks\":[{}],\"actual\":[{}],\"p05\":{},\"p25\":{},\"p50\":{},"
      "\"p75\":{},\"p95\":{}}}",
      json_string(panel.title), marks, points, numbers(days, &Quantiles::p05),
      numbers(days, &Quantiles::p25), numbers(days, &Quantiles::p50),
      numbers(days, &Quantiles::p75), numbers(days, &Quantiles::p95));
}

std::string page_json(const Forecast& forecast, const std::vector<Chart>& all,
                      const Actual& actual) {
  std::string out = "{\"run\":" + run_json(forecast.run) + ",\"charts\":[";
  for (const Chart& chart : all) {
    const bool whole = chart.unit == Unit::people || chart.unit == Unit::events;
    out += fmt::format("{}{{\"id\":{},\"unit\":\"{}\",\"common\":{},\"panels\":[",
                       &chart == all.data() ? "" : ",\n", json_string(chart.id),
                       chart.unit == Unit::share ? "share"
                       : whole                   ? "count"
                                                 : "time",
                       chart.common_scale);
    for (const Panel& panel : chart.panels) {
      out += &panel == chart.panels.data() ? "\n" : ",\n";
      out += panel_json(panel, forecast, actual);
    }
    out += "]}";
  }
  return out + "]}";
}

// The library's own text, safe inside <script>.
std::string library_script() {
  static constexpr std::string_view end = "</script";
  std::string_view rest = echarts_js();
  std::string out;
  for (std::size_t at = 0; (at = rest.find(end)) != std::string_view::npos;) {
    out += rest.substr(0, at);
    out += "<\\/script";
    rest.remove_prefix(at + end.size());
  }
  out += rest;
  return out;
}

std::string intro(const Forecast& forecast) {
  const simulator::RunInfo& run = forecast.run;
  std::string out = fmt::format(
      "<header><h1>Forecast of {}</h1>\n<p>{} accounts, {} to {} ({} days). Revision {}, {} "
      "simulated rollouts.</p>\n",
      html(run.policy), number(static_cast<double>(run.accounts)), rules::format_date(run.start),
      rules::format_date({run.start.days + std::max(run.days - 1, 0)}), run.days, run.revision,
      run.replicates);
  out +=
      "<p>The line is the median. On any one day, half of the rollouts fall inside the dark band "
      "and nine of ten inside the light one; a whole curve may well leave its band on some "
      "days.</p></header>\n";
  return out;
}

std::string chart_section(const Chart& chart, const std::vector<int>& days, rules::Date start,
                          const Actual& actual) {
  std::string happened;
  if (!actual.points.empty() && chart.panels[0].with_actual) {
    happened = " Red points: what really happened.";
    if (!actual.note.empty()) happened += " <strong>" + html(actual.note) + "</strong>";
  }
  std::string out = fmt::format("<section id=\"{0}\"><h2>{1}</h2>\n<p>{2}{3}</p>\n", chart.id,
                                html(chart.title), html(chart.note), happened);
  out += fmt::format("<div class=\"panels{}\">\n", chart.panels.size() == 1 ? " one" : "");
  for (std::size_t i = 0; i < chart.panels.size(); ++i) {
    const std::string title = html(chart.panels[i].title);
    out += fmt::format(
        "<figure><figcaption>{0}</figcaption><div class=\"plot\" data-chart=\"{1}\" "
        "data-panel=\"{2}\" role=\"img\" aria-label=\"{3}, {0}: the table below has the "
        "numbers\"></div></figure>\n",
        title, chart.id, i, html(chart.title));
  }
  return out + "</div>\n<details><summary>The numbers</summary>\n" +
         chart_table(chart, days, start) + "</details></section>\n";
}

std::string assumptions_section(const Forecast& forecast) {
  const auto assumed =
      std::count_if(forecast.assumptions.begin(), forecast.assumptions.end(),
                    [](const simulator::Assumption& assumption) { return assumption.assumed; });
  std::string out = fmt::format(
      "<section id=\"assumptions\"><h2>Assumptions and how sure we are</h2>\n<p>The bands hold "
      "both luck and ignorance: each rollout draws every number below from its range. {} of {} "
      "numbers were measured nowhere and are assumed.</p>\n",
      assumed, forecast.assumptions.size());
  if (!forecast.notes.empty()) {
    out += "<ul>\n";
    for (const std::string& note : forecast.notes) out += "<li>" + html(note) + "</li>\n";
    out += "</ul>\n";
  }
  return out + "<details><summary>Every number, its range and its source</summary>\n" +
         assumptions_table(forecast) + "</details></section>\n";
}

std::string repeat_section(const simulator::RunInfo& run) {
  return fmt::format(
      "<footer><h2>To repeat this</h2>\n<p>gatecast {}, seed {}, {} replicates, {} days from {}. "
      "The same inputs give the same bytes.</p>\n<dl><dt>policy</dt><dd>{}</dd>"
      "<dt>behavior</dt><dd>{}</dd><dt>population</dt><dd>{}</dd></dl></footer>\n",
      html(run.version), run.seed, run.replicates, run.days, rules::format_date(run.start),
      html(run.policy_digest), html(run.behavior_digest), html(run.population_digest));
}

}  // namespace

std::string forecast_html(const Forecast& forecast, const Actual& actual,
                          const std::string& sections) {
  const std::string library = library_script();
  const std::vector<Chart> all = charts(forecast);
  const std::vector<int> days = table_days(forecast);
  std::string out = page_head("Forecast of " + forecast.run.policy, {library, page_js()}) +
                    "<body>\n<main>\n" + intro(forecast) + brief_section(forecast);
  if (!forecast.gates.empty()) {
    out += "<section id=\"gates\"><h2>Gates</h2>\n" + gates_table(forecast) + "</section>\n";
  }
  if (!forecast.stages.empty()) {
    out +=
        "<section id=\"stages\"><h2>Who and when</h2>\n" + stages_table(forecast) + "</section>\n";
  }
  for (const Chart& chart : all) out += chart_section(chart, days, forecast.run.start, actual);
  if (!forecast.totals.empty()) {
    out += "<section id=\"totals\"><h2>In all</h2>\n" + totals_table(forecast) + "</section>\n";
  }
  out += sections + assumptions_section(forecast) + repeat_section(forecast.run) + "</main>\n";
  out += "<script type=\"application/json\" id=\"forecast\">" +
         inside_script(page_json(forecast, all, actual)) + "</script>\n";
  out += "<script>" + library + "</script>\n";
  out += "<script>" + std::string(page_js()) + "</script>\n</body>\n</html>\n";
  return out;
}

}  // namespace gatecast::reports
