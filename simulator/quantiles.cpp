#include "simulator/quantiles.h"

#include <algorithm>

#include "rules/check.h"

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

std::size_t quantile_place(std::size_t n, int percent) {
  // The smallest place with at least that share at or below it, in whole numbers.
  const std::size_t place = (n * static_cast<std::size_t>(percent) + 99) / 100;
  return std::clamp<std::size_t>(place, 1, n) - 1;
}

double quantile_of_sorted(const std::vector<double>& sorted, int percent) {
  GATECAST_CHECK(!sorted.empty());
  return sorted[quantile_place(sorted.size(), percent)];
}

QuantileTable::QuantileTable(int replicates) {
  GATECAST_CHECK(replicates > 0);
  const auto add = [&](double Quantiles::*value, double QuantileEnds::*end, int percent) {
    rows_.push_back({value, end, quantile_place(static_cast<std::size_t>(replicates), percent),
                     order_interval(replicates, percent)});
  };
  add(&Quantiles::p05, &QuantileEnds::p05, 5);
  add(&Quantiles::p25, &QuantileEnds::p25, 25);
  add(&Quantiles::p50, &QuantileEnds::p50, 50);
  add(&Quantiles::p75, &QuantileEnds::p75, 75);
  add(&Quantiles::p95, &QuantileEnds::p95, 95);
}

Quantiles quantiles(const QuantileTable& table, std::vector<double>& values) {
  // In the order of the replicates, which no thread changes.
  double sum = 0;
  for (const double value : values) sum += value;
  std::sort(values.begin(), values.end());
  return table.of(sum / static_cast<double>(values.size()),
                  [&](std::size_t place) { return values[place]; });
}

void sort_counts(std::vector<std::uint32_t>& counts, std::vector<std::uint32_t>& room) {
  if (counts.empty()) return;
  const auto [least, most] = std::minmax_element(counts.begin(), counts.end());
  const std::uint32_t low = *least;
  const std::size_t values = std::size_t{*most} - low + 1;
  if (values == 1) return;
  if (values > 4 * counts.size()) {
    std::sort(counts.begin(), counts.end());
    return;
  }
  room.assign(values, 0);
  for (const std::uint32_t count : counts) ++room[count - low];
  auto out = counts.begin();
  for (std::size_t value = 0; value < values; ++value) {
    out = std::fill_n(out, room[value], low + static_cast<std::uint32_t>(value));
  }
}

}  // namespace gatecast::simulator
