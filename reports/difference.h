// What a change of a policy changes: for a terminal, for a program, and for a pull request.
#pragma once

#include <string>

#include "engine/analysis/diff.h"
#include "engine/graph/graph.h"

namespace gatecast::reports {

struct DifferenceSides {
  const engine::Graph& before;
  const engine::Graph& after;
  std::string before_path, after_path;  // as the caller wrote them
};

std::string difference_text(const DifferenceSides& sides, const engine::Difference& difference);
// `people`, `log`: objects to be put in, or empty.
std::string difference_json(const DifferenceSides& sides, const engine::Difference& difference,
                            const std::string& people, const std::string& log);
std::string difference_markdown(const DifferenceSides& sides, const engine::Difference& difference);

}  // namespace gatecast::reports
