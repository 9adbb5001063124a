#include "tests/analysis/creation_times.h"

#include <algorithm>
#include <regex>
#include <string>

namespace gatecast::oracle {
namespace {

std::string rollout(const ParsedText& of) {
  const std::string text(of.source.text());
  const std::regex section("\nrollout:.*(\n .*)*");
  std::smatch found;
  return std::regex_search(text, found, section) ? found.str() : std::string();
}

}  // namespace

CreationTimes::CreationTimes(const ParsedText& before, const ParsedText& after)
    : zones_{&before.policy().zone, &after.policy().zone} {
  const bool same_zone = zones_[0]->name() == zones_[1]->name();
  if (same_zone && rollout(before) == rollout(after)) return;
  for (const rules::Policy* policy : {&before.policy(), &after.policy()}) {
    if (!policy->rollout) continue;
    for (const auto& stage : policy->rollout->stages) add(*policy, stage);
  }
}

// Each step, and dates around it: also those from which grace ends when that of others does.
void CreationTimes::add(const rules::Policy& policy, const rules::Stage& stage) {
  const std::size_t steps = stage.ramp ? stage.ramp->percent_hundredths.size() : 1;
  for (std::size_t i = 0; i < steps; ++i) {
    rules::Date date = stage.start.value;
    if (stage.ramp) date.days += static_cast<int>(i) * stage.ramp->every_days;
    last_ = std::max(last_, policy.zone.midnight(date));
    for (const int days : {-28, -14, -10, -7, -3, 0, 3, 4, 7, 9, 14, 23}) {
      const rules::Instant at = policy.zone.midnight({date.days + days});
      for (const int seconds : {-1, 0, 0, 0, 1, 3600 * 12}) times_.push_back(at + seconds);
    }
  }
}

void CreationTimes::choose(engine::Facts& facts, Dice& dice) const {
  auto& created = facts.user.created;
  if (created.is_none()) return;
  if (!times_.empty() && dice.chance(50)) created = dice.of(times_);
  if (created.value() >= last_) created = *rules::parse_instant("2020-01-01T00:00:00Z");
  if (times_.empty() || dice.chance(60)) return;
  // Around the end of some grace that counts from then.
  const int days = dice.of<int>({0, 7, 10, 13, 14, 17, 24});
  facts.now = dice.of(zones_)->add_days(created.value(), days) + dice.of<int>({-1, 0, 1, 3600});
}

}  // namespace gatecast::oracle
