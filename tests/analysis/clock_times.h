// Openings of grace and sign-ins such that clocks are changed in between: where two zones, or two
// ways to count as many days, need not agree about whether grace is over.
#pragma once

#include <vector>

#include "engine/facts.h"
#include "tests/analysis/diff_trial.h"
#include "tests/oracle/dice.h"

namespace gatecast::oracle {

class ClockTimes {
 public:
  ClockTimes(const ParsedText& before, const ParsedText& after);
  // Of some sign-ins another opening that is stored, and a time that goes with it.
  void choose(engine::Facts& facts, Dice& dice) const;

 private:
  std::vector<const rules::TimeZone*> zones_;
  std::vector<int> lengths_;  // in days
};

}  // namespace gatecast::oracle
