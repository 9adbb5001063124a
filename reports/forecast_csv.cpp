#include "reports/forecast_csv.h"

#include <fmt/format.h>

#include <cmath>

#include "reports/forecast_json.h"
#include "reports/format.h"

namespace gatecast::reports {
namespace {

using simulator::Forecast;

// A number that is none is an empty cell.
std::string cell(double value) { return std::isfinite(value) ? exact(value) : std::string(); }
std::string cell(const std::optional<double>& value) { return value ? cell(*value) : ""; }

constexpr const char* quantile_names =
    "mean,p05,p25,p50,p75,p95,p05_low,p05_high,p25_low,p25_high,p50_low,p50_high,p75_low,p75_high,"
    "p95_low,p95_high\r\n";

std::string quantile_cells(const simulator::Quantiles& q) {
  std::string out;
  for (const double value :
       {q.mean, q.p05, q.p25, q.p50, q.p75, q.p95, q.low.p05, q.high.p05, q.low.p25, q.high.p25,
        q.low.p50, q.high.p50, q.low.p75, q.high.p75, q.low.p95, q.high.p95}) {
    if (!out.empty()) out += ',';
    out += cell(value);
  }
  return out + "\r\n";
}

// Group and metric, each with a comma behind it.
template <class Item>
std::string labels(const Item& item) {
  return csv_field(item.group) + ',' + csv_field(item.metric) + ',';
}

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
  std::string out = fmt::format("day,date,group,metric,{}", quantile_names);
  for (const simulator::Series& series : forecast.daily) {
    const std::string of = labels(series);
    for (std::size_t day = 0; day < series.days.size(); ++day) {
      const rules::Date date{forecast.run.start.days + static_cast<std::int32_t>(day)};
      out += fmt::format("{},{},{}{}", day, rules::format_date(date), of,
                         quantile_cells(series.days[day]));
    }
  }
  return out;
}

std::string totals(const Forecast& forecast) {
  std::string out = fmt::format("group,metric,{}", quantile_names);
  for (const simulator::Total& total : forecast.totals) {
    out += labels(total) + quantile_cells(total.value);
  }
  return out;
}

std::string peaks(const Forecast& forecast) {
  std::string out = fmt::format("group,metric,day_p50,date_p50,{}", quantile_names);
  for (const simulator::Peak& peak : forecast.peaks) {
    const rules::Date date{forecast.run.start.days + peak.day_p50};
    out += fmt::format("{}{},{},{}", labels(peak), peak.day_p50, rules::format_date(date),
                       quantile_cells(peak.value));
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
          {"peaks.csv", peaks(forecast)},
          {"gates.csv", gates(forecast)},
          {"assumptions.csv", assumptions(forecast)}};
}

}  // namespace gatecast::reports
