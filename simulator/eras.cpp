#include "simulator/eras.h"

#include <set>
#include <utility>

#include "simulator/stage_changes.h"

namespace gatecast::simulator {

namespace {

bool graph_sees(const Drill& drill) {
  return drill.kind == DrillKind::sms_down || drill.kind == DrillKind::mail_down ||
         changes_stage(drill.kind);
}

bool changes_policy_on(rules::Date day, const std::vector<Drill>& drills) {
  for (const Drill& drill : drills) {
    if (changes_stage(drill.kind) && (drill.from == day || drill.until == day)) return true;
  }
  return false;
}

}  // namespace

rules::Result<Eras> eras_of(std::shared_ptr<const engine::Graph> graph, rules::Date start,
                            const std::vector<Drill>& drills) {
  const rules::Policy& policy = engine::policy_of(*graph);
  std::set<rules::Date> days;
  for (const Drill& drill : drills) {
    if (!graph_sees(drill)) continue;
    days.insert(drill.from);
    if (drill.until) days.insert(*drill.until);
  }
  Eras eras;
  eras.all.resize(1);
  eras.policies.push_back({rules::instant_min, graph});
  for (const rules::Date day : days) {
    // What began before the start has begun at it.
    if (day > start) eras.all.push_back(eras.all.back());
    Era& era = eras.all.back();
    const rules::Instant midnight = policy.zone.midnight(day);
    if (day > start) era.from = midnight;
    era.email_healthy = era.sms_healthy = true;
    for (const Drill& drill : drills) {
      if (!drill.holds_on(day)) continue;
      if (drill.kind == DrillKind::sms_down) era.sms_healthy = false;
      if (drill.kind == DrillKind::mail_down) era.email_healthy = false;
    }
    if (!changes_policy_on(day, drills)) continue;
    auto changed = engine::compile(policy_on(day, policy, drills), engine::source_of(*graph));
    if (!changed.ok()) return changed.failure();
    era.policy = eras.policies.size();
    eras.policies.push_back({midnight, std::move(changed).value()});
  }
  return eras;
}

}  // namespace gatecast::simulator
