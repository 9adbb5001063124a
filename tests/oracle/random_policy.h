// Random policies as YAML text: the whole language, nearly always valid.
#pragma once

#include <string>

#include "tests/oracle/dice.h"

namespace gatecast::oracle {

std::string random_policy(Dice& dice);

// Some assertions for a policy of random_policy, to be put behind it.
std::string random_assertions(Dice& dice, const std::string& policy);

}  // namespace gatecast::oracle
