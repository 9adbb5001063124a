// Random policies as YAML text: the whole language, nearly always valid.
#pragma once

#include <string>

#include "tests/oracle/dice.h"

namespace gatecast::oracle {

std::string random_policy(Dice& dice);

}  // namespace gatecast::oracle
