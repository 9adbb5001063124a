#include "rules/rollout_parser.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <unordered_set>

#include "rules/fields.h"

namespace gatecast::rules {
namespace {

constexpr std::int64_t days_max = 36'500;

// Counted in people at the end of the day, or in events during it.
constexpr std::string_view metrics[] = {"active",
                                        "enrolled",
                                        "pending",
                                        "not_started",
                                        "sign_ins",
                                        "challenges",
                                        "prompts",
                                        "blocked_sign_ins",
                                        "lockouts",
                                        "locked_out",
                                        "tickets",
                                        "queue_wait_hours",
                                        "protected_sign_ins",
                                        "backup_codes_low",
                                        "backup_codes_none",
                                        "minutes_spent"};
constexpr std::string_view causes[] = {"attempts",    "no_usable_method",  "code_not_delivered",
                                       "device_lost", "backup_codes_used", "overdue"};
constexpr std::string_view share_suffix = "_share";

std::vector<std::string> metric_names() {
  std::vector<std::string> names(std::begin(metrics), std::end(metrics));
  for (const std::string_view metric : {"lockouts", "blocked_sign_ins"}) {
    for (const std::string_view cause : causes)
      names.push_back(fmt::format("{}_{}", metric, cause));
  }
  const std::size_t counts = names.size();
  for (std::size_t i = 0; i < counts; ++i) names.push_back(names[i] + std::string(share_suffix));
  return names;
}

Ramp parse_ramp(const YamlNode& node, Diagnostics& diagnostics) {
  Ramp ramp;
  Fields fields(node, "a ramp", diagnostics);
  if (const auto* percent = fields.require("percent");
      percent != nullptr && expect_list(percent->value, diagnostics)) {
    if (percent->value.items.empty()) {
      diagnostics.error("empty-ramp", percent->span, "a ramp needs at least one step");
    }
    for (const YamlNode& item : percent->value.items) {
      const std::optional<int> hundredths = read_percent(item, diagnostics);
      if (!hundredths) continue;
      if (!ramp.percent_hundredths.empty() && *hundredths < ramp.percent_hundredths.back()) {
        diagnostics.error("ramp-falls", item.span, fmt::format("the ramp falls to `{}`", item.text),
                          "whoever was admitted stays so: steps may not fall");
      }
      ramp.percent_hundredths.push_back(*hundredths);
    }
  }
  const bool steps = ramp.percent_hundredths.size() > 1;
  if (const auto* days = steps ? fields.require("every_days") : fields.find("every_days")) {
    const auto value = read_integer(days->value, 1, days_max, diagnostics);
    if (value) ramp.every_days = static_cast<int>(*value);
  }
  fields.refuse_unknown();
  return ramp;
}

Stage parse_stage(const YamlNode& node, const DeclaredNames& declared, Diagnostics& diagnostics) {
  Stage stage;
  stage.span = node.span;
  Fields fields(node, "a stage", diagnostics);
  if (const auto* name = fields.require("name")) {
    stage.name = {read_text(name->value, diagnostics).value_or(""), name->value.span};
  }
  if (const auto* who = fields.find("who")) {
    stage.who = parse_condition(who->value, ConditionUse::who, declared, diagnostics);
  }
  if (const auto* start = fields.require("start")) {
    stage.start = {read_date(start->value, diagnostics).value_or(Date{}), start->span};
  }
  if (const auto* ramp = fields.find("ramp")) stage.ramp = parse_ramp(ramp->value, diagnostics);
  fields.refuse_unknown();
  return stage;
}

void check_metric(const Located<std::string>& metric, Diagnostics& diagnostics) {
  const std::vector<std::string> known = metric_names();
  if (std::find(known.begin(), known.end(), metric.value) != known.end()) return;
  const std::vector<std::string_view> candidates(known.begin(), known.end());
  diagnostics.error("unknown-metric", metric.span,
                    fmt::format("`{}` is not a metric of the forecast", metric.value),
                    suggest(metric.value, candidates));
}

void check_group(const Located<std::string>& group, const std::vector<Stage>& stages,
                 const DeclaredNames& declared, Diagnostics& diagnostics) {
  const std::string& text = group.value;
  const std::size_t colon = text.find(':');
  if (text == "all") return;
  const std::string kind = text.substr(0, colon);
  const std::string name = colon == std::string::npos ? std::string() : text.substr(colon + 1);
  const Located<std::string> rest = {name, group.span};
  std::unordered_set<std::string_view> known;
  if (kind == "stage") {
    for (const Stage& stage : stages) known.insert(stage.name.value);
    check_name(rest, known, "unknown-stage", "stage", diagnostics);
  } else if (kind == "role") {
    check_name(rest, declared.roles, "unknown-role", "role", diagnostics);
  } else if (kind == "type") {
    for (int i = 0; i < 3; ++i) known.insert(rules::name(static_cast<AccountType>(i)));
    check_name(rest, known, "unknown-type", "type", diagnostics);
  } else {
    diagnostics.error("unknown-group", group.span, fmt::format("`{}` is not a group", text),
                      "a group is `all`, `type:...`, `role:...` or `stage:...`");
  }
}

std::optional<int> band_percentile(std::string_view band) {
  if (band.size() < 2 || band.size() > 3 || band[0] != 'p') return std::nullopt;
  int value = 0;
  for (const char c : band.substr(1)) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value >= 1 ? std::optional<int>(value) : std::nullopt;
}

void parse_bound(Fields& fields, Gate& gate) {
  Diagnostics& diagnostics = fields.diagnostics();
  const auto* max = fields.find("max");
  const auto* min = fields.find("min");
  if (fields.is_mapping() && (max == nullptr) == (min == nullptr)) {
    diagnostics.error("gate-bound", fields.span(),
                      "a gate needs `max` or `min`, and only one of them");
  }
  const YamlNode::Entry* bound = max != nullptr ? max : min;
  if (bound == nullptr) return;
  gate.bound = max != nullptr ? Gate::Bound::max : Gate::Bound::min;
  gate.limit_is_percent = gate.metric.value.ends_with(share_suffix);
  if (gate.limit_is_percent) {
    gate.limit = read_percent(bound->value, diagnostics).value_or(0) / 10'000.0;
  } else {
    gate.limit = read_decimal(bound->value, diagnostics).value_or(0);
  }
}

Gate parse_gate(const YamlNode& node, const std::vector<Stage>& stages,
                const DeclaredNames& declared, Diagnostics& diagnostics) {
  Gate gate;
  gate.span = node.span;
  gate.group.value = "all";
  gate.band.value = "p50";
  Fields fields(node, "a gate", diagnostics);
  if (const auto* metric = fields.require("metric")) {
    if (auto text = read_text(metric->value, diagnostics)) {
      gate.metric = {*text, metric->value.span};
      check_metric(gate.metric, diagnostics);
    }
  }
  if (const auto* group = fields.find("group")) {
    if (auto text = read_text(group->value, diagnostics)) {
      gate.group = {*text, group->value.span};
      check_group(gate.group, stages, declared, diagnostics);
    }
  }
  if (const auto* band = fields.find("band")) {
    if (auto text = read_text(band->value, diagnostics)) {
      gate.band = {*text, band->value.span};
      const std::optional<int> percentile = band_percentile(*text);
      if (!percentile) {
        diagnostics.error("bad-band", band->value.span, fmt::format("`{}` is not a band", *text),
                          "a band is a percentile, `p01` to `p99`");
      }
      gate.band_percentile = percentile.value_or(50);
    }
  }
  parse_bound(fields, gate);
  if (const auto* by = fields.find("by")) {
    if (const auto date = read_date(by->value, diagnostics)) gate.by = {*date, by->value.span};
  }
  fields.refuse_unknown();
  return gate;
}

}  // namespace

Rollout parse_rollout(const YamlNode::Entry& entry, const DeclaredNames& declared,
                      Diagnostics& diagnostics) {
  Rollout rollout;
  rollout.span = entry.span;
  Fields fields(entry.value, "`rollout`", diagnostics);
  if (const auto* days = fields.find("announce_days_before")) {
    rollout.announce_days_before =
        static_cast<int>(read_integer(days->value, 0, days_max, diagnostics).value_or(0));
  }
  if (const auto* stages = fields.require("stages");
      stages != nullptr && expect_list(stages->value, diagnostics)) {
    if (stages->value.items.empty()) {
      diagnostics.error("no-stages", stages->span, "a rollout needs at least one stage",
                        "without `rollout` the policy is in force for everybody at once");
    }
    std::unordered_set<std::string> names;
    for (const YamlNode& item : stages->value.items) {
      rollout.stages.push_back(parse_stage(item, declared, diagnostics));
      const Located<std::string>& name = rollout.stages.back().name;
      if (!name.value.empty() && !names.insert(name.value).second) {
        report_duplicate_item(name.span, name.value, diagnostics);
      }
    }
  }
  if (const auto* gates = fields.find("gates");
      gates != nullptr && expect_list(gates->value, diagnostics)) {
    for (const YamlNode& item : gates->value.items) {
      rollout.gates.push_back(parse_gate(item, rollout.stages, declared, diagnostics));
    }
  }
  fields.refuse_unknown();
  return rollout;
}

}  // namespace gatecast::rules
