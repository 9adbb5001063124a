#include "simulator/eras.h"

#include <set>

#include "engine/graph/decide.h"

namespace gatecast::simulator {

namespace {

bool graph_sees(const Drill& drill) {
  return drill.kind == DrillKind::sms_down || drill.kind == DrillKind::mail_down;
}

}  // namespace

std::vector<Era> eras_of(const Plan& plan) {
  const rules::Policy& policy = engine::policy_of(*plan.graph);
  std::set<rules::Date> days;
  for (const Drill& drill : plan.behavior.drills) {
    if (!graph_sees(drill)) continue;
    days.insert(drill.from);
    if (drill.until) days.insert(*drill.until);
  }
  std::vector<Era> eras(1);
  for (const rules::Date day : days) {
    // What began before the plan's start has begun at it.
    Era& era = day <= plan.start ? eras.back() : eras.emplace_back();
    if (day > plan.start) era.from = policy.zone.midnight(day);
    era.email_healthy = era.sms_healthy = true;
    for (const Drill& drill : plan.behavior.drills) {
      if (!drill.holds_on(day)) continue;
      if (drill.kind == DrillKind::sms_down) era.sms_healthy = false;
      if (drill.kind == DrillKind::mail_down) era.email_healthy = false;
    }
  }
  return eras;
}

}  // namespace gatecast::simulator
