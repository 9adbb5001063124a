// Random policies whose conditions ask for little, with every sign-in that they can tell apart.
#pragma once

#include <string>
#include <vector>

#include "engine/facts.h"
#include "tests/oracle/dice.h"

namespace gatecast::oracle {

struct SmallPolicy {
  std::string text;
  std::vector<std::string> asked;  // the keys that conditions use

  // All combinations of what the keys may be, with the method states that rows look at.
  std::vector<engine::Facts> sign_ins() const;
};

SmallPolicy small_policy(Dice& dice);

}  // namespace gatecast::oracle
