#include "simulator/outline.h"

#include <algorithm>

#include "simulator/tally.h"
#include "simulator/world.h"

namespace gatecast::simulator {

namespace {

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

// First day that a gate looks at.
int first_day(const World& world, const std::string& group) {
  std::optional<rules::Date> start;
  for (const StageDates& stage : world.stages) {
    if (group == "stage:" + stage.name) start = stage.start;
  }
  if (!start) {
    for (const StageDates& stage : world.stages) {
      if (!start || stage.start < *start) start = stage.start;
    }
  }
  return start ? std::max(0, start->days - world.plan.start.days) : 0;
}

std::vector<GateSpec> gates(const World& world) {
  std::vector<GateSpec> result;
  if (!world.policy.rollout) return result;
  for (const rules::Gate& gate : world.policy.rollout->gates) {
    GateSpec spec;
    spec.metric = gate.metric.value;
    spec.group = gate.group.value.empty() ? "all" : gate.group.value;
    spec.band = gate.band.value;
    spec.percent = std::clamp(gate.band_percentile, 1, 99);
    spec.is_max = gate.bound == rules::Gate::Bound::max;
    spec.limit = gate.limit;
    if (gate.by) spec.by = gate.by->value;
    spec.from_day = first_day(world, spec.group);
    result.push_back(std::move(spec));
  }
  return result;
}

}  // namespace

Outline outline(const World& world) {
  const Plan& plan = world.plan;
  Outline result;
  result.run = {plan.version,
                world.policy.name.value,
                world.policy.revision,
                plan.policy_digest,
                plan.behavior_digest,
                plan.population_digest,
                static_cast<std::int64_t>(plan.population->people.size()),
                0,
                plan.seed,
                plan.start,
                plan.days};
  result.groups = world.groups;
  result.metrics = metric_names();
  result.assumptions = assumptions(plan.behavior);
  result.stages = world.stages;
  if (world.policy.rollout) {
    for (const StageDates& stage : world.stages) {
      const rules::Date heard{stage.start.days - world.policy.rollout->announce_days_before};
      if (!result.announced || heard < *result.announced) result.announced = heard;
    }
  }
  result.notes = plan.population->notes;
  for (const Reminder& reminder : plan.behavior.reminders) {
    result.notes.push_back("reminder: " + describe(reminder));
  }
  for (const Drill& drill : plan.behavior.drills) {
    result.notes.push_back("drill: " + describe(drill));
  }
  result.gates = gates(world);
  return result;
}

}  // namespace gatecast::simulator
