// Assertions and holes read straight from SIGNIN, of the oracle's answers: shares no code with
// engine/analysis.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tests/oracle/interpreter.h"
#include "tests/oracle/possible_worlds.h"

namespace gatecast::oracle {

// Whether the answer is one that the assertion forbids to sign-ins to which it applies.
bool forbids(const rules::Assertion& assertion, const Answer& answer);
// Whether `from` and `until` hold.
bool is_within(const rules::Policy& policy, const rules::Assertion& assertion, rules::Instant now);
// Whether `from`, `until` and `when` hold; nothing if a fact is unknown.
std::optional<bool> applies(const rules::Policy& policy, const rules::Assertion& assertion,
                            const engine::Facts& facts);

// The class of hole that a sign-in is in, as a text; empty if it is in none.
std::string hole_of(const rules::Policy& policy, const rules::Source& source,
                    const engine::Facts& facts, const Answer& answer);

// Whether roles say what the account is: all are declared, and they do not disagree about a type
// that it does not give itself.
bool roles_settle(const rules::Policy& policy, const engine::Facts& facts);

// The worlds of a sign-in of which nothing is unknown but what undeclared roles, or roles that
// disagree, make of it.
Uncertain uncertain_account(const rules::Policy& policy, const engine::Facts& facts);
// Whether the assertion applies in some world.
bool may_apply(const Uncertain& uncertain, const rules::Assertion& assertion);

}  // namespace gatecast::oracle
