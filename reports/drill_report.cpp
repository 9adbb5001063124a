#include "reports/drill_report.h"

#include <fmt/format.h>

#include <cmath>

#include "reports/charts.h"
#include "reports/format.h"

namespace gatecast::reports {
namespace {

using simulator::DrillEffect;
using simulator::DrillOutcome;
using simulator::Quantiles;

constexpr std::size_t columns = 80;

std::string cells(const Quantiles& q) {
  return fmt::format(",{},{},{},{}", exact(q.mean), exact(q.p05), exact(q.p50), exact(q.p95));
}

std::string csv_names(std::string_view number) {
  return fmt::format(",{0}_mean,{0}_p05,{0}_p50,{0}_p95", number);
}

std::string cell(const Quantiles& q) {
  return fmt::format("{} ({})", number(q.p50), range(q.p05, q.p95, Unit::people));
}

// Whom a drill does nothing to is left out, unless he is an administrator.
bool is_worth_a_line(const DrillEffect& effect) {
  return effect.group == "all" || effect.administrators || effect.more_days_out.p95 > 0 ||
         effect.more_days_out.p05 < 0;
}

void write_drill(std::string& out, const DrillOutcome& drill) {
  out += wrapped(simulator::describe(drill.drill), columns, "  ", "    ");
  out += fmt::format("    {}{}{}{}\n", fit_left("", 20), fit_right("person-days out by it", 25),
                     fit_right("and in all", 14), fit_right("fewest not out", 15));
  for (const DrillEffect& effect : drill.groups) {
    if (!is_worth_a_line(effect)) continue;
    out += fmt::format("    {}{}{}{}\n", fit_left(group_title(effect.group), 20),
                       fit_right(cell(effect.more_days_out), 25),
                       fit_right(number(effect.days_out.p50), 14),
                       fit_right(number(effect.fewest_in.p50), 15));
  }
  if (!drill.has_administrators) return;
  const double share = drill.some_administrator;
  const std::string text =
      share >= 1
          ? "on each of its days some administrator is not locked out, in every rollout"
          : fmt::format("on some of its days all administrators are locked out, in {} of rollouts",
                        number(1 - share, Unit::share));
  out += wrapped(text, columns, "    ", "    ");
}

}  // namespace

NamedFile drill_report_csv(const std::vector<DrillOutcome>& drills) {
  std::string out = "drill,group,some_administrator";
  for (const char* number :
       {"days_out", "more_days_out", "more_lockouts", "more_tickets", "fewest_in"}) {
    out += csv_names(number);
  }
  out += "\r\n";
  for (const DrillOutcome& drill : drills) {
    for (const DrillEffect& effect : drill.groups) {
      out += csv_field(simulator::describe(drill.drill)) + ',' + csv_field(effect.group) + ',';
      if (drill.has_administrators) out += exact(drill.some_administrator);
      for (const Quantiles* q : {&effect.days_out, &effect.more_days_out, &effect.more_lockouts,
                                 &effect.more_tickets, &effect.fewest_in}) {
        out += cells(*q);
      }
      out += "\r\n";
    }
  }
  return {"drills.csv", out};
}

std::string drill_report_text(const std::vector<DrillOutcome>& drills) {
  std::string out = "\nDrills\n";
  for (const DrillOutcome& drill : drills) write_drill(out, drill);
  if (drills.empty()) return out + "  none falls into the forecast\n";
  out += wrapped(
      "person-days out: days of people who are locked out, from the drill's first day to the last "
      "of the forecast; by it: more than in the same rollouts without it; fewest not out: people "
      "who are not locked out on its worst day. Locked out is who tried to sign in and has no way "
      "in; of who did not try it is not known.",
      columns, "  ", "  ");
  return out;
}

}  // namespace gatecast::reports
