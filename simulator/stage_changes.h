// A policy as those who run its rollout leave it, when they pause a stage or roll it back.
//
// Each is a policy like any other, to be compiled and asked: nothing decides by itself here.
#pragma once

#include <vector>

#include "rules/policy.h"
#include "simulator/drill.h"

namespace gatecast::simulator {

bool changes_stage(DrillKind kind);

// The policy on `day`: its own from before the first change. Of a stage
// - that is paused, ramp steps from that day on do not come (its start neither);
// - that goes on, they come as many days later as it was paused;
// - that is rolled back, nobody is admitted;
// - that begins again, all are admitted anew, from its first step, on that day.
rules::Policy policy_on(rules::Date day, const rules::Policy& policy,
                        const std::vector<Drill>& drills);

}  // namespace gatecast::simulator
