// Random sign-ins for a policy, close to its edges: instants one second either side of each of its
// dates, of ends of grace, locks and hours.
#pragma once

#include <string>

#include "engine/facts.h"
#include "rules/policy.h"
#include "tests/oracle/dice.h"

namespace gatecast::oracle {

// Every fact is known, except that a type may be left to the roles.
engine::Facts random_facts(const rules::Policy& policy, Dice& dice);

// For the message of a failing test.
std::string to_text(const engine::Facts& facts);

// Of random accounts most are settled by their state; this makes one whom grace may concern.
void begin_grace(engine::Facts& facts);

}  // namespace gatecast::oracle
