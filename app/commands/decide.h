// The part of `gatecast decide` that answers, line by line.
#pragma once

#include <iosfwd>
#include <string>

#include "engine/graph/decide.h"

namespace gatecast::app {

// Answers each line of `facts` with a line on `out`, in order; also one object that is written over
// several lines. A line that is refused is an error on `err`, as `name:line: ...`, and a line
// {"error": ...} on `out`. With `fill`, facts that are missing are completed, and `filled` in the
// answer names them. Returns whether no line was refused.
bool decide_lines(const engine::Graph& graph, bool fill, std::istream& facts,
                  const std::string& name, std::ostream& out, std::ostream& err);

}  // namespace gatecast::app
