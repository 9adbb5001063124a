// One plan, as both simulators are given it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "rules/policy.h"
#include "rules/source.h"
#include "simulator/behavior.h"
#include "simulator/population.h"

namespace gatecast::second {

struct Plan {
  std::string text;  // of the policy
  std::shared_ptr<const rules::Source> source;
  std::shared_ptr<const rules::Policy> policy;
  std::shared_ptr<const simulator::Population> population;  // types known, nothing open
  simulator::Behavior behavior;                             // without ranges
  rules::Date start;
  int days = 30;
  // Local hours at which an answer of this policy may change; all of its dates, accounts created
  // and graces stored are at local midnights.
  std::vector<int> hours = {0};
};

}  // namespace gatecast::second
