// Policies that ask for few facts, and every sign-in that they can tell apart.
#pragma once

#include <string>
#include <vector>

#include "engine/facts.h"
#include "rules/policy.h"
#include "tests/oracle/dice.h"

namespace gatecast::oracle {

// As YAML; with two assertions. Right, nearly always.
std::string small_policy(Dice& dice);
// One thing in it another.
std::string small_change(const std::string& policy, Dice& dice);

// Every combination of the values of all facts that one of the policies can ask for, at every
// instant around its dates. Facts that stand for others are left out by what is written, not by
// what it means: the lock of a method that is not among them, a risk that nobody names. Accounts
// whose roles leave open what they are, are among them. None where there are more than `most`.
std::vector<engine::Facts> all_sign_ins(const std::vector<const rules::Policy*>& policies,
                                        const std::string& texts, std::size_t most);

}  // namespace gatecast::oracle
