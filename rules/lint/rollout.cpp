// The rollout: who is told when, how long grace is, how far a ramp goes.
#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "rules/lint/lints.h"
#include "rules/validator.h"

namespace gatecast::rules {
namespace {

void warn_no_rollout(const Policy& policy, Diagnostics& diagnostics) {
  const SettingsPatch& base = policy.two_factor.settings;
  if (policy.rollout || !base.grace || !has_grace(base.grace_days, base.grace_skips)) return;
  if (!base.grace_days) return;  // skips alone have no deadline
  diagnostics.warning("grace-without-rollout", *base.grace,
                      "without a rollout, grace counts from the creation of each account, "
                      "so it is over for most",
                      "add a `rollout` with a stage");
}

void warn_unfinished(const Rollout& rollout, Diagnostics& diagnostics) {
  for (const Stage& stage : rollout.stages) {
    if (!stage.ramp || stage.ramp->percent_hundredths.empty() ||
        stage.ramp->percent_hundredths.back() == 10'000) {
      continue;
    }
    diagnostics.warning("unfinished-ramp", stage.name.span,
                        fmt::format("the ramp of `{}` never reaches everybody", stage.name.value),
                        "end it with 100");
  }
}

void warn_waiting(const Policy& policy, Diagnostics& diagnostics) {
  const auto sets = std::find_if(policy.rules.begin(), policy.rules.end(),
                                 [](const Rule& rule) { return rule.set.has_value(); });
  if (sets == policy.rules.end()) return;
  diagnostics.warning("settings-wait-for-stage",
                      sets->name.span.empty() ? sets->span : sets->name.span,
                      "what rules set has no effect for users whose stage has not started");
}

// A stage starts at midnight; whoever is told on that day is told afterwards.
void warn_announcement(const Rollout& rollout, Diagnostics& diagnostics) {
  if (rollout.announce_days_before > 0) return;
  diagnostics.warning("announcement-after-start", rollout.span,
                      "a stage starts at midnight, and is announced only on that day",
                      "write `announce_days_before: 7`");
}

// The first two neighbouring starts that are closer than `days`; nothing if none are.
const Stage* stage_sooner_than(const Rollout& rollout, int days) {
  std::vector<const Stage*> stages;
  for (const Stage& stage : rollout.stages) stages.push_back(&stage);
  std::stable_sort(stages.begin(), stages.end(), [](const Stage* a, const Stage* b) {
    return a->start.value.days < b->start.value.days;
  });
  for (std::size_t i = 1; i < stages.size(); ++i) {
    const int gap = stages[i]->start.value.days - stages[i - 1]->start.value.days;
    if (gap > 0 && gap < days) return stages[i];
  }
  return nullptr;
}

void warn_long_grace(const Policy& policy, Diagnostics& diagnostics) {
  for (const Variant& variant : variants(policy)) {
    const auto& days = variant.own().grace_days;
    if (!days) continue;
    const Stage* stage = stage_sooner_than(*policy.rollout, days->value);
    if (stage == nullptr) continue;
    diagnostics.warning(
        "grace-over-stage-gap", days->span,
        fmt::format("`{}` starts while {} days of grace of the stage before it are still running",
                    stage->name.value, days->value),
        "shorten grace or start the stage later, so that the help desk meets one peak at a time");
  }
}

}  // namespace

void lint_rollout(const Policy& policy, Diagnostics& diagnostics) {
  warn_no_rollout(policy, diagnostics);
  if (!policy.rollout) return;
  warn_unfinished(*policy.rollout, diagnostics);
  warn_waiting(policy, diagnostics);
  warn_announcement(*policy.rollout, diagnostics);
  warn_long_grace(policy, diagnostics);
}

}  // namespace gatecast::rules
