#include "simulator/until_width.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include "rules/suggest.h"
#include "simulator/gates.h"
#include "simulator/measures.h"
#include "simulator/quantiles.h"

namespace gatecast::simulator {

namespace {

constexpr int first_look = 100;
constexpr double unknown = std::numeric_limits<double>::infinity();
constexpr std::string_view between = " of ";
constexpr std::string_view form =
    "a width is `p95 of tickets of all=10`, `p95 of peak locked_out_share of all=0.5%`, or "
    "`gates=0.5%`";

rules::Failure malformed(std::string_view text) {
  return {fmt::format("{}; not `{}`", form, text)};
}

template <class Number>
bool read(std::string_view text, Number& out) {
  const auto result = std::from_chars(text.data(), text.data() + text.size(), out);
  return result.ec == std::errc() && result.ptr == text.data() + text.size();
}

bool read_width(std::string_view text, WidthTarget& target) {
  target.share = text.ends_with('%');
  if (target.share) text.remove_suffix(1);
  if (!read(text, target.width) || !std::isfinite(target.width) || target.width < 0) return false;
  if (target.share) target.width /= 100;
  return true;
}

// `p95 of peak METRIC of GROUP`; a group's name may hold anything.
bool read_quantile(std::string_view text, WidthTarget& target) {
  const std::size_t first = text.find(between);
  if (first == std::string_view::npos || !text.starts_with('p')) return false;
  if (!read(text.substr(1, first - 1), target.percent)) return false;
  if (target.percent < 1 || target.percent > 99) return false;
  std::string_view rest = text.substr(first + between.size());
  constexpr std::string_view peak = "peak ";
  if (rest.starts_with(peak)) {
    target.of = WidthTarget::Of::peak;
    rest.remove_prefix(peak.size());
  }
  const std::size_t second = rest.find(between);
  target.metric = rest.substr(0, second);
  target.group = second == std::string_view::npos ? "all" : rest.substr(second + between.size());
  return !target.metric.empty() && !target.group.empty();
}

std::vector<std::string_view> names_of(const std::vector<Measure>& all) {
  std::vector<std::string_view> names;
  names.reserve(all.size());
  for (const Measure& measure : all) names.push_back(measure.name);
  return names;
}

rules::Failure unknown_name(std::string_view what, const std::string& name,
                            const std::vector<std::string_view>& candidates) {
  const std::string help = rules::suggest(name, candidates);
  return {
      fmt::format("the forecast has no {} `{}`{}{}", what, name, help.empty() ? "" : "; ", help)};
}

// Whether a target of gates is about this one.
bool concerns(const WidthTarget& target, const GateSpec& gate, const std::vector<Measure>& all) {
  const auto measure = find_measure(all, gate.metric);
  return measure && all[*measure].denominator.has_value() == target.share;
}

rules::Status check_gates(const WidthTarget& target, const Outline& outline,
                          const std::vector<Measure>& all) {
  if (outline.gates.empty()) {
    return rules::Failure{fmt::format("the policy has no gates to be known within; {}", form)};
  }
  bool some = false;
  for (const GateSpec& gate : outline.gates) {
    if (!concerns(target, gate, all)) continue;
    some = true;
    if (find_group(outline, gate.group) && days_of(gate, outline.run).size() > 0) continue;
    return rules::Failure{fmt::format(
        "the gate on `{}` of `{}` lies outside the simulated days, so no number of replicates "
        "tells its value: simulate more days, or name the quantiles",
        gate.metric, gate.group)};
  }
  if (some) return rules::Done{};
  return rules::Failure{target.share ? "no gate is on a share, so `%` says nothing about them"
                                     : "every gate is on a share: give the width in `%`"};
}

rules::Status check_target(const WidthTarget& target, const Outline& outline,
                           const std::vector<Measure>& all) {
  if (target.of == WidthTarget::Of::gates) return check_gates(target, outline, all);
  const auto measure = find_measure(all, target.metric);
  if (!measure) return unknown_name("metric", target.metric, names_of(all));
  if (!find_group(outline, target.group)) {
    return unknown_name("group", target.group, {outline.groups.begin(), outline.groups.end()});
  }
  if (all[*measure].denominator.has_value() != target.share) {
    return rules::Failure{fmt::format("`{}` is {} share: give its width {} `%`", target.metric,
                                      target.share ? "no" : "a", target.share ? "without" : "in")};
  }
  return rules::Done{};
}

double width_of(const WidthTarget& target, const Outline& outline, const Measured& measured,
                const std::vector<Measure>& all) {
  const std::size_t replicates = measured.replicates();
  const auto interval = order_interval(static_cast<int>(replicates), target.percent);
  if (!interval) return unknown;
  const std::size_t group = *find_group(outline, target.group);
  const Measure& measure = all[*find_measure(all, target.metric)];
  std::vector<double> values;
  for (std::size_t r = 0; r < replicates; ++r) {
    values.push_back(target.of == WidthTarget::Of::peak ? measured.peak(r, group, measure).value
                                                        : measured.total(r, group, measure));
  }
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(interval->high)] -
         values[static_cast<std::size_t>(interval->low)];
}

bool all_reached(const std::vector<TargetWidth>& widths) {
  return std::all_of(widths.begin(), widths.end(),
                     [](const TargetWidth& width) { return width.reached <= width.wanted; });
}

}  // namespace

