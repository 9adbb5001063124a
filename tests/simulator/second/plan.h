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

// The policy as it is for one person from some moment on, and his dates under it.
struct Standing {
  double from = 0;
  std::shared_ptr<const rules::Policy> policy;
  rules::Instant admitted = rules::instant_max;
  double announced = 1e15;  // may set something up from then on
  double deadline = 1e15;
  engine::Fact<rules::Instant> grace_started = engine::Fact<rules::Instant>::none();
};

struct Plan {
  std::string text;  // of the policy
  std::shared_ptr<const rules::Source> source;
  std::shared_ptr<const rules::Policy> policy;
  std::shared_ptr<const simulator::Population> population;  // types known, nothing open
  // Where it holds more: of each of so many accounts, one for each day on which another like it may
  // join.
  std::size_t accounts = 0;
  simulator::Behavior behavior;  // without ranges
  rules::Date start;
  int days = 30;
  // Local hours at which an answer of this policy may change; all of its dates, accounts created
  // and graces stored are at local midnights.
  std::vector<int> hours = {0};
};

}  // namespace gatecast::second
