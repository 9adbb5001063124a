// What an assertion says of one answer (SIGNIN, "Assertions").
#pragma once

#include <optional>

#include "engine/decision.h"
#include "rules/policy.h"

namespace gatecast::engine {

// Whether the answer is as the claim says, whatever `never`, `always` and `except` make of it.
bool claim_holds(const rules::Assertion& assertion, const Decision& decision);
// Whether a sign-in to which the assertion applies may not get this answer. An answer is excepted
// by its reason; one that skipping turns into a password alone also by the reason after skipping.
bool violates(const rules::Assertion& assertion, const Decision& decision);

// The last step of the last stage to reach 100 percent; nothing if none ever does.
std::optional<rules::Instant> rollout_complete(const rules::Policy& policy);
// Local midnight of a date, or that of the rollout's end, and days more.
std::optional<rules::Instant> instant_of(const rules::Policy& policy,
                                         const rules::AssertionTime& time);

}  // namespace gatecast::engine
