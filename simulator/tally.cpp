#include "simulator/tally.h"

#include <algorithm>
#include <limits>

#include "rules/check.h"

namespace gatecast::simulator {

namespace {

constexpr std::size_t index(Metric metric) { return static_cast<std::size_t>(metric); }

// Beyond four thousand million the count stays there: a forecast of that size says so by itself.
std::uint32_t narrow(std::int64_t n) {
  GATECAST_CHECK(n >= 0);
  return static_cast<std::uint32_t>(
      std::min<std::int64_t>(n, std::numeric_limits<std::uint32_t>::max()));
}

}  // namespace

std::vector<std::string> metric_names() {
  std::vector<std::string> names;
  for (const char* metric : people_metrics) names.emplace_back(metric);
  for (const char* metric : event_metrics) names.emplace_back(metric);
  for (const char* cause : causes) names.push_back(std::string("lockouts:") + cause);
  for (const char* cause : causes) names.push_back(std::string("blocked_sign_ins:") + cause);
  return names;
}

Tally::Tally(std::size_t cohorts, int days)
    : stride_(static_cast<std::size_t>(days) + 1), cells_(cohorts * stride_, Cell{}) {}

void Tally::clear() { std::fill(cells_.begin(), cells_.end(), Cell{}); }

std::vector<std::uint32_t> Tally::by_group(const std::vector<Cohort>& cohorts,
                                           std::size_t groups) const {
  const std::size_t days = stride_ - 1;
  std::vector<std::int64_t> sums(groups * metric_count * days, 0);
  for (std::size_t c = 0; c < cohorts.size(); ++c) {
    Cell running{};
    for (std::size_t day = 0; day < days; ++day) {
      const Cell& today = cells_[c * stride_ + day];
      for (std::size_t m = 0; m < metric_count; ++m) {
        running[m] = m < people_metric_count ? running[m] + today[m] : today[m];
      }
      GATECAST_CHECK(running[index(Metric::enrolled)] + running[index(Metric::pending)] +
                         running[index(Metric::not_started)] ==
                     running[index(Metric::active)]);
      GATECAST_CHECK(running[index(Metric::locked_out)] <= running[index(Metric::active)]);
      for (const std::uint32_t group : cohorts[c].groups) {
        for (std::size_t m = 0; m < metric_count; ++m) {
          sums[(group * metric_count + m) * days + day] += running[m];
        }
      }
    }
  }
  std::vector<std::uint32_t> result(sums.size());
  for (std::size_t group = 0; group < groups; ++group) {
    for (std::size_t m = 0; m < metric_count; ++m) {
      for (std::size_t day = 0; day < days; ++day) {
        const std::size_t at = (group * metric_count + m) * days + day;
        std::int64_t n = sums[at];
        if (m == index(Metric::queue_wait)) {
          const std::int64_t tickets =
              sums[(group * metric_count + index(Metric::tickets)) * days + day];
          n = tickets > 0 ? n / tickets : 0;
        }
        result[at] = narrow(n);
      }
    }
  }
  return result;
}

}  // namespace gatecast::simulator
