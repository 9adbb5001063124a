// The box beside the rows: what `two_factor` sets, and what each `set:` rule changes.
#pragma once

#include "engine/drawing/drawing.h"
#include "engine/drawing/flow.h"

namespace gatecast::engine {

// Adds a group, its nodes and the arrows between them. With `facts`, highlights what is in force at
// that sign-in. Of more than `most` rules the first are shown, those in force, and a number.
void add_settings(Flow& flow, const DecodedFacts* facts, std::size_t most, Drawing& drawing);

}  // namespace gatecast::engine
