#include "simulator/forecast.h"

namespace gatecast::simulator {
namespace {

template <typename Row>
const Row* find(const std::vector<Row>& rows, const std::string& group, const std::string& metric) {
  for (const Row& row : rows) {
    if (row.group == group && row.metric == metric) return &row;
  }
  return nullptr;
}

}  // namespace

const Series* find_series(const Forecast& forecast, const std::string& group,
                          const std::string& metric) {
  return find(forecast.daily, group, metric);
}

const Total* find_total(const Forecast& forecast, const std::string& group,
                        const std::string& metric) {
  return find(forecast.totals, group, metric);
}

const Peak* find_peak(const Forecast& forecast, const std::string& group,
                      const std::string& metric) {
  return find(forecast.peaks, group, metric);
}

}  // namespace gatecast::simulator
