// At the end of each day, whether an administrator could get in if he tried: from his usual device,
// or through single sign-on where he ever uses it.
//
// `look` is called with what a person was like for some while, between two of his events. It has
// facts and trees of its own, draws nothing and leaves the person as he is, so that a run with it
// is the same as one without.
#pragma once

#include <cstdint>

#include "simulator/administrators_in.h"
#include "simulator/way_in.h"

namespace gatecast::simulator {

struct Traveller;

class AdministratorProbe {
 public:
  // Both must outlive it. One for each thread.
  AdministratorProbe(const World& world, AdministratorsIn& counts)
      : world_(world), counts_(counts), way_in_(trees_) {}

  // Before a replicate.
  void begin(std::uint32_t replicate);
  // Whoever was as he is now from `from` until t.at. `traits` are his in this replicate.
  void look(const Traveller& t, const Kind& kind, const Traits& traits, Moment from);

 private:
  bool could_get_in(const Traveller& t, const Kind& kind, const Traits& traits, rules::Instant now);

  const World& world_;
  AdministratorsIn& counts_;
  ChallengeTrees trees_;
  WayIn way_in_;
  std::uint32_t replicate_ = 0;
  engine::DecodedFacts facts_;  // its memory is used again
};

}  // namespace gatecast::simulator
