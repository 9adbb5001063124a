#include "simulator/stage_changes.h"

#include <algorithm>
#include <numeric>

namespace gatecast::simulator {

namespace {

using rules::Date;
using rules::Stage;

constexpr int everybody = 10'000;

struct Step {
  Date day;
  int percent_hundredths;
};

std::vector<Step> steps_of(const Stage& stage) {
  if (!stage.ramp) return {{stage.start.value, everybody}};
  std::vector<Step> steps;
  Date day = stage.start.value;
  for (const int percent : stage.ramp->percent_hundredths) {
    steps.push_back({day, percent});
    day.days += stage.ramp->every_days;
  }
  return steps;
}

void admit_nobody(Stage& stage) { stage.ramp = rules::Ramp{{0}, 1}; }

// Steps at any days, as a ramp whose steps are as many days apart as divide all that lies between:
// those that repeat a percentage admit nobody.
void set_steps(Stage& stage, const std::vector<Step>& steps) {
  int apart = 0;
  for (const Step& step : steps) apart = std::gcd(apart, step.day.days - steps.front().day.days);
  rules::Ramp ramp;
  ramp.every_days = std::max(apart, 1);
  for (const Step& step : steps) {
    const int place = (step.day.days - steps.front().day.days) / ramp.every_days;
    while (static_cast<int>(ramp.percent_hundredths.size()) < place) {
      ramp.percent_hundredths.push_back(ramp.percent_hundredths.back());
    }
    ramp.percent_hundredths.push_back(step.percent_hundredths);
  }
  stage.start.value = steps.front().day;
  stage.ramp = std::move(ramp);
}

void pause(Stage& stage, Date day) {
  if (stage.start.value >= day) return admit_nobody(stage);
  if (!stage.ramp) return;
  const std::vector<Step> steps = steps_of(stage);
  const auto later =
      std::count_if(steps.begin(), steps.end(), [&](const Step& step) { return step.day >= day; });
  stage.ramp->percent_hundredths.resize(steps.size() - static_cast<std::size_t>(later));
}

void go_on(Stage& stage, const Stage& before, Date paused, Date day) {
  std::vector<Step> steps = steps_of(before);
  for (Step& step : steps) {
    if (step.day >= paused) step.day.days += day.days - paused.days;
  }
  stage = before;
  set_steps(stage, steps);
}

}  // namespace

bool changes_stage(DrillKind kind) {
  return kind == DrillKind::stage_paused || kind == DrillKind::stage_rolled_back;
}

rules::Policy policy_on(Date day, const rules::Policy& policy, const std::vector<Drill>& drills) {
  rules::Policy result = policy;
  if (!result.rollout) return result;
  for (Stage& stage : result.rollout->stages) {
    const Stage original = stage;
    for (const Drill& drill : drills) {  // those of one stage follow one another
      if (!changes_stage(drill.kind) || drill.stage != stage.name.value || drill.from > day) {
        continue;
      }
      const bool over = drill.until && *drill.until <= day;
      const Stage before = stage;
      if (drill.kind == DrillKind::stage_paused) {
        pause(stage, drill.from);
        if (over) go_on(stage, before, drill.from, *drill.until);
      } else {
        stage = original;
        admit_nobody(stage);
        if (!over) continue;
        stage = original;
        stage.start.value = *drill.until;
      }
    }
  }
  return result;
}

}  // namespace gatecast::simulator
