#include "simulator/outline_json.h"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <charconv>

namespace gatecast::simulator {

namespace {

namespace json = boost::json;

// A longer value says nothing to a reader.
constexpr std::size_t longest_shown = 80;

json::string real(double value) { return json::string(fmt::format("{}", value)); }
json::string text(const std::string& value) { return json::string(value); }
// A day that no date is written for (the end of a grace of ten thousand years) as its number.
json::value date(const std::optional<rules::Date>& value) {
  if (!value) return nullptr;
  const std::string written = rules::format_date(*value);
  const std::optional<rules::Date> read = rules::parse_date(written);
  if (!read || read->days != value->days) return value->days;
  return text(written);
}

json::array texts(const std::vector<std::string>& values) {
  json::array result;
  for (const std::string& value : values) result.push_back(text(value));
  return result;
}

// Takes values out of an object. After the first that is not there or of another kind, `ok` is
// false and whatever it gives means nothing.
class Fields {
 public:
  Fields(const json::value& value, bool& ok) : object_(value.if_object()), ok_(ok) {
    if (object_ == nullptr) ok_ = false;
  }

  std::string text(std::string_view key) const {
    const json::value* value = find(key);
    if (value == nullptr || !value->is_string()) return failed<std::string>();
    return std::string(value->get_string());
  }
  double real(std::string_view key) const {
    const std::string written = text(key);
    double value = 0;
    const char* end = written.data() + written.size();
    const auto read = std::from_chars(written.data(), end, value);
    if (read.ec != std::errc() || read.ptr != end) ok_ = false;
    return value;
  }
  template <class Number>
  Number whole(std::string_view key) const {
    const json::value* value = find(key);
    if (value == nullptr) return failed<Number>();
    json::error_code error;
    const auto number = value->to_number<Number>(error);
    return error ? failed<Number>() : number;
  }
  bool boolean(std::string_view key) const {
    const json::value* value = find(key);
    if (value == nullptr || !value->is_bool()) return failed<bool>();
    return value->get_bool();
  }
  std::optional<rules::Date> optional_date(std::string_view key) const {
    const json::value* value = find(key);
    if (value == nullptr) return failed<std::optional<rules::Date>>();
    if (value->is_null()) return std::nullopt;
    return date(key);
  }
  rules::Date date(std::string_view key) const {
    const json::value* value = find(key);
    if (value != nullptr && value->is_int64()) return {whole<std::int32_t>(key)};
    const std::optional<rules::Date> read = rules::parse_date(text(key));
    return read ? *read : failed<rules::Date>();
  }
  // `read(value)` for each of a list.
  template <class Read>
  auto list(std::string_view key, Read read) const {
    std::vector<decltype(read(json::value()))> result;
    const json::value* value = find(key);
    if (value == nullptr || !value->is_array()) {
      ok_ = false;
      return result;
    }
    for (const json::value& item : value->get_array()) result.push_back(read(item));
    return result;
  }
  std::vector<std::string> texts(std::string_view key) const {
    return list(key, [&](const json::value& item) {
      return item.is_string() ? std::string(item.get_string()) : failed<std::string>();
    });
  }

 private:
  const json::value* find(std::string_view key) const {
    const json::value* value = object_ == nullptr ? nullptr : object_->if_contains(key);
    if (value == nullptr) ok_ = false;
    return value;
  }
  template <class T>
  T failed() const {
    ok_ = false;
    return T();
  }

