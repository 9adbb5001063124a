// Exact quantiles over replicates, and how well so many replicates know them.
//
// A quantile is the smallest value that at least that share of the replicates does not exceed.
// Its Monte-Carlo error is an interval between two of the sorted values (order statistics): it
// supposes nothing about their distribution.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "simulator/forecast.h"

namespace gatecast::simulator {

// Places (from 0) in n sorted values between which the quantile lies with a confidence of 95 %,
// with at most 2.5 % on either side; nothing where n is too small to have both.
struct OrderInterval {
  int low;
  int high;
};
std::optional<OrderInterval> order_interval(int n, int percent);
// The smallest n for which there is an interval: 72 for the 95th percentile.
int replicates_needed(int percent);

// Place (from 0) of a quantile among n sorted values, n > 0; `percent` in (0, 100).
std::size_t quantile_place(std::size_t n, int percent);
// The exact quantile of sorted values; `percent` in (0, 100).
double quantile_of_sorted(const std::vector<double>& sorted, int percent);

// The five quantiles of a forecast with their intervals, for columns of one length.
class QuantileTable {
 public:
  explicit QuantileTable(int replicates);

  // `at(place)` is the value at that place of the sorted column.
  template <class At>
  Quantiles of(double mean, At at) const {
    Quantiles result;
    result.mean = mean;
    for (const Row& row : rows_) {
      result.*row.value = at(row.place);
      if (!row.interval) continue;
      result.low.*row.end = at(static_cast<std::size_t>(row.interval->low));
      result.high.*row.end = at(static_cast<std::size_t>(row.interval->high));
    }
    return result;
  }

 private:
  struct Row {
    double Quantiles::*value;
    double QuantileEnds::*end;
    std::size_t place;
    std::optional<OrderInterval> interval;
  };
  std::vector<Row> rows_;
};

// Mean and quantiles of one number a replicate. Sorts `values`.
Quantiles quantiles(const QuantileTable& table, std::vector<double>& values);

// Sorts counts. Those of one day mostly lie close together, and then this takes one pass over
// them and one over their range. `room` is memory to work in.
void sort_counts(std::vector<std::uint32_t>& counts, std::vector<std::uint32_t>& room);

}  // namespace gatecast::simulator
