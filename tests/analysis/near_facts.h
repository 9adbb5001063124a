// Sign-ins that differ little from an ordinary one, for brute force: what a smallest witness is
// looked for among.
#pragma once

#include <string>
#include <vector>

#include "engine/facts.h"
#include "rules/policy.h"

namespace gatecast::oracle {

// What `decide --fill` makes of an empty sign-in of `id` (SIGNIN).
engine::Facts ordinary_facts(const rules::Policy& policy, const std::string& id,
                             rules::Instant now);
// How many facts differ from an ordinary sign-in; a user whom the policy names is one.
int differences(const rules::Policy& policy, const engine::Facts& facts);

// The instants around every date of the policy, of its assertions and of the ends of grace.
std::vector<rules::Instant> near_times(const rules::Policy& policy);

// All sign-ins at the instant that differ from an ordinary one in up to `most` facts, 2 at the
// most, by values such as conditions ask for.
std::vector<engine::Facts> near_facts(const rules::Policy& policy, rules::Instant now, int most);

}  // namespace gatecast::oracle
