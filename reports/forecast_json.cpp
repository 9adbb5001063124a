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

void write_series(std::string& out, const simulator::Series& series, rules::Date start,
                  bool& first) {
  const std::string labels = fmt::format("\"group\": {}, \"metric\": {}", json_string(series.group),
                                         json_string(series.metric));
  for (std::size_t day = 0; day < series.days.size(); ++day) {
    const Quantiles& q = series.days[day];
    const rules::Date date{start.days + static_cast<std::int32_t>(day)};
    separate(out, first);
    out += fmt::format(
        "{{\"day\": {}, \"date\": \"{}\", {}, \"mean\": {}, \"p05\": {}, \"p25\": {}, "
        "\"p50\": {}, \"p75\": {}, \"p95\": {}}}",
        day, rules::format_date(date), labels, exact(q.mean), exact(q.p05), exact(q.p25),
        exact(q.p50), exact(q.p75), exact(q.p95));
  }
}

}  // namespace

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

std::string forecast_json(const Forecast& forecast) {
  std::string out = "{\"schema_version\": 1,\n\"run\": " + run_json(forecast.run);
  list(out, "daily", forecast.daily,
       [&](std::string& text, const simulator::Series& series, bool& first) {
         write_series(text, series, forecast.run.start, first);
       });
  list(out, "totals", forecast.totals,
       [](std::string& text, const simulator::Total& total, bool& first) {
         separate(text, first);
         text += fmt::format(
             "{{\"group\": {}, \"metric\": {}, \"mean\": {}, \"p05\": {}, \"p50\": {}, "
             "\"p95\": {}}}",
             json_string(total.group), json_string(total.metric), exact(total.value.mean),
             exact(total.value.p05), exact(total.value.p50), exact(total.value.p95));
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
  return out + "}\n";
}

}  // namespace gatecast::reports
