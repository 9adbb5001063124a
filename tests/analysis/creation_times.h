// When accounts may have been created of which the conditions of a difference say something.
#pragma once

#include <vector>

#include "engine/facts.h"
#include "tests/analysis/diff_trial.h"
#include "tests/oracle/dice.h"

namespace gatecast::oracle {

// Where both policies admit people at the same times, long ago; else at any time before the last of
// these.
class CreationTimes {
 public:
  CreationTimes(const ParsedText& before, const ParsedText& after);
  // Another time of creation, and some `now` that goes with it.
  void choose(engine::Facts& facts, Dice& dice) const;

 private:
  void add(const rules::Policy& policy, const rules::Stage& stage);

  std::vector<const rules::TimeZone*> zones_;  // of both
  std::vector<rules::Instant> times_;
  rules::Instant last_ = rules::instant_min;
};

}  // namespace gatecast::oracle
