#include "tests/oracle/time_pool.h"

#include <set>

namespace gatecast::oracle {

namespace {

void overdue_days(const rules::Condition& condition, std::set<int>& days) {
  for (const rules::Condition& child : condition.children) overdue_days(child, days);
  for (const rules::OverdueBound& bound : condition.bounds) days.insert(bound.days);
}

}  // namespace

std::vector<rules::Instant> time_pool(const rules::Policy& policy, rules::Instant now,
                                      bool stages) {
  std::set<int> grace = {0};
  std::set<int> overdue = {0};
  const auto take = [&](const rules::SettingsPatch& patch) {
    if (patch.grace_days) grace.insert(patch.grace_days->value);
  };
  take(policy.two_factor.settings);
  for (const rules::Rule& rule : policy.rules) {
    overdue_days(rule.when, overdue);
    if (rule.set) take(*rule.set);
  }
  std::set<rules::Instant> times = {*rules::parse_instant("1901-01-01T00:00:00Z"),
                                    *rules::parse_instant("2190-01-01T00:00:00Z")};
  for (const int days : grace) {
    for (const int more : overdue) {
      const rules::Instant about = policy.zone.add_days(now, -(days + more));
      times.insert({about - 3600, about - 1, about, about + 1, about + 3600});
    }
  }
  if (stages && policy.rollout) {
    for (const rules::Stage& stage : policy.rollout->stages) {
      const std::size_t steps = stage.ramp ? stage.ramp->percent_hundredths.size() : 1;
      for (std::size_t i = 0; i < steps; ++i) {
        const int days = stage.ramp ? static_cast<int>(i) * stage.ramp->every_days : 0;
        const rules::Instant begins = policy.zone.midnight({stage.start.value.days + days});
        times.insert({begins, begins + 1});
      }
    }
  }
  return {times.begin(), times.end()};
}

}  // namespace gatecast::oracle
