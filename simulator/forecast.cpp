#include "simulator/forecast.h"

namespace gatecast::simulator {

const Series* find_series(const Forecast& forecast, const std::string& group,
                          const std::string& metric) {
  for (const Series& series : forecast.daily) {
    if (series.group == group && series.metric == metric) return &series;
  }
  return nullptr;
}

}  // namespace gatecast::simulator
