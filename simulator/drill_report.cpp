#include "simulator/drill_report.h"

#include <algorithm>
#include <functional>

#include "engine/graph/decide.h"
#include "simulator/measures.h"
#include "simulator/quantiles.h"

namespace gatecast::simulator {

namespace {

struct DayRange {
  std::size_t first;
  std::size_t end;
};

// The days of the forecast on which the drill holds; empty: none.
DayRange days_of(const Drill& drill, const RunInfo& run) {
  const auto place = [&](rules::Date date) {
    return static_cast<std::size_t>(std::clamp(date.days - run.start.days, 0, run.days));
  };
  const bool at_once = !info(drill.kind).lasts;
  const std::size_t first = place(drill.from);
  if (at_once) return {first, std::min(first + 1, static_cast<std::size_t>(run.days))};
  return {first, drill.until ? place(*drill.until) : static_cast<std::size_t>(run.days)};
}

// Both runs of one drill, looked at by replicate.
class Comparison {
 public:
  Comparison(const Outline& outline, const Counts& with, const Counts& without, int replicates,
             const DayRange& days)
      : outline_(outline),
        with_(outline, with, replicates),
        without_(outline, without, replicates),
        days_(days),
        table_(replicates) {}

  DrillEffect effect(std::size_t group) const {
    const std::size_t end = with_.days();
    const std::size_t out = metric("locked_out");
    DrillEffect effect;
    effect.group = outline_.groups[group];
    effect.days_out = of([&](std::size_t r) { return sum(with_, r, group, out, end); });
    effect.more_days_out = more(group, out);
    effect.more_lockouts = more(group, metric("lockouts"));
    effect.more_tickets = more(group, metric("tickets"));
    effect.fewest_in = of([&](std::size_t r) { return fewest_in(r, group); });
    return effect;
  }

  // Whether on each of the drill's days somebody of these groups had a way in.
  double share_with_somebody(const std::vector<std::size_t>& groups) const {
    std::size_t good = 0;
    for (std::size_t r = 0; r < with_.replicates(); ++r) {
      bool always = true;
      for (std::size_t day = days_.first; day < days_.end; ++day) {
        always &= std::any_of(groups.begin(), groups.end(),
                              [&](std::size_t group) { return in(r, group, day) > 0; });
      }
      good += always ? 1 : 0;
    }
    return static_cast<double>(good) / static_cast<double>(with_.replicates());
  }

 private:
  std::size_t metric(std::string_view name) const {
    const auto at = std::find(outline_.metrics.begin(), outline_.metrics.end(), name);
    return static_cast<std::size_t>(at - outline_.metrics.begin());
  }
  Quantiles of(const std::function<double(std::size_t)>& number) const {
    std::vector<double> numbers;
    for (std::size_t r = 0; r < with_.replicates(); ++r) numbers.push_back(number(r));
    return quantiles(table_, numbers);
  }
  double sum(const Measured& of, std::size_t replicate, std::size_t group, std::size_t metric,
             std::size_t end) const {
    const std::uint32_t* row = of.row(replicate, group, metric);
    double total = 0;
    for (std::size_t day = days_.first; day < end; ++day) total += row[day];
    return total;
  }
  Quantiles more(std::size_t group, std::size_t metric) const {
    const std::size_t end = with_.days();
    return of([&](std::size_t r) {
      return sum(with_, r, group, metric, end) - sum(without_, r, group, metric, end);
    });
  }
  double in(std::size_t replicate, std::size_t group, std::size_t day) const {
    const double active = with_.row(replicate, group, metric("active"))[day];
    return active - with_.row(replicate, group, metric("locked_out"))[day];
  }
  double fewest_in(std::size_t replicate, std::size_t group) const {
    double fewest = in(replicate, group, days_.first);
    for (std::size_t day = days_.first; day < days_.end; ++day) {
      fewest = std::min(fewest, in(replicate, group, day));
    }
    return fewest;
  }

  const Outline& outline_;
  Measured with_;
  Measured without_;
  DayRange days_;
  QuantileTable table_;
};

bool is_of_administrators(const rules::Policy& policy, const std::string& group) {
  return std::any_of(policy.roles.begin(), policy.roles.end(), [&](const rules::Role& role) {
    return role.admin && group == "role:" + role.name.value;
  });
}

DrillOutcome outcome_of(const Plan& plan, const Drill& drill, const Outline& outline,
                        const Comparison& comparison) {
  const rules::Policy& policy = engine::policy_of(*plan.graph);
  DrillOutcome outcome;
  outcome.drill = drill;
  std::vector<std::size_t> administrators;
  for (std::size_t group = 0; group < outline.groups.size(); ++group) {
    const std::string& name = outline.groups[group];
    if (name != "all" && !name.starts_with("role:")) continue;
    DrillEffect effect = comparison.effect(group);
    effect.administrators = is_of_administrators(policy, name);
    if (effect.administrators) administrators.push_back(group);
    outcome.groups.push_back(std::move(effect));
  }
  outcome.has_administrators = !administrators.empty();
  if (outcome.has_administrators) {
    outcome.some_administrator = comparison.share_with_somebody(administrators);
  }
  return outcome;
}

}  // namespace

rules::Result<std::vector<DrillOutcome>> drill_report(const Plan& plan, const Outline& outline,
                                                      const Counts& counts, int replicates,
                                                      const ProgressCallback& progress) {
  const std::vector<Drill>& drills = plan.behavior.drills;
  std::vector<DrillOutcome> outcomes;
  for (std::size_t i = 0; i < drills.size(); ++i) {
    const DayRange days = days_of(drills[i], outline.run);
    if (days.first >= days.end) continue;
    Plan without = plan;
    without.behavior.drills.erase(without.behavior.drills.begin() + static_cast<std::ptrdiff_t>(i));
    const auto simulation = Simulation::begin(without);
    if (!simulation) return simulation.failure();
    Counts others;
    RunHooks hooks;
    hooks.progress = [&](int done, int) {
      return !progress || progress(static_cast<int>(i) * replicates + done,
                                   static_cast<int>(drills.size()) * replicates);
    };
    const rules::Status ran = simulation.value().run({0, replicates}, others, hooks);
    if (!ran) return ran.failure();
    const Comparison comparison(outline, counts, others, replicates, days);
    outcomes.push_back(outcome_of(plan, drills[i], outline, comparison));
  }
  return outcomes;
}

}  // namespace gatecast::simulator
