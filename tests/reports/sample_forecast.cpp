#include "tests/reports/sample_forecast.h"

#include <string>

namespace gatecast::reports_test {
namespace {

using namespace simulator;

const std::string hard_name = "</script><b>\"x\"&, a stage with a name that no eighty columns hold";

Series series(const std::string& group, const std::string& metric, double step) {
  Series out{group, metric, {}};
  for (int day = 0; day < 10; ++day) {
    const double base = step * day;
    out.days.push_back(
        {base + step / 3, base, base + step / 4, base + step / 2, base + step, base + step * 2});
  }
  return out;
}

}  // namespace

Forecast sample_forecast() {
  Forecast forecast;
  forecast.run = {"0.1.0", "portal <x>", 3,   "aa", "bb",
                  "cc",    12000,        100, 7,    *rules::parse_date("2027-01-11"),
                  10};
  const std::string stage = "stage:" + hard_name;
  forecast.groups = {"all", "role:Buyer", stage};
  forecast.metrics = {"enrolled_share", "tickets"};
  for (const std::string& group : forecast.groups) {
    forecast.daily.push_back(series(group, "enrolled_share", 0.08));
  }
  for (const char* metric : {"tickets", "queue_wait_hours", "protected_sign_ins", "sign_ins",
                             "lockouts", "locked_out", "lockouts:attempts"}) {
    forecast.daily.push_back(series("all", metric, 12));
    forecast.totals.push_back({"all", metric, {60.25, 50, 55, 60, 65, 1234567}});
    forecast.totals.back().value.low.p50 = 58;
    forecast.totals.back().value.high.p50 = 63;
    forecast.peaks.push_back({"all", metric, {60.25, 50, 55, 60, 65, 70}, 4});
  }
  const rules::Date start = forecast.run.start;
  forecast.gates.push_back({"locked_out_share", "all", "p95", true, 0.02,
                            rules::Date{start.days + 5}, 0.0125, 0.01, 0.015, 72, Verdict::met});
  forecast.gates.push_back({"tickets", stage, "p99", true, 40, std::nullopt, 90, std::nullopt,
                            std::nullopt, 300, Verdict::undecided});
  forecast.assumptions.push_back(
      {"gives_up_share", 0.1, 0.05, 0.2, "share", "assumed, \"nobody\" measured it", true});
  forecast.assumptions.push_back(
      {"enroll_hazard_far", 0.0042, 0.002, 0.009, "a day", "one", false});
  forecast.stages.push_back(
      {hard_name, {start.days + 1}, {start.days + 3}, rules::Date{start.days + 6}, 12000});
  forecast.announced = start;
  forecast.notes = {
      "column `phone`: 1,204 of 12,000 accounts unknown, drawn with a share of 0.9 "
      "(assumed), which is a long sentence <i>indeed</i>"};
  return forecast;
}

}  // namespace gatecast::reports_test