rules::Result<WidthTarget> parse_width_target(std::string_view text) {
  WidthTarget target;
  const std::size_t sign = text.rfind('=');
  const std::string_view quantile =
      sign == std::string_view::npos ? std::string_view("gates") : text.substr(0, sign);
  const std::string_view width = sign == std::string_view::npos ? text : text.substr(sign + 1);
  if (!read_width(width, target)) return malformed(text);
  target.written = quantile;
  if (quantile == "gates") {
    target.of = WidthTarget::Of::gates;
  } else if (!read_quantile(quantile, target)) {
    return malformed(text);
  }
  return target;
}

rules::Status check_targets(const std::vector<WidthTarget>& targets, const Outline& outline) {
  const std::vector<Measure> all = measures();
  for (const WidthTarget& target : targets) {
    if (rules::Status checked = check_target(target, outline, all); !checked) return checked;
  }
  return rules::Done{};
}

std::vector<TargetWidth> widths(const std::vector<WidthTarget>& targets, const Outline& outline,
                                const Counts& counts, int replicates) {
  const Measured measured(outline, counts, replicates);
  const std::vector<Measure> all = measures();
  std::vector<TargetWidth> result;
  for (const WidthTarget& target : targets) {
    if (target.of != WidthTarget::Of::gates) {
      result.push_back(
          {target.written, target.width, target.share, width_of(target, outline, measured, all)});
      continue;
    }
    const std::vector<GateResult> judged = judge_gates(outline, measured);
    for (std::size_t i = 0; i < judged.size(); ++i) {
      if (!concerns(target, outline.gates[i], all)) continue;
      const GateResult& gate = judged[i];
      const bool known = gate.low && gate.high;
      result.push_back({fmt::format("{} of {} of {}, a gate", gate.band, gate.metric, gate.group),
                        target.width, target.share, known ? *gate.high - *gate.low : unknown});
    }
  }
  return result;
}

rules::Result<Stopped> run_until(const Simulation& simulation,
                                 const std::vector<WidthTarget>& targets, int most, Counts& counts,
                                 const std::function<RunHooks(int replicates)>& hooks_of) {
  for (int look = std::min(first_look, most);; look = look > most / 2 ? most : look * 2) {
    const rules::Status ran = simulation.run({0, look}, counts, hooks_of(look));
    if (!ran) return ran.failure();
    Stopped stopped{look, false, widths(targets, simulation.outline(), counts, look)};
    stopped.reached = all_reached(stopped.widths);
    if (stopped.reached || look == most) return stopped;
  }
}

}  // namespace gatecast::simulator
