#include "simulator/measures.h"

#include <algorithm>
#include <utility>

#include "rules/check.h"
#include "simulator/tally.h"

namespace gatecast::simulator {

namespace {

constexpr std::size_t index(Metric metric) { return static_cast<std::size_t>(metric); }

double share(std::uint32_t n, std::uint32_t of) {
  return of > 0 ? static_cast<double>(n) / static_cast<double>(of) : 0;
}

template <class Item, class Name>
std::optional<std::size_t> place(const std::vector<Item>& items, Name is_named) {
  const auto found = std::find_if(items.begin(), items.end(), is_named);
  if (found == items.end()) return std::nullopt;
  return static_cast<std::size_t>(found - items.begin());
}

}  // namespace

std::vector<Measure> measures() {
  std::vector<Measure> result;
  const std::vector<std::string> names = metric_names();
  for (std::size_t m = 0; m < names.size(); ++m) {
    Measure measure{names[m], m, {}, 1, m < people_metric_count};
    if (m == index(Metric::queue_wait)) measure.unit = 1.0 / 3600;
    if (m == index(Metric::spent)) measure.unit = 1.0 / 60;
    result.push_back(std::move(measure));
  }
  for (std::size_t m = 1; m < people_metric_count; ++m) {
    result.push_back({names[m] + "_share", m, index(Metric::active), 1, true});
  }
  // Of sign-ins and not of people: how many were backed by a second factor.
  result.push_back(
      {"protected_share", index(Metric::protected_sign_ins), index(Metric::sign_ins), 1, true});
  return result;
}

Measured::Measured(const Outline& outline, const Counts& counts, int replicates)
    : counts_(counts),
      metrics_(outline.metrics.size()),
      days_(static_cast<std::size_t>(outline.run.days)),
      replicates_(static_cast<std::size_t>(replicates)) {
  GATECAST_CHECK(replicates > 0 && replicates_ <= counts.size());
  for (std::size_t r = 0; r < replicates_; ++r) {
    GATECAST_CHECK(counts[r].size() == outline.cells());
  }
}

double Measured::value(std::size_t replicate, std::size_t group, const Measure& measure,
                       std::size_t day) const {
  const std::uint32_t n = row(replicate, group, measure.numerator)[day];
  if (!measure.denominator) return n * measure.unit;
  return share(n, row(replicate, group, *measure.denominator)[day]);
}

double Measured::total(std::size_t replicate, std::size_t group, const Measure& measure) const {
  if (measure.people) return value(replicate, group, measure, days_ - 1);
  const std::uint32_t* counts = row(replicate, group, measure.numerator);
  if (measure.numerator == index(Metric::queue_wait)) {
    const std::uint32_t* tickets = row(replicate, group, index(Metric::tickets));
    double sum = 0;
    double weights = 0;
    for (std::size_t day = 0; day < days_; ++day) {
      sum += static_cast<double>(tickets[day]) * counts[day];
      weights += tickets[day];
    }
    return weights > 0 ? sum / weights * measure.unit : 0;
  }
  std::uint64_t sum = 0;
  for (std::size_t day = 0; day < days_; ++day) sum += counts[day];
  return static_cast<double>(sum) * measure.unit;
}

PeakDay Measured::peak(std::size_t replicate, std::size_t group, const Measure& measure) const {
  const std::uint32_t* counts = row(replicate, group, measure.numerator);
  std::size_t best = 0;
  if (!measure.denominator) {
    best = static_cast<std::size_t>(std::max_element(counts, counts + days_) - counts);
  } else {
    const std::uint32_t* of = row(replicate, group, *measure.denominator);
    double highest = share(counts[0], of[0]);
    for (std::size_t day = 1; day < days_; ++day) {
      const double today = share(counts[day], of[day]);
      if (today <= highest) continue;
      highest = today;
      best = day;
    }
  }
  return {value(replicate, group, measure, best), static_cast<int>(best)};
}

std::optional<std::size_t> find_group(const Outline& outline, const std::string& group) {
  return place(outline.groups, [&](const std::string& name) { return name == group; });
}

std::optional<std::size_t> find_measure(const std::vector<Measure>& measures,
                                        const std::string& metric) {
  return place(measures, [&](const Measure& measure) { return measure.name == metric; });
}

}  // namespace gatecast::simulator
