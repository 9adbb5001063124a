#include "reports/charts.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace gatecast::reports {
namespace {

using simulator::Forecast;
using simulator::Series;

constexpr std::size_t most_roles = 12;

void mark_stage(std::vector<Mark>& marks, const simulator::StageDates& stage, bool named) {
  const std::string prefix = named ? stage.name + " " : std::string();
  marks.push_back({stage.start, prefix + (named ? "starts" : "start"), false});
  if (stage.complete != stage.start) marks.push_back({stage.complete, prefix + "complete", false});
  if (stage.deadline) marks.push_back({*stage.deadline, prefix + "deadline", true});
}

// For one stage's panel its own dates; for every other all of them.
std::vector<Mark> marks_for(const Forecast& forecast, std::string_view group) {
  std::vector<Mark> marks;
  if (forecast.announced) marks.push_back({*forecast.announced, "announced", false});
  for (const simulator::StageDates& stage : forecast.stages) {
    const bool own = group == "stage:" + stage.name;
    if (own || !group.starts_with("stage:")) mark_stage(marks, stage, !own);
  }
  return marks;
}

void add_panel(Chart& chart, const Forecast& forecast, const std::string& group,
               const std::string& metric, const std::string& title) {
  const Series* series = simulator::find_series(forecast, group, metric);
  if (series == nullptr || series->days.empty()) return;
  chart.panels.push_back({title, series, marks_for(forecast, group), false});
}

std::string enrollment_metric(const Forecast& forecast) {
  return simulator::find_series(forecast, "all", "enrolled_share") ? "enrolled_share" : "enrolled";
}

Chart by_stage(const Forecast& forecast, const std::string& metric) {
  Chart chart{"enrollment-by-stage",
              "Enrollment by stage",
              "Share of the active accounts that have a second factor at the end of the day.",
              unit_of(metric),
              metric.ends_with("_share"),
              {}};
  add_panel(chart, forecast, "all", metric, group_title("all"));
  if (!chart.panels.empty()) chart.panels[0].with_actual = chart.unit == Unit::share;
  for (const simulator::StageDates& stage : forecast.stages) {
    add_panel(chart, forecast, "stage:" + stage.name, metric, stage.name);
  }
  return chart;
}

Chart by_role(const Forecast& forecast, const std::string& metric) {
  Chart chart{"enrollment-by-role",
              "Enrollment by role",
              "An account with two roles is counted in both.",
              unit_of(metric),
              metric.ends_with("_share"),
              {}};
  std::vector<std::pair<double, std::string>> roles;
  for (const std::string& group : forecast.groups) {
    if (!group.starts_with("role:")) continue;
    const Series* active = simulator::find_series(forecast, group, "active");
    roles.emplace_back(active && !active->days.empty() ? active->days[0].p50 : 0, group);
  }
  std::stable_sort(roles.begin(), roles.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  if (roles.size() > most_roles) {
    chart.note += fmt::format(" The {} largest of {} roles; the JSON and CSV have all.", most_roles,
                              roles.size());
    roles.resize(most_roles);
  }
  for (const auto& [size, group] : roles) {
    add_panel(chart, forecast, group, metric, group_title(group));
  }
  return chart;
}

Chart lockouts(const Forecast& forecast) {
  Chart chart{"lockouts-by-cause",
              "Lockouts by cause",
              "Lockouts that begin on a day, each counted under the cause that ended the sign-in.",
              Unit::events,
              true,
              {}};
  for (const char* cause : simulator::causes) {
    add_panel(chart, forecast, "all", fmt::format("lockouts:{}", cause), words(cause));
  }
  return chart;
}

Chart single(const Forecast& forecast, const char* id, const char* title, const char* note,
             std::initializer_list<std::pair<const char*, const char*>> metrics) {
  Chart chart{id, title, note, Unit::events, false, {}};
  for (const auto& [metric, panel_title] : metrics) {
    add_panel(chart, forecast, "all", metric, panel_title);
    chart.unit = unit_of(metric);
  }
  return chart;
}

}  // namespace

std::string group_title(std::string_view group) {
  if (group == "all") return "everybody";
  const std::size_t colon = group.find(':');
  return std::string(colon == std::string_view::npos ? group : group.substr(colon + 1));
}

std::vector<Chart> charts(const Forecast& forecast) {
  const std::string metric = enrollment_metric(forecast);
  std::vector<Chart> all;
  all.push_back(by_stage(forecast, metric));
  all.push_back(by_role(forecast, metric));
  all.push_back(lockouts(forecast));
  all.push_back(single(forecast, "locked-out", "People with no way in",
                       "Accounts that cannot sign in by any means at the end of the day.",
                       {{"locked_out", "locked out"}}));
  all.push_back(single(forecast, "help-desk-load", "Help desk: tickets",
                       "Tickets opened on each day.", {{"tickets", "tickets a day"}}));
  all.push_back(single(forecast, "help-desk-wait", "Help desk: wait",
                       "Mean hours by the clock from opening a ticket until an agent starts on it, "
                       "nights and weekends included: one opened on a closed day waits at least "
                       "until the desk opens.",
                       {{"queue_wait_hours", "hours until an agent answers"}}));
  all.push_back(single(forecast, "protected-sign-ins", "Protected sign-ins",
                       "Sign-ins a day that a second factor protected, and all sign-ins.",
                       {{"protected_sign_ins", "protected"}, {"sign_ins", "all sign-ins"}}));
  std::erase_if(all, [](const Chart& chart) { return chart.panels.empty(); });
  return all;
}

std::vector<int> table_days(const Forecast& forecast) {
  std::set<int> days;
  for (int day = 0; day < forecast.run.days; day += 7) days.insert(day);
  for (const Mark& mark : marks_for(forecast, "all")) {
    const int day = mark.date.days - forecast.run.start.days;
    if (day >= 0 && day < forecast.run.days) days.insert(day);
  }
  if (forecast.run.days > 0) days.insert(forecast.run.days - 1);
  return {days.begin(), days.end()};
}

}  // namespace gatecast::reports
