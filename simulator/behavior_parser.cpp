// Reads a behaviour file; the shipped one is the first that it reads.
#include <fmt/format.h>

#include <cmath>
#include <numeric>

#include "rules/check.h"
#include "rules/yaml_reader.h"
#include "simulator/behavior.h"
#include "simulator/drill_parser.h"
#include "simulator/input_values.h"

namespace gatecast::simulator {
namespace {

using rules::YamlNode;

std::optional<Parameter> parameter_named(std::string_view name) {
  for (std::size_t i = 0; i < parameter_count; ++i) {
    if (info(static_cast<Parameter>(i)).name == name) return static_cast<Parameter>(i);
  }
  return std::nullopt;
}

std::vector<std::string_view> parameter_names() {
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < parameter_count; ++i) {
    names.push_back(info(static_cast<Parameter>(i)).name);
  }
  return names;
}

class BehaviorReader {
 public:
  // Without a policy, every role is one.
  BehaviorReader(const rules::Source& source, const rules::Policy* policy, Behavior base)
      : source_(source), policy_(policy), behavior_(std::move(base)) {}

  ParsedBehavior read() {
    if (const auto root = rules::read_yaml(
            source_, diagnostics_, "leave --behavior out, and the shipped behaviour holds")) {
      if (expect_mapping(*root, "a behaviour", diagnostics_)) read_root(*root);
    }
    diagnostics_.sort();
    return {std::move(behavior_), std::move(diagnostics_)};
  }

 private:
  void read_root(const YamlNode& root);
  void read_parameters(const YamlNode& node);
  std::optional<ParameterValue> read_value(Parameter parameter, const YamlNode& node);
  bool check_range(Parameter parameter, const ParameterValue& value, rules::Span span);
  void read_overrides(const YamlNode& node, bool by_role);
  bool check_owner(const YamlNode::Entry& entry, bool by_role);
  template <std::size_t n>
  void read_factors(const YamlNode& node, std::array<double, n>& factors, const char* what);
  void read_holidays(const YamlNode& node);
  void check_desk(rules::Span span);

  std::optional<double> read_amount(Parameter parameter, const YamlNode& node) {
    if (info(parameter).kind == ParameterKind::share) return read_share(node, diagnostics_);
    const auto number = read_number(node, diagnostics_);
    if (!number || *number >= 0) return number;
    diagnostics_.error("out-of-range", node.span,
                       fmt::format("`{}` may not be below 0", info(parameter).name));
    return std::nullopt;
  }

