// The part of `gatecast decide` that answers, line by line.
#pragma once

#include <cstddef>
#include <iosfwd>
#include <string>

#include "engine/graph/decide.h"

namespace gatecast::app {

// Of one sign-in. Honest ones have hundreds.
inline constexpr std::size_t facts_bytes_max = 1'000'000;

struct DecideOptions {
  bool fill = false;     // complete facts that are missing; `filled` in the answer names them
  bool explain = false;  // say why, too
  // Each line is {"facts": ..., "answer": ...}, to be replayed by `diff --log`. The facts are as
  // they were given; with `fill`, those that were decided on: completed.
  bool with_facts = false;
  bool as_text = false;  // the explanation alone, for a person; else in the answer
};

// Answers each line of `facts` with a line on `out`, in order; also one object that is written over
// several lines. What is longer than `facts_bytes_max` is refused, and ends the reading. A line
// that is refused is an error on `err`, as `name:line: ...`, and a line
// {"error": ...} on `out`. Returns whether no line was refused.
bool decide_lines(const engine::Graph& graph, const DecideOptions& options, std::istream& facts,
                  const std::string& name, std::ostream& out, std::ostream& err);

}  // namespace gatecast::app
