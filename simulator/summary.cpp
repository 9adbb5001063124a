#include "simulator/summary.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "rules/check.h"
#include "simulator/gates.h"

namespace gatecast::simulator {

namespace {

constexpr std::size_t index(Metric metric) { return static_cast<std::size_t>(metric); }

// A metric of the forecast in terms of what was counted: a count times a unit, or a share.
struct Measure {
  std::string name;
  std::size_t numerator = 0;
  std::optional<std::size_t> denominator;  // a share
  double unit = 1;
  bool people = false;
};

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

class Summary {
 public:
  Summary(const World& world, const std::vector<std::vector<std::uint32_t>>& counts)
      : world_(world),
        counts_(counts),
        measures_(measures()),
        days_(static_cast<std::size_t>(world.plan.days)) {}

  Forecast forecast() {
    Forecast result;
    result.groups = world_.groups;
    for (const Measure& measure : measures_) result.metrics.push_back(measure.name);
    for (std::size_t group = 0; group < world_.groups.size(); ++group) {
      for (const Measure& measure : measures_) describe(result, group, measure);
    }
    const auto values = [this](const std::string& group, const std::string& metric, int replicate) {
      return daily_values(group, metric, static_cast<std::size_t>(replicate));
    };
    result.gates = judge_gates(world_, static_cast<int>(counts_.size()), values);
    return result;
  }

 private:
  double count(std::size_t replicate, std::size_t group, std::size_t metric,
               std::size_t day) const {
    return counts_[replicate][(group * metric_count + metric) * days_ + day];
  }

  double value(std::size_t replicate, std::size_t group, const Measure& measure,
               std::size_t day) const {
    const double n = count(replicate, group, measure.numerator, day);
    if (!measure.denominator) return n * measure.unit;
    const double of = count(replicate, group, *measure.denominator, day);
    return of > 0 ? n / of : 0;
  }

  std::vector<double> daily_values(const std::string& group, const std::string& metric,
                                   std::size_t replicate) const {
    const auto g = std::find(world_.groups.begin(), world_.groups.end(), group);
    const auto m = std::find_if(measures_.begin(), measures_.end(),
                                [&](const Measure& x) { return x.name == metric; });
    std::vector<double> result;
    if (g == world_.groups.end() || m == measures_.end()) return result;
    const auto place = static_cast<std::size_t>(g - world_.groups.begin());
    for (std::size_t day = 0; day < days_; ++day) {
      result.push_back(value(replicate, place, *m, day));
    }
    return result;
  }

  // A replicate's sum over the days; of people and shares the last day; of a wait the mean over the
  // tickets.
  double total(std::size_t replicate, std::size_t group, const Measure& measure) const {
    if (measure.people) return value(replicate, group, measure, days_ - 1);
    double sum = 0;
    double weights = 0;
    const bool wait = measure.numerator == index(Metric::queue_wait);
    for (std::size_t day = 0; day < days_; ++day) {
      const double weight = wait ? count(replicate, group, index(Metric::tickets), day) : 1;
      sum += weight * value(replicate, group, measure, day);
      weights += weight;
    }
    if (!wait) return sum;
    return weights > 0 ? sum / weights : 0;
  }

  void describe(Forecast& result, std::size_t group, const Measure& measure) const {
    const std::string& name = world_.groups[group];
    const std::size_t replicates = counts_.size();
    std::vector<double> values(replicates);
    Series series{name, measure.name, {}};
    for (std::size_t day = 0; day < days_; ++day) {
      for (std::size_t r = 0; r < replicates; ++r) values[r] = value(r, group, measure, day);
      series.days.push_back(quantiles(values));
    }
    result.daily.push_back(std::move(series));

    for (std::size_t r = 0; r < replicates; ++r) values[r] = total(r, group, measure);
    result.totals.push_back({name, measure.name, quantiles(values)});

    std::vector<double> peak_days(replicates);
    for (std::size_t r = 0; r < replicates; ++r) {
      std::size_t peak = 0;
      for (std::size_t day = 1; day < days_; ++day) {
        if (value(r, group, measure, day) > value(r, group, measure, peak)) peak = day;
      }
      values[r] = value(r, group, measure, peak);
      peak_days[r] = static_cast<double>(peak);
    }
    std::sort(peak_days.begin(), peak_days.end());
    result.peaks.push_back({name, measure.name, quantiles(values),
                            static_cast<int>(quantile_of_sorted(peak_days, 50))});
  }

  const World& world_;
  const std::vector<std::vector<std::uint32_t>>& counts_;
  std::vector<Measure> measures_;
  std::size_t days_;
};

Assumption assumption(const std::string& name, const ParameterInfo& about,
                      const ParameterValue& value) {
  return {name,
          value.value,
          value.low,
          value.high,
          std::string(about.unit),
          value.source,
          value.source.starts_with("assumed")};
}

std::vector<Assumption> assumptions(const Behavior& behavior) {
  std::vector<Assumption> result;
  for (std::size_t i = 0; i < parameter_count; ++i) {
    const ParameterInfo& about = info(static_cast<Parameter>(i));
    result.push_back(assumption(std::string(about.name), about, behavior.values[i]));
  }
  for (const ParameterOverride& change : behavior.overrides) {
    const ParameterInfo& about = info(change.parameter);
    std::string name(about.name);
    if (!change.type.empty()) name += " of type:" + change.type;
    if (!change.role.empty()) name += " of role:" + change.role;
    result.push_back(assumption(name, about, change.value));
  }
  return result;
}

}  // namespace

double quantile_of_sorted(const std::vector<double>& sorted, int percent) {
  GATECAST_CHECK(!sorted.empty());
  const std::size_t n = sorted.size();
  // The smallest place with at least that share at or below it, in whole numbers.
  const std::size_t place = (n * static_cast<std::size_t>(percent) + 99) / 100;
  return sorted[std::clamp<std::size_t>(place, 1, n) - 1];
}

Quantiles quantiles(std::vector<double>& values) {
  std::sort(values.begin(), values.end());
  double sum = 0;
  for (const double value : values) sum += value;
  return {sum / static_cast<double>(values.size()), quantile_of_sorted(values, 5),
          quantile_of_sorted(values, 25),           quantile_of_sorted(values, 50),
          quantile_of_sorted(values, 75),           quantile_of_sorted(values, 95)};
}

Forecast summarize(const World& world, const std::vector<std::vector<std::uint32_t>>& counts) {
  const Plan& plan = world.plan;
  Forecast forecast = Summary(world, counts).forecast();
  forecast.run = {plan.version,
                  world.policy.name.value,
                  world.policy.revision,
                  plan.policy_digest,
                  plan.behavior_digest,
                  plan.population_digest,
                  static_cast<std::int64_t>(world.members.size()),
                  plan.replicates,
                  plan.seed,
                  plan.start,
                  plan.days};
  forecast.assumptions = assumptions(plan.behavior);
  forecast.stages = world.stages;
  if (world.policy.rollout) {
    for (const StageDates& stage : world.stages) {
      const rules::Date heard{stage.start.days - world.policy.rollout->announce_days_before};
      if (!forecast.announced || heard < *forecast.announced) forecast.announced = heard;
    }
  }
  forecast.notes = plan.population->notes;
  return forecast;
}

}  // namespace gatecast::simulator
