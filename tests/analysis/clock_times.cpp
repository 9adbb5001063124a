#include "tests/analysis/clock_times.h"

#include <regex>
#include <string>

namespace gatecast::oracle {

ClockTimes::ClockTimes(const ParsedText& before, const ParsedText& after)
    : zones_{&before.policy().zone, &after.policy().zone} {
  for (const ParsedText* parsed : {&before, &after}) {
    const std::string text(parsed->source.text());
    const std::regex length("days: (\\d+)");
    for (std::sregex_iterator i(text.begin(), text.end(), length), end; i != end; ++i) {
      lengths_.push_back(std::stoi((*i)[1].str()));
    }
  }
}

void ClockTimes::choose(engine::Facts& facts, Dice& dice) const {
  const bool differ = zones_[0]->name() != zones_[1]->name();
  if (lengths_.empty() || !dice.chance(differ ? 50 : 5)) return;
  const rules::TimeZone& zone = *dice.of(zones_);
  const rules::Instant from =
      *rules::parse_instant("2026-12-01T00:00:00Z") + dice.below(500) * rules::day_seconds;
  const rules::Instant change = zone.next_change(from);
  if (change == rules::instant_max) return;
  const auto off = [&] { return dice.of<int>({-3601, -1800, -1, 0, 1, 900, 1800, 3600, 7201}); };
  // From as long before the change as grace lasts, until now: at its end by one of the zones, or at
  // any time before.
  const int length = dice.of(lengths_);
  const rules::Instant opening =
      change - dice.below(length + 1) * rules::day_seconds + dice.below(2) * off();
  rules::Instant now = dice.of(zones_)->add_days(opening, dice.of(lengths_)) + off();
  if (dice.chance(30)) now = opening + dice.below(length + 1) * rules::day_seconds + off();
  facts.user.grace_started = opening;
  facts.now = now;
}

}  // namespace gatecast::oracle
