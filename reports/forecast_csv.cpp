#include "reports/forecast_csv.h"

#include <cmath>

#include "reports/forecast_json.h"
#include "reports/format.h"

namespace gatecast::reports {
namespace {

using simulator::Forecast;

// A number that is none is an empty cell.
std::string cell(double value) { return std::isfinite(value) ? exact(value) : std::string(); }
std::string cell(const std::optional<double>& value) { return value ? cell(*value) : ""; }

void row(std::string& out, std::initializer_list<std::string> fields) {
  bool first = true;
  for (const std::string& field : fields) {
    if (!first) out += ',';
    first = false;
    out += csv_field(field);
  }
  out += "\r\n";
}

std::string daily(const Forecast& forecast) {
  std::string out = "day,date,group,metric,mean,p05,p25,p50,p75,p95\r\n";
  for (const simulator::Series& series : forecast.daily) {
    for (std::size_t day = 0; day < series.days.size(); ++day) {
      const simulator::Quantiles& q = series.days[day];
      const rules::Date date{forecast.run.start.days + static_cast<std::int32_t>(day)};
      row(out, {std::to_string(day), rules::format_date(date), series.group, series.metric,
                cell(q.mean), cell(q.p05), cell(q.p25), cell(q.p50), cell(q.p75), cell(q.p95)});
    }
  }
  return out;
}

std::string totals(const Forecast& forecast) {
  std::string out = "group,metric,mean,p05,p50,p95\r\n";
  for (const simulator::Total& total : forecast.totals) {
    row(out, {total.group, total.metric, cell(total.value.mean), cell(total.value.p05),
              cell(total.value.p50), cell(total.value.p95)});
  }
  return out;
}

std::string gates(const Forecast& forecast) {
  std::string out = "metric,group,band,bound,limit,by,value,low,high,replicates_needed,verdict\r\n";
  for (const simulator::GateResult& gate : forecast.gates) {
    row(out,
        {gate.metric, gate.group, gate.band, gate.is_max ? "max" : "min", cell(gate.limit),
         gate.by ? rules::format_date(*gate.by) : "", cell(gate.value), cell(gate.low),
         cell(gate.high), std::to_string(gate.replicates_needed), std::string(name(gate.verdict))});
  }
  return out;
}

std::string assumptions(const Forecast& forecast) {
  std::string out = "parameter,value,low,high,unit,assumed,source\r\n";
  for (const simulator::Assumption& assumption : forecast.assumptions) {
    row(out,
        {assumption.parameter, cell(assumption.value), cell(assumption.low), cell(assumption.high),
         assumption.unit, assumption.assumed ? "true" : "false", assumption.source});
  }
  return out;
}

}  // namespace

std::vector<NamedFile> forecast_csv(const Forecast& forecast) {
  return {{"daily.csv", daily(forecast)},
          {"totals.csv", totals(forecast)},
          {"gates.csv", gates(forecast)},
          {"assumptions.csv", assumptions(forecast)}};
}

}  // namespace gatecast::reports
