// Which of two answers is the stricter one (SIGNIN, "Unknown facts"), and how strict the answers
// below a node of the graph can be.
#pragma once

#include <cstdint>

#include "engine/graph/graph.h"

namespace gatecast::engine {

// The outcome and the row, the smaller the stricter.
using Strictness = std::uint8_t;
inline constexpr Strictness least_strict = 255;

Strictness strictness(const Decision& decision);
// Whether answers of one strictness may still differ in their methods.
bool methods_matter(Strictness strictness);
bool is_stricter(const Decision& a, const Decision& b);
// All that a caller sees of an answer, but for `rule`, `limits` and `unknown`.
bool is_same_answer(const Decision& a, const Decision& b);

// Fills Graph::strictest and Graph::strictest_settings.
void fill_strictness(Graph& graph);

}  // namespace gatecast::engine
