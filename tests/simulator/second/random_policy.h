// The text of a random policy whose dates are all at local midnights.
#pragma once

#include <string>
#include <vector>

#include "tests/oracle/dice.h"
#include "tests/simulator/second/random_plan.h"

namespace gatecast::second {

struct PolicyText {
  std::string text;
  std::vector<int> hours;  // local hours at which an answer may change
};

PolicyText random_policy(oracle::Dice& dice, Theme theme);

}  // namespace gatecast::second
