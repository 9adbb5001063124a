#include "simulator/gates.h"

#include <algorithm>
#include <cmath>

#include "simulator/summary.h"

namespace gatecast::simulator {

namespace {

constexpr double one_side = 0.025;

// P(X <= k) for k = 0 .. n, X binomial. Terms relative to the mode, so that none that matters
// underflows; only products and quotients, so that every machine agrees.
std::vector<double> binomial_cdf(int n, double p) {
  std::vector<double> terms(static_cast<std::size_t>(n) + 1, 0.0);
  const int mode = std::min(n, static_cast<int>((n + 1) * p));
  const double odds = p / (1 - p);
  const auto at = [&](int k) -> double& { return terms[static_cast<std::size_t>(k)]; };
  at(mode) = 1;
  for (int k = mode; k < n; ++k) at(k + 1) = at(k) * odds * (n - k) / (k + 1);
  for (int k = mode; k > 0; --k) at(k - 1) = at(k) / odds * k / (n - k + 1);
  double sum = 0;
  for (double& term : terms) {
    sum += term;
    term = sum;
  }
  for (double& term : terms) term /= sum;
  return terms;
}

// First day that a gate looks at.
int first_day(const World& world, const std::string& group) {
  std::optional<rules::Date> start;
  for (const StageDates& stage : world.stages) {
    if (group == "stage:" + stage.name) start = stage.start;
  }
  if (!start) {
    for (const StageDates& stage : world.stages) {
      if (!start || stage.start < *start) start = stage.start;
    }
  }
  return start ? std::max(0, start->days - world.plan.start.days) : 0;
}

// Nothing where the gate's days lie outside the horizon.
std::optional<double> worst_day(const std::vector<double>& days, const rules::Gate& gate, int from,
                                const World& world) {
  if (gate.by) {
    const int day = gate.by->value.days - world.plan.start.days;
    if (day < 0 || day >= static_cast<int>(days.size())) return std::nullopt;
    return days[static_cast<std::size_t>(day)];
  }
  if (from >= static_cast<int>(days.size())) return std::nullopt;
  const auto begin = days.begin() + from;
  return gate.bound == rules::Gate::Bound::max ? *std::max_element(begin, days.end())
                                               : *std::min_element(begin, days.end());
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

}  // namespace

std::optional<OrderInterval> order_interval(int n, int percent) {
  const std::vector<double> below = binomial_cdf(n, percent / 100.0);
  // X values lie below the quantile. Place i (from 0) lies above it when X <= i.
  int low = -1;
  int high = -1;
  for (int i = 0; i < n; ++i) {
    const auto k = static_cast<std::size_t>(i);
    if (below[k] <= one_side) low = i;
    if (high < 0 && 1 - below[k] <= one_side) high = i;
  }
  if (low < 0 || high < 0) return std::nullopt;
  return OrderInterval{low, high};
}

int replicates_needed(int percent) {
  int n = 1;
  while (!order_interval(n, percent)) ++n;
  return n;
}

std::vector<GateResult> judge_gates(const World& world, int replicates, const DailyValues& values) {
  std::vector<GateResult> results;
  if (!world.policy.rollout) return results;
  for (const rules::Gate& gate : world.policy.rollout->gates) {
    GateResult result;
    result.metric = gate.metric.value;
    result.group = gate.group.value.empty() ? "all" : gate.group.value;
    result.band = gate.band.value;
    result.is_max = gate.bound == rules::Gate::Bound::max;
    result.limit = gate.limit;
    if (gate.by) result.by = gate.by->value;
    const int percent = std::clamp(gate.band_percentile, 1, 99);
    result.replicates_needed = replicates_needed(percent);
    const int from = first_day(world, result.group);
    std::vector<double> worst;
    for (int replicate = 0; replicate < replicates; ++replicate) {
      const std::vector<double> days = values(result.group, result.metric, replicate);
      if (const auto day = worst_day(days, gate, from, world)) worst.push_back(*day);
    }
    if (worst.size() == static_cast<std::size_t>(replicates)) {
      std::sort(worst.begin(), worst.end());
      result.value = quantile_of_sorted(worst, percent);
      if (const auto interval = order_interval(replicates, percent)) {
        result.low = worst[static_cast<std::size_t>(interval->low)];
        result.high = worst[static_cast<std::size_t>(interval->high)];
      }
      result.verdict = verdict(result);
    }
    results.push_back(std::move(result));
  }
  return results;
}

}  // namespace gatecast::simulator
