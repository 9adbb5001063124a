#include "simulator/gates.h"

#include <algorithm>
#include <utility>

#include "simulator/quantiles.h"

namespace gatecast::simulator {

namespace {

double worst_day(const Measured& measured, std::size_t replicate, std::size_t group,
                 const Measure& measure, const GateSpec& gate, const Range& days) {
  const auto at = [&](int day) {
    return measured.value(replicate, group, measure, static_cast<std::size_t>(day));
  };
  double worst = at(days.first);
  for (int day = days.first + 1; day < days.end; ++day) {
    worst = gate.is_max ? std::max(worst, at(day)) : std::min(worst, at(day));
  }
  return worst;
}

Verdict verdict(const GateResult& gate) {
  const double limit = gate.limit;
  if (!gate.low || !gate.high) return Verdict::undecided;
  if (gate.is_max) {
    if (*gate.high <= limit) return Verdict::met;
    return *gate.low > limit ? Verdict::missed : Verdict::undecided;
  }
  if (*gate.low >= limit) return Verdict::met;
  return *gate.high < limit ? Verdict::missed : Verdict::undecided;
}

void judge(const Measured& measured, std::size_t group, const Measure& measure,
           const GateSpec& gate, const Range& days, GateResult& result) {
  std::vector<double> worst;
  for (std::size_t replicate = 0; replicate < measured.replicates(); ++replicate) {
    worst.push_back(worst_day(measured, replicate, group, measure, gate, days));
  }
  std::sort(worst.begin(), worst.end());
  result.value = quantile_of_sorted(worst, gate.percent);
  if (const auto interval = order_interval(static_cast<int>(worst.size()), gate.percent)) {
    result.low = worst[static_cast<std::size_t>(interval->low)];
    result.high = worst[static_cast<std::size_t>(interval->high)];
  }
  result.verdict = verdict(result);
}

}  // namespace

Range days_of(const GateSpec& gate, const RunInfo& run) {
  if (!gate.by) return {std::min(gate.from_day, run.days), run.days};
  const int day = gate.by->days - run.start.days;
  if (day < 0 || day >= run.days) return {};
  return {day, day + 1};
}

std::vector<GateResult> judge_gates(const Outline& outline, const Measured& measured) {
  const std::vector<Measure> all = measures();
  std::vector<GateResult> results;
  for (const GateSpec& gate : outline.gates) {
    GateResult result;
    result.metric = gate.metric;
    result.group = gate.group;
    result.band = gate.band;
    result.is_max = gate.is_max;
    result.limit = gate.limit;
    result.by = gate.by;
    result.replicates_needed = replicates_needed(gate.percent);
    const auto group = find_group(outline, gate.group);
    const auto measure = find_measure(all, gate.metric);
    const Range days = days_of(gate, outline.run);
    if (group && measure && days.size() > 0) {
      judge(measured, *group, all[*measure], gate, days, result);
    }
    results.push_back(std::move(result));
  }
  return results;
}

}  // namespace gatecast::simulator
