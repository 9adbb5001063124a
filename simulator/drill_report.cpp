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

// The same of what administrators could do.
class AdministratorComparison {
 public:
  AdministratorComparison(const AdministratorsIn& with, const AdministratorsIn& without,
                          int replicates, const DayRange& days, int end)
      : with_(with),
        without_(without),
        replicates_(replicates),
        days_{static_cast<int>(days.first), static_cast<int>(days.end)},
        end_(end),
        table_(replicates) {}

  AdministratorEffect effect(std::size_t role) const {
    AdministratorEffect effect;
    effect.role = with_.roles()[role];
    int good = 0;
    for (int r = 0; r < replicates_; ++r) {
      good += none_in(with_, r, role, days_.end) == 0 ? 1 : 0;
    }
    effect.some_in = static_cast<double>(good) / replicates_;
    effect.days_none_in = of([&](int r) { return none_in(with_, r, role, end_); });
    effect.more_days_none_in =
        of([&](int r) { return none_in(with_, r, role, end_) - none_in(without_, r, role, end_); });
    effect.days_out = of([&](int r) { return out(with_, r, role); });
    effect.more_days_out = of([&](int r) { return out(with_, r, role) - out(without_, r, role); });
    return effect;
  }

 private:
  Quantiles of(const std::function<double(int)>& number) const {
    std::vector<double> numbers;
    for (int r = 0; r < replicates_; ++r) numbers.push_back(number(r));
    return quantiles(table_, numbers);
  }
  // Days from the drill's first until `end`.
  double none_in(const AdministratorsIn& run, int replicate, std::size_t role, int end) const {
    double days = 0;
    for (int day = days_.first; day < end; ++day) days += run.in(replicate, role, day) == 0 ? 1 : 0;
    return days;
  }
  double out(const AdministratorsIn& run, int replicate, std::size_t role) const {
    double days = 0;
    for (int day = days_.first; day < end_; ++day) {
      days += run.there(replicate, role, day) - run.in(replicate, role, day);
    }
    return days;
  }

  const AdministratorsIn& with_;
  const AdministratorsIn& without_;
  int replicates_;
  Range days_;
  int end_;
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
  for (std::size_t group = 0; group < outline.groups.size(); ++group) {
    const std::string& name = outline.groups[group];
    if (name != "all" && !name.starts_with("role:")) continue;
    DrillEffect effect = comparison.effect(group);
    effect.administrators = is_of_administrators(policy, name);
    outcome.groups.push_back(std::move(effect));
  }
  return outcome;
}

// Replicates of which it is not known who could have signed in: finished by an earlier run, say.
rules::Status ask_the_others(const Simulation& simulation, AdministratorsIn& administrators,
                             int replicates, const RunHooks& with_progress) {
  Counts known(static_cast<std::size_t>(replicates));
  int left = replicates;
  for (int r = 0; r < replicates; ++r) {
    if (!administrators.has(r)) continue;
    known[static_cast<std::size_t>(r)].push_back(0);
    --left;
  }
  if (left == 0) return rules::Done{};
  RunHooks hooks = with_progress;
  hooks.administrators = &administrators;
  return simulation.run({0, replicates}, known, hooks);
}

}  // namespace

double drill_report_memory(const Outline& outline, int replicates) {
  return static_cast<double>(outline.cells() * sizeof(std::uint32_t)) * replicates;
}

int first_day_of_drills(const Plan& plan) {
  RunInfo run;
  run.start = plan.start;
  run.days = plan.days;
  int first = plan.days;
  for (const Drill& drill : plan.behavior.drills) {
    const DayRange days = days_of(drill, run);
    if (days.first < days.end) first = std::min(first, static_cast<int>(days.first));
  }
  return first;
}

rules::Result<std::vector<DrillOutcome>> drill_report(
    const Plan& plan, const Simulation& simulation, const Counts& counts,
    AdministratorsIn& administrators, int replicates, const ProgressCallback& progress) {
  const std::vector<Drill>& drills = plan.behavior.drills;
  int runs = 0;
  const auto next_hooks = [&] {
    RunHooks hooks;
    const int before = runs++ * replicates;
    hooks.progress = [&, before](int done, int) {
      const int total = (static_cast<int>(drills.size()) + 1) * replicates;
      return !progress || progress(before + done, total);
    };
    return hooks;
  };
  const rules::Status asked = ask_the_others(simulation, administrators, replicates, next_hooks());
  if (!asked) return asked.failure();
  const Outline& outline = simulation.outline();
  std::vector<DrillOutcome> outcomes;
  for (std::size_t i = 0; i < drills.size(); ++i) {
    const DayRange days = days_of(drills[i], outline.run);
    if (days.first >= days.end) continue;
    Plan without = plan;
    without.behavior.drills.erase(without.behavior.drills.begin() + static_cast<std::ptrdiff_t>(i));
    const auto other = Simulation::begin(without);
    if (!other) return other.failure();
    const auto others_in = other.value().administrators_in(static_cast<int>(days.first));
    Counts others;
    RunHooks hooks = next_hooks();
    hooks.administrators = others_in.get();
    const rules::Status ran = other.value().run({0, replicates}, others, hooks);
    if (!ran) return ran.failure();
    const Comparison comparison(outline, counts, others, replicates, days);
    DrillOutcome outcome = outcome_of(plan, drills[i], outline, comparison);
    const AdministratorComparison compare(administrators, *others_in, replicates, days, plan.days);
    const std::size_t roles = administrators.roles().size();
    for (std::size_t role = 0; roles > 1 && role < roles; ++role) {
      outcome.administrators.push_back(compare.effect(role));
    }
    outcomes.push_back(std::move(outcome));
  }
  return outcomes;
}

}  // namespace gatecast::simulator
