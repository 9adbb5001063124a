// Whether somebody could get in if he tried now: what the graph decides, and where that asks for
// something, whether any luck of his sees him through it by the engine's `step`.
//
// `WayIn::exists` is the way in. It draws nothing and changes nobody: a question beside the run,
// which only a drill report asks (administrator_probe.h).
#pragma once

#include "engine/graph/decide.h"
#include "simulator/challenge_tree.h"
#include "simulator/regime.h"

namespace gatecast::simulator {

// Of a person, beside what the graph sees.
struct Trying {
  const PersonTraits& person;
  const engine::Credentials& credentials;
  const Handling& how;       // he fares at this time
  bool sets_up_app = false;  // an enrollment may succeed
  bool sets_up_passkey = false;
  bool accepts = false;  // one that may be skipped may be accepted, by whoever is able and willing
};

class WayIn {
 public:
  // Those of one thread, which must outlive it.
  explicit WayIn(ChallengeTrees& trees) : trees_(trees) {}

  // Whether this one sign-in lets him in with a chance above 0. `facts` are those of the sign-in
  // and `who` of the same person; they come back as they were, not skipped.
  bool exists(const engine::Graph& graph, engine::DecodedFacts& facts, const Trying& who);

 private:
  bool passes(const engine::Decision& decision, const engine::DecodedFacts& facts,
              const Trying& who);

  ChallengeTrees& trees_;
};

}  // namespace gatecast::simulator
