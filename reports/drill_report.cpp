#include "reports/drill_report.h"

#include <fmt/format.h>

#include <cmath>

#include "reports/charts.h"
#include "reports/format.h"

namespace gatecast::reports {
namespace {

using simulator::AdministratorEffect;
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

// Who of them could have signed in, had he tried.
void write_administrators(std::string& out, const std::vector<AdministratorEffect>& all) {
  if (all.empty()) return;
  out += fmt::format("    {}{}{}{}\n", fit_left("administrators", 20),
                     fit_right("person-days no way in by it", 29), fit_right("and in all", 14),
                     fit_right("days none in", 13));
  for (const AdministratorEffect& effect : all) {
    // All of them are those of the one role that there is.
    if (effect.role.empty() && all.size() == 2) continue;
    out += fmt::format("    {}{}{}{}\n", fit_left(effect.role.empty() ? "all" : effect.role, 20),
                       fit_right(cell(effect.more_days_out), 29),
                       fit_right(number(effect.days_out.p50), 14),
                       fit_right(number(effect.days_none_in.p50), 13));
  }
  const double share = all.front().some_in;
  const std::string text =
      share >= 1 ? "at the end of each of its days some administrator could have signed in, in "
                   "every rollout"
                 : fmt::format(
                       "at the end of some of its days no administrator could have signed "
                       "in, in {} of rollouts",
                       number(1 - share, Unit::share));
  out += wrapped(text, columns, "    ", "    ");
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
  write_administrators(out, drill.administrators);
}

}  // namespace

std::vector<NamedFile> drill_report_csv(const std::vector<DrillOutcome>& drills) {
  std::string groups = "drill,group";
  for (const char* number :
       {"days_out", "more_days_out", "more_lockouts", "more_tickets", "fewest_in"}) {
    groups += csv_names(number);
  }
  std::string administrators = "drill,role,some_in";
  for (const char* number :
       {"days_none_in", "more_days_none_in", "days_no_way_in", "more_days_no_way_in"}) {
    administrators += csv_names(number);
  }
  groups += "\r\n";
  administrators += "\r\n";
  for (const DrillOutcome& drill : drills) {
    const std::string name = csv_field(simulator::describe(drill.drill));
    for (const DrillEffect& effect : drill.groups) {
      groups += name + ',' + csv_field(effect.group);
      for (const Quantiles* q : {&effect.days_out, &effect.more_days_out, &effect.more_lockouts,
                                 &effect.more_tickets, &effect.fewest_in}) {
        groups += cells(*q);
      }
      groups += "\r\n";
    }
    for (const AdministratorEffect& effect : drill.administrators) {
      administrators += name + ',' + csv_field(effect.role) + ',' + exact(effect.some_in);
      for (const Quantiles* q : {&effect.days_none_in, &effect.more_days_none_in, &effect.days_out,
                                 &effect.more_days_out}) {
        administrators += cells(*q);
      }
      administrators += "\r\n";
    }
  }
  return {{"drills.csv", groups}, {"administrators.csv", administrators}};
}

std::string drill_report_text(const std::vector<DrillOutcome>& drills) {
  std::string out = "\nDrills\n";
  for (const DrillOutcome& drill : drills) write_drill(out, drill);
  if (drills.empty()) return out + "  none falls into the forecast\n";
  out += wrapped(
      "person-days out: days of people who are locked out (who tried to sign in and has no way "
      "in), "
      "from the drill's first day to the last of the forecast; by it: more than in the same "
      "rollouts "
      "without it; fewest not out: people who are not locked out on its worst day. Of "
      "administrators "
      "it is asked at the end of each day whether they could get in if they tried, from their "
      "usual "
      "device; days none in: days on which none of them could.",
      columns, "  ", "  ");
  return out;
}

}  // namespace gatecast::reports
