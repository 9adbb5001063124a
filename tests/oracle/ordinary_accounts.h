// Random accounts of a policy with the sign-in by which people are counted.
#pragma once

#include <vector>

#include "engine/facts.h"
#include "simulator/population.h"
#include "tests/oracle/dice.h"

namespace gatecast::oracle {

struct Accounts {
  std::vector<engine::Facts> facts;
  std::vector<simulator::Draft> drafts;  // the same people
};

// By password, without exception, from a device that is not recognized.
Accounts random_accounts(const rules::Policy& policy, int count, rules::Instant now, Dice& dice);

}  // namespace gatecast::oracle