  const rules::Source& source_;
  const rules::Policy* policy_;
  Behavior behavior_;
  rules::Diagnostics diagnostics_;
};

void BehaviorReader::read_root(const YamlNode& root) {
  for (const YamlNode::Entry& entry : root.entries) {
    if (entry.key == "behavior") {
      read_text(entry.value, diagnostics_);
    } else if (entry.key == "parameters") {
      if (expect_mapping(entry.value, "`parameters`", diagnostics_)) read_parameters(entry.value);
    } else if (entry.key == "by_type" || entry.key == "by_role") {
      read_overrides(entry.value, entry.key == "by_role");
    } else if (entry.key == "weekday") {
      read_factors(entry.value, behavior_.weekday_factors, "`weekday`");
    } else if (entry.key == "hours") {
      read_factors(entry.value, behavior_.hour_factors, "`hours`");
    } else if (entry.key == "holidays") {
      read_holidays(entry.value);
    } else if (entry.key == "reminders") {
      behavior_.reminders = read_reminders(entry.value, policy_, diagnostics_);
    } else if (entry.key == "drills") {
      behavior_.drills = read_drills(entry.value, policy_, diagnostics_);
    } else if (const auto parameter = parameter_named(entry.key)) {
      // A short file may name its few parameters without the heading.
      auto value = read_value(*parameter, entry.value);
      if (value) behavior_.values[static_cast<std::size_t>(*parameter)] = std::move(*value);
    } else {
      std::vector<std::string_view> known = parameter_names();
      for (const char* key : {"behavior", "parameters", "by_type", "by_role", "weekday", "hours",
                              "holidays", "drills", "reminders"}) {
        known.emplace_back(key);
      }
      report_unknown_key(entry, known, diagnostics_);
    }
  }
  check_desk(root.span);
}

void BehaviorReader::read_parameters(const YamlNode& node) {
  for (const YamlNode::Entry& entry : node.entries) {
    const auto parameter = parameter_named(entry.key);
    if (!parameter) {
      report_unknown_key(entry, parameter_names(), diagnostics_);
      continue;
    }
    auto value = read_value(*parameter, entry.value);
    if (value) behavior_.values[static_cast<std::size_t>(*parameter)] = std::move(*value);
  }
}

std::optional<ParameterValue> BehaviorReader::read_value(Parameter parameter,
                                                         const YamlNode& node) {
  ParameterValue result;
  result.source = fmt::format("{}{}", given_in, source_.name());
  if (node.kind != YamlNode::Kind::mapping) {
    const auto amount = read_amount(parameter, node);
    if (!amount) return std::nullopt;
    result.value = result.low = result.high = *amount;
    if (!check_range(parameter, result, node.span)) return std::nullopt;
    return result;
  }
  std::optional<double> value;
  std::optional<double> low;
  std::optional<double> high;
  const std::size_t errors = diagnostics_.errors();
  for (const YamlNode::Entry& entry : node.entries) {
    if (entry.key == "value") {
      value = read_amount(parameter, entry.value);
    } else if (entry.key == "low") {
      low = read_amount(parameter, entry.value);
    } else if (entry.key == "high") {
      high = read_amount(parameter, entry.value);
    } else if (entry.key == "source") {
      if (auto text = read_text(entry.value, diagnostics_)) result.source = std::move(*text);
    } else {
      report_unknown_key(entry, {"value", "low", "high", "source"}, diagnostics_);
    }
  }
  if (diagnostics_.errors() > errors) return std::nullopt;
  if (!value) {
    diagnostics_.error("missing-key", node.span,
                       fmt::format("`{}` needs a `value`", info(parameter).name));
    return std::nullopt;
  }
  result.value = *value;
  result.low = low.value_or(*value);
  result.high = high.value_or(*value);
  if (!check_range(parameter, result, node.span)) return std::nullopt;
  return result;
}

bool BehaviorReader::check_range(Parameter parameter, const ParameterValue& value,
                                 rules::Span span) {
  const ParameterInfo& about = info(parameter);
  if (value.low > value.value || value.value > value.high) {
    diagnostics_.error("bad-range", span,
                       fmt::format("`{}`: low, value and high must not fall", about.name));
    return false;
  }
  const bool certain = value.low == value.high;
  const bool share = about.kind == ParameterKind::share;
  if (!certain && (value.low <= 0 || (share && value.high >= 1))) {
    diagnostics_.error("bad-range", span,
                       fmt::format("`{}`: the ends of a range are percentiles, so they lie {}",
                                   about.name, share ? "inside 0 and 1" : "above 0"),
                       "for a certain value give it alone");
    return false;
  }
  const bool is_choice = parameter == Parameter::desk_open_weekends ||
                         parameter == Parameter::desk_administrators_first;
  if (is_choice && value.value != 0 && value.value != 1) {
    diagnostics_.error("out-of-range", span, fmt::format("`{}` is 0 or 1", about.name));
    return false;
  }
  return true;
}

bool BehaviorReader::check_owner(const YamlNode::Entry& entry, bool by_role) {
  if (by_role) {
    return policy_ == nullptr || check_role(*policy_, entry.key, entry.key_span, diagnostics_);
  }
  std::vector<std::string_view> known;
  for (std::size_t i = 0; i < 3; ++i) {
    known.push_back(rules::name(static_cast<rules::AccountType>(i)));
    if (known.back() == entry.key) return true;
  }
  report_unknown_key(entry, known, diagnostics_);
  return false;
}

void BehaviorReader::read_overrides(const YamlNode& node, bool by_role) {
  if (!expect_mapping(node, by_role ? "`by_role`" : "`by_type`", diagnostics_)) return;
  for (const YamlNode::Entry& owner : node.entries) {
    if (!check_owner(owner, by_role)) continue;
    if (!expect_mapping(owner.value, fmt::format("`{}`", owner.key), diagnostics_)) continue;
    for (const YamlNode::Entry& entry : owner.value.entries) {
      const auto parameter = parameter_named(entry.key);
      if (!parameter) {
        report_unknown_key(entry, parameter_names(), diagnostics_);
        continue;
      }
      if (!info(*parameter).by_type_or_role) {
        diagnostics_.error("not-by-role", entry.key_span,
                           fmt::format("`{}` is one for the whole organisation", entry.key),
                           "move it to `parameters`");
        continue;
      }
      auto value = read_value(*parameter, entry.value);
      if (!value) continue;
      behavior_.overrides.push_back({by_role ? std::string() : owner.key,
                                     by_role ? owner.key : std::string(), *parameter,
                                     std::move(*value)});
    }
  }
}

template <std::size_t n>
void BehaviorReader::read_factors(const YamlNode& node, std::array<double, n>& factors,
                                  const char* what) {
  if (!expect_sequence(node, what, diagnostics_)) return;
  if (node.items.size() != n) {
    diagnostics_.error("wrong-length", node.span,
                       fmt::format("{} needs {} factors and has {}", what, n, node.items.size()));
    return;
  }
  std::array<double, n> read{};
  for (std::size_t i = 0; i < n; ++i) {
    const auto factor = read_number(node.items[i], diagnostics_);
    if (!factor) return;
    if (*factor < 0 || *factor > 1e6) {
      diagnostics_.error("out-of-range", node.items[i].span,
                         "a factor is 0 to 1000000: 1 is average");
      return;
    }
    read[i] = *factor;
  }
  const double mean = std::accumulate(read.begin(), read.end(), 0.0) / static_cast<double>(n);
  if (mean <= 0) {
    diagnostics_.error("out-of-range", node.span,
                       fmt::format("{}: at least one factor must be above 0", what));
    return;
  }
  for (std::size_t i = 0; i < n; ++i) factors[i] = read[i] / mean;
}

void BehaviorReader::read_holidays(const YamlNode& node) {
  if (!expect_sequence(node, "`holidays`", diagnostics_)) return;
  behavior_.holidays.clear();
  for (const YamlNode& item : node.items) {
    if (const auto date = read_date(item, diagnostics_)) behavior_.holidays.push_back(*date);
  }
}

void BehaviorReader::check_desk(rules::Span span) {
  const double opens = behavior_.of(Parameter::desk_opens_hour).value;
  const double closes = behavior_.of(Parameter::desk_closes_hour).value;
  if (opens < closes && closes <= 24) return;
  diagnostics_.error("out-of-range", {span.begin, span.begin},
                     fmt::format("the help desk would be open from {} to {}", opens, closes),
                     "hours of one day, 0 to 24, `desk_opens_hour` before `desk_closes_hour`");
}

}  // namespace

Behavior default_behavior() {
  static const Behavior shipped = [] {
    const rules::Source source("default_behavior.yaml", std::string(default_behavior_text()));
    ParsedBehavior parsed = BehaviorReader(source, nullptr, Behavior{}).read();
    GATECAST_CHECK(!parsed.diagnostics.has_errors());
    return std::move(parsed.behavior);
  }();
  return shipped;
}

ParsedBehavior parse_behavior(const rules::Source& source, const rules::Policy& policy) {
  return BehaviorReader(source, &policy, default_behavior()).read();
}

ParsedBehavior parse_behavior(const rules::Source& source) {
  return BehaviorReader(source, nullptr, default_behavior()).read();
}

}  // namespace gatecast::simulator
