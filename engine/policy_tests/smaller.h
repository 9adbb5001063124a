// Makes a sign-in easier to read: facts become ordinary again, one by one, as far as it goes on
// showing what it is to show.
#pragma once

#include <functional>

#include "engine/unknown/answer.h"

namespace gatecast::engine {

// `facts` are complete, and `shows` is true of their answer. No single one of the facts that differ
// afterwards could be ordinary, unless that would leave open what the account is.
void make_smaller(const Graph& graph, Facts& facts,
                  const std::function<bool(const Answer&)>& shows);

}  // namespace gatecast::engine
