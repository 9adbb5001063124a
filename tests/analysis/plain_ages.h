// How long ago grace began, in the words of a condition of `diff`, read as a person reads them.
#pragma once

#include <string>
#include <vector>

#include "engine/facts.h"
#include "rules/time_zone.h"

namespace gatecast::oracle {

using Zones = std::vector<const rules::TimeZone*>;

// `7 to 14 days ago`: by every zone, if none is named. Or by some and not by others.
bool is_ago(const std::string& value, const Zones& zones, rules::Instant since, rules::Instant now);

// That grace of so many days is to end, but by the two policies not at once.
bool is_apart(int days, const Zones& zones, const engine::Fact<rules::Instant>& since,
              rules::Instant now);

}  // namespace gatecast::oracle
