// Few unknown facts of few values: every combination decided, one by one. Gives just what the
// diagram of `answer` gives, sooner; for many combinations that is what the diagram is for.
#pragma once

#include <optional>

#include "engine/unknown/answer.h"
#include "engine/unknown/possible.h"

namespace gatecast::engine {

// Nothing where there are more than `most` combinations. With `kind`, only facts are listed that
// change the kind.
std::optional<Answer> try_all(const Graph& graph, const Possible& possible, const KindOf* kind,
                              std::size_t most);

}  // namespace gatecast::engine
