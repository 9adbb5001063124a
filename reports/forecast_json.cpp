#include "reports/forecast_json.h"

#include <fmt/format.h>

#include "reports/format.h"

namespace gatecast::reports {
namespace {

using simulator::Forecast;
using simulator::Quantiles;

std::string optional_number(const std::optional<double>& value) {
  return value ? exact(*value) : std::string("null");
}

// `write(item)` for each, with commas and line ends between them.
template <class Items, class Write>
void list(std::string& out, const char* key, const Items& items, Write write) {
  out += fmt::format(",\n\"{}\": [", key);
  bool first = true;
  for (const auto& item : items) write(out, item, first);
  out += "\n]";
}

void separate(std::string& out, bool& first) {
  out += first ? "\n" : ",\n";
  first = false;
}

std::string ends(const simulator::QuantileEnds& ends) {
  return fmt::format("[{}, {}, {}, {}, {}]", exact(ends.p05), exact(ends.p25), exact(ends.p50),
                     exact(ends.p75), exact(ends.p95));
}

// Of a series, a total or a peak.
template <class Item>
std::string label_fields(const Item& item) {
  return fmt::format("\"group\": {}, \"metric\": {}", json_string(item.group),
                     json_string(item.metric));
}

void write_series(std::string& out, const simulator::Series& series, rules::Date start,
                  bool& first) {
  const std::string labels = label_fields(series);
  for (std::size_t day = 0; day < series.days.size(); ++day) {
    const rules::Date date{start.days + static_cast<std::int32_t>(day)};
    separate(out, first);
    out += fmt::format("{{\"day\": {}, \"date\": \"{}\", {}, {}}}", day, rules::format_date(date),
                       labels, quantile_fields(series.days[day]));
  }
}

}  // namespace

std::string quantile_fields(const Quantiles& q) {
  return fmt::format(
      "\"mean\": {}, \"p05\": {}, \"p25\": {}, \"p50\": {}, \"p75\": {}, \"p95\": {}, \"low\": {}, "
      "\"high\": {}",
      exact(q.mean), exact(q.p05), exact(q.p25), exact(q.p50), exact(q.p75), exact(q.p95),
      ends(q.low), ends(q.high));
}

std::string_view name(simulator::Verdict verdict) {
  switch (verdict) {
    case simulator::Verdict::met:
      return "met";
    case simulator::Verdict::missed:
      return "missed";
    case simulator::Verdict::undecided:
      break;
  }
  return "undecided";
}

std::string run_json(const simulator::RunInfo& run) {
  return fmt::format(
      "{{\"version\": {}, \"policy\": {}, \"revision\": {}, \"policy_digest\": {}, "
      "\"behavior_digest\": {}, \"population_digest\": {}, \"accounts\": {}, "
      "\"replicates\": {}, \"seed\": {}, \"start\": \"{}\", \"days\": {}}}",
      json_string(run.version), json_string(run.policy), run.revision,
      json_string(run.policy_digest), json_string(run.behavior_digest),
      json_string(run.population_digest), run.accounts, run.replicates, run.seed,
      rules::format_date(run.start), run.days);
}

std::string forecast_json(const Forecast& forecast, const std::string& more) {
  std::string out = "{\"schema_version\": 1,\n\"run\": " + run_json(forecast.run);
  list(out, "daily", forecast.daily,
       [&](std::string& text, const simulator::Series& series, bool& first) {
         write_series(text, series, forecast.run.start, first);
       });
  list(out, "totals", forecast.totals,
       [](std::string& text, const simulator::Total& total, bool& first) {
         separate(text, first);
         text += fmt::format("{{{}, {}}}", label_fields(total), quantile_fields(total.value));
       });
  list(out, "peaks", forecast.peaks,
       [&](std::string& text, const simulator::Peak& peak, bool& first) {
         separate(text, first);
         const rules::Date date{forecast.run.start.days + peak.day_p50};
         text +=
             fmt::format("{{{}, {}, \"day_p50\": {}, \"date_p50\": \"{}\"}}", label_fields(peak),
                         quantile_fields(peak.value), peak.day_p50, rules::format_date(date));
       });
  list(out, "gates", forecast.gates,
       [](std::string& text, const simulator::GateResult& gate, bool& first) {
         separate(text, first);
         text += fmt::format(
             "{{\"metric\": {}, \"group\": {}, \"band\": {}, \"limit\": {}, \"value\": {}, "
             "\"low\": {}, \"high\": {}, \"verdict\": \"{}\"}}",
             json_string(gate.metric), json_string(gate.group), json_string(gate.band),
             exact(gate.limit), exact(gate.value), optional_number(gate.low),
             optional_number(gate.high), name(gate.verdict));
       });
  list(out, "assumptions", forecast.assumptions,
       [](std::string& text, const simulator::Assumption& assumption, bool& first) {
         separate(text, first);
         text += fmt::format(
             "{{\"parameter\": {}, \"value\": {}, \"low\": {}, \"high\": {}, \"source\": {}}}",
             json_string(assumption.parameter), exact(assumption.value), exact(assumption.low),
             exact(assumption.high), json_string(assumption.source));
       });
  return out + more + "}\n";
}

}  // namespace gatecast::reports
