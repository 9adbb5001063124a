// What drills do, on the forecast's page and in its JSON.
#include <fmt/format.h>

#include <array>

#include "reports/behavior_table.h"
#include "reports/charts.h"
#include "reports/drill_report.h"
#include "reports/forecast_json.h"
#include "reports/forecast_tables.h"
#include "reports/page.h"

namespace gatecast::reports {
namespace {

using simulator::AdministratorEffect;
using simulator::DrillEffect;
using simulator::DrillOutcome;
using simulator::Quantiles;

// A number of each rollout: as the JSON calls it, and as the page does.
template <class Effect>
struct NumberOf {
  std::string_view name;
  std::string_view title;
  Quantiles Effect::*quantiles;
};

constexpr std::array<NumberOf<DrillEffect>, 5> group_numbers{{
    {"more_days_out", "person-days locked out by it", &DrillEffect::more_days_out},
    {"days_out", "and in all", &DrillEffect::days_out},
    {"more_lockouts", "lockouts by it", &DrillEffect::more_lockouts},
    {"more_tickets", "tickets by it", &DrillEffect::more_tickets},
    {"fewest_in", "fewest not locked out", &DrillEffect::fewest_in},
}};

constexpr std::array<NumberOf<AdministratorEffect>, 4> administrator_numbers{{
    {"more_days_no_way_in", "person-days no way in by it", &AdministratorEffect::more_days_out},
    {"days_no_way_in", "and in all", &AdministratorEffect::days_out},
    {"more_days_none_in", "days none in by it", &AdministratorEffect::more_days_none_in},
    {"days_none_in", "and in all", &AdministratorEffect::days_none_in},
}};

template <class Effect, class Numbers>
std::string cells(const Effect& effect, const Numbers& numbers) {
  std::string out;
  for (const auto& number : numbers) {
    out += fmt::format("<td data-number=\"{}\">{}</td>", number.name,
                       median_and_range(effect.*number.quantiles, Unit::people));
  }
  return out;
}

template <class Effect, class Numbers>
std::string fields(const Effect& effect, const Numbers& numbers) {
  std::string out;
  for (const auto& number : numbers) {
    out += fmt::format(", \"{}\": {{{}}}", number.name, quantile_fields(effect.*number.quantiles));
  }
  return out;
}

std::string groups_table(const DrillOutcome& outcome) {
  std::vector<std::string_view> titles{"group"};
  for (const auto& number : group_numbers) titles.push_back(number.title);
  std::string body;
  for (const DrillEffect& effect : outcome.groups) {
    body +=
        fmt::format("<tr data-group=\"{}\"><th scope=\"row\">{}</th>{}</tr>\n", html(effect.group),
                    html(group_title(effect.group)), cells(effect, group_numbers));
  }
  return page_table(titles, body);
}

std::string administrators_table(const DrillOutcome& outcome) {
  std::vector<std::string_view> titles{"administrators"};
  for (const auto& number : administrator_numbers) titles.push_back(number.title);
  titles.push_back("rollouts with some in on each of its days");
  std::string body;
  for (const AdministratorEffect& effect : outcome.administrators) {
    body += fmt::format(
        "<tr data-role=\"{}\"><th scope=\"row\">{}</th>{}<td "
        "data-number=\"some_in\">{}</td></tr>\n",
        html(effect.role), effect.role.empty() ? "all" : html(effect.role),
        cells(effect, administrator_numbers), number(effect.some_in, Unit::share));
  }
  return page_table(titles, body);
}

std::string outcome_json(const DrillOutcome& outcome) {
  std::string out = "{\"drill\": " + drill_json(outcome.drill) + ",\n\"groups\": [";
  for (const DrillEffect& effect : outcome.groups) {
    out += &effect == outcome.groups.data() ? "\n" : ",\n";
    out += fmt::format("{{\"group\": {}{}}}", json_string(effect.group),
                       fields(effect, group_numbers));
  }
  out += "\n],\n\"administrators\": [";
  for (const AdministratorEffect& effect : outcome.administrators) {
    out += &effect == outcome.administrators.data() ? "\n" : ",\n";
    out += fmt::format("{{\"role\": {}, \"some_in\": {}{}}}",
                       effect.role.empty() ? "null" : json_string(effect.role),
                       exact(effect.some_in), fields(effect, administrator_numbers));
  }
  return out + "\n]}";
}

}  // namespace

std::string drill_report_html(const std::vector<DrillOutcome>& drills) {
  std::string out =
      "<section id=\"drills\"><h2>Drills</h2>\n<p>From each drill's first day to the last of the "
      "forecast, against the same rollouts without it. Locked out is who tried to sign in and has "
      "no way in; of administrators it is asked at the end of each day whether they could get in "
      "if they tried, from their usual device.</p>\n";
  if (drills.empty()) out += "<p>None falls into the forecast.</p>\n";
  for (const DrillOutcome& outcome : drills) {
    out += "<h3>" + html(simulator::describe(outcome.drill)) + "</h3>\n";
    if (!outcome.administrators.empty()) out += administrators_table(outcome);
    out += groups_table(outcome);
  }
  return out + "</section>\n";
}

std::string drill_report_json(const std::vector<DrillOutcome>& drills) {
  std::string out = ",\n\"drills\": [";
  for (const DrillOutcome& outcome : drills) {
    out += (&outcome == drills.data() ? "\n" : ",\n") + outcome_json(outcome);
  }
  return out + "\n]";
}

}  // namespace gatecast::reports