  const json::object* object_;
  bool& ok_;
};

json::array assumptions(const Outline& outline) {
  json::array result;
  for (const Assumption& a : outline.assumptions) {
    result.push_back(json::object{{"parameter", text(a.parameter)},
                                  {"value", real(a.value)},
                                  {"low", real(a.low)},
                                  {"high", real(a.high)},
                                  {"unit", text(a.unit)},
                                  {"source", text(a.source)},
                                  {"assumed", a.assumed}});
  }
  return result;
}

Assumption read_assumption(const Fields& from) {
  Assumption a;
  a.parameter = from.text("parameter");
  a.value = from.real("value");
  a.low = from.real("low");
  a.high = from.real("high");
  a.unit = from.text("unit");
  a.source = from.text("source");
  a.assumed = from.boolean("assumed");
  return a;
}

json::array stages(const Outline& outline) {
  json::array result;
  for (const StageDates& stage : outline.stages) {
    result.push_back(json::object{{"name", text(stage.name)},
                                  {"start", date(stage.start)},
                                  {"complete", date(stage.complete)},
                                  {"deadline", date(stage.deadline)},
                                  {"accounts", stage.accounts}});
  }
  return result;
}

StageDates read_stage(const Fields& from) {
  StageDates stage;
  stage.name = from.text("name");
  stage.start = from.date("start");
  stage.complete = from.date("complete");
  stage.deadline = from.optional_date("deadline");
  stage.accounts = from.whole<std::int64_t>("accounts");
  return stage;
}

json::array gates(const Outline& outline) {
  json::array result;
  for (const GateSpec& gate : outline.gates) {
    result.push_back(json::object{{"metric", text(gate.metric)},
                                  {"group", text(gate.group)},
                                  {"band", text(gate.band)},
                                  {"percent", gate.percent},
                                  {"is_max", gate.is_max},
                                  {"limit", real(gate.limit)},
                                  {"by", date(gate.by)},
                                  {"from_day", gate.from_day}});
  }
  return result;
}

GateSpec read_gate(const Fields& from) {
  GateSpec gate;
  gate.metric = from.text("metric");
  gate.group = from.text("group");
  gate.band = from.text("band");
  gate.percent = from.whole<int>("percent");
  gate.is_max = from.boolean("is_max");
  gate.limit = from.real("limit");
  gate.by = from.optional_date("by");
  gate.from_day = from.whole<int>("from_day");
  return gate;
}

// What a reader of a part may rely on, whoever wrote it.
bool makes_sense(const Outline& outline) {
  constexpr int most_days = 3660;
  constexpr std::size_t most_names = 1'000'000;
  if (outline.run.days < 1 || outline.run.days > most_days) return false;
  if (outline.groups.size() > most_names || outline.metrics.size() > most_names) return false;
  for (const GateSpec& gate : outline.gates) {
    if (gate.percent < 1 || gate.percent > 99 || gate.from_day < 0) return false;
  }
  return true;
}

}  // namespace

std::string outline_json(const Outline& outline) {
  const RunInfo& run = outline.run;
  const json::object plan{{"version", text(run.version)},
                          {"model", outline.model},
                          {"policy", text(run.policy)},
                          {"revision", run.revision},
                          {"policy_digest", text(run.policy_digest)},
                          {"behavior_digest", text(run.behavior_digest)},
                          {"population_digest", text(run.population_digest)},
                          {"accounts", run.accounts},
                          {"seed", run.seed},
                          {"start", date(run.start)},
                          {"days", run.days},
                          {"groups", texts(outline.groups)},
                          {"metrics", texts(outline.metrics)},
                          {"stages", stages(outline)},
                          {"announced", date(outline.announced)},
                          {"gates", gates(outline)},
                          {"notes", texts(outline.notes)},
                          {"assumptions", assumptions(outline)}};
  return json::serialize(plan);
}

std::optional<Outline> read_outline(std::string_view line) {
  json::error_code error;
  const json::value value = json::parse(line, error);
  if (error) return std::nullopt;
  bool ok = true;
  const auto fields = [&](const json::value& item) { return Fields(item, ok); };
  const Fields from = fields(value);
  Outline outline;
  RunInfo& run = outline.run;
  run.version = from.text("version");
  outline.model = from.whole<int>("model");
  run.policy = from.text("policy");
  run.revision = from.whole<int>("revision");
  run.policy_digest = from.text("policy_digest");
  run.behavior_digest = from.text("behavior_digest");
  run.population_digest = from.text("population_digest");
  run.accounts = from.whole<std::int64_t>("accounts");
  run.seed = from.whole<std::uint64_t>("seed");
  run.start = from.date("start");
  run.days = from.whole<int>("days");
  outline.groups = from.texts("groups");
  outline.metrics = from.texts("metrics");
  outline.stages =
      from.list("stages", [&](const json::value& item) { return read_stage(fields(item)); });
  outline.announced = from.optional_date("announced");
  outline.gates =
      from.list("gates", [&](const json::value& item) { return read_gate(fields(item)); });
  outline.notes = from.texts("notes");
  outline.assumptions = from.list(
      "assumptions", [&](const json::value& item) { return read_assumption(fields(item)); });
  // Keys that are there twice, or that nobody reads, would be lost on the way back.
  if (!ok || !makes_sense(outline) || outline_json(outline) != line) return std::nullopt;
  return outline;
}

std::string outline_difference(std::string_view line, std::string_view expected) {
  json::error_code error;
  const json::value here = json::parse(line, error);
  const json::value there = error ? json::value() : json::parse(expected, error);
  if (error || !here.is_object() || !there.is_object()) return "its plan is another";
  for (const auto& member : there.get_object()) {
    const json::value* value = here.get_object().if_contains(member.key());
    if (value != nullptr && *value == member.value()) continue;
    const std::string name(member.key());
    const std::string is = value == nullptr ? "none" : json::serialize(*value);
    const std::string wanted = json::serialize(member.value());
    if (is.size() > longest_shown || wanted.size() > longest_shown) {
      return fmt::format("its `{}` is another", name);
    }
    return fmt::format("its `{}` is {}, not {}", name, is, wanted);
  }
  return "its plan is another";
}

}  // namespace gatecast::simulator
