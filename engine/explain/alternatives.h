// What could be otherwise at a sign-in: single changes of its facts, the nearest first.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "engine/explain/explanation.h"

namespace gatecast::engine {

struct Alternative {
  std::string words;  // "if ..."
  std::vector<Change::Fact> facts;
  std::function<void(Facts&)> apply;
  // Two changes of one group are not combined.
  int group = 0;
};

// First what a person can change at once (the device, the address, the channel), then the state of
// the account and of deliveries, then who the account is. Not among them: the time, and the id.
std::vector<Alternative> alternatives(const Graph& graph, const Facts& facts);

}  // namespace gatecast::engine
