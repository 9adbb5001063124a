// Announcements and reminders with dates: for some days more people (or fewer) enroll of their own
// accord. `reminders:` of a behaviour. What they hear by the policy's own announcement is in the
// parameters `announcement_days` and `announcement_times`.
#pragma once

#include <string>
#include <vector>

#include "rules/diagnostic.h"
#include "rules/policy.h"
#include "rules/time.h"
#include "rules/yaml_reader.h"

namespace gatecast::simulator {

struct Reminder {
  rules::Date on;    // from its midnight ...
  int days = 1;      // ... for so many days ...
  double times = 1;  // ... the hazard of enrolling is so many times what it is else
  // Whom it is for; empty: everybody.
  std::string type, role, stage;
};

// "2027-03-01 for 7 days, 3 times, stage customers".
std::string describe(const Reminder& reminder);

// Those that are right; what is wrong with the others is in the diagnostics. `policy` may be null:
// names are then taken as they stand.
std::vector<Reminder> read_reminders(const rules::YamlNode& node, const rules::Policy* policy,
                                     rules::Diagnostics& diagnostics);

}  // namespace gatecast::simulator
