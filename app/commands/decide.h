// `gatecast decide POLICY --facts FILE|-`: one sign-in, or JSON Lines of them.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "engine/graph/decide.h"

namespace gatecast::app {

// The words after `decide`; the exit code. 0: answered; 1: the policy is wrong; 2: usage; 3: a line
// was refused, or a file cannot be read.
int decide_command(const std::vector<std::string>& words);

// Answers each line of `facts` with a line on `out`, in order; also one object that is written over
// several lines. A line that is refused is an error on `err`, as `name:line: ...`, and a line
// {"error": ...} on `out`. Returns whether no line was refused.
bool decide_lines(const engine::Graph& graph, std::istream& facts, const std::string& name,
                  std::ostream& out, std::ostream& err);

}  // namespace gatecast::app
