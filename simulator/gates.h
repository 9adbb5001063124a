// The gates of a rollout: whether the forecast keeps within them, and how sure that is.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "simulator/forecast.h"
#include "simulator/world.h"

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

// One value a day of one metric of one group in one replicate; empty: no such metric or group.
using DailyValues = std::function<std::vector<double>(const std::string& group,
                                                      const std::string& metric, int replicate)>;
std::vector<GateResult> judge_gates(const World& world, int replicates, const DailyValues& values);

}  // namespace gatecast::simulator
