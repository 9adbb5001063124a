#include "engine/policy_tests/coverage.h"

#include <algorithm>

#include "engine/policy_tests/smaller.h"

namespace gatecast::engine {
namespace {

Facts found(const GoalSearch& search, Goal goal) {
  return search.facts_of(search.candidates()[search.found_by()[goal]]);
}

// A sign-in that reaches the goal, as small as it can be.
Facts shown(const GoalSearch& search, const Goals& goals, Goal goal) {
  Facts facts = found(search, goal);
  make_smaller(goals.graph(), facts, [&](const Answer& answer) {
    const std::vector<Goal> all = goals.of(goals.walker().walk(answer.facts));
    return std::binary_search(all.begin(), all.end(), goal);
  });
  return facts;
}

}  // namespace

void CoverageMeter::add(const Answer& answer) {
  const Walk walk = goals_.walker().walk(answer.facts);
  for (const Goal goal : goals_.of(walk)) reached_[goal] = true;
  rows_[walk.row] = true;
}

rules::Result<Coverage> CoverageMeter::finish(const Progress& progress,
                                              std::size_t most_small) const {
  GoalSearch search(goals_, reached_);
  if (search.too_large()) return rules::Failure{"the policy is too large to measure coverage"};
  search.run(progress);
  Coverage coverage;
  for (const int row : search.rows()) {
    if (!rows_[static_cast<std::size_t>(row)]) coverage.missed_rows.push_back(row);
  }
  for (Goal goal = 0; goal < goals_.count(); ++goal) {
    Coverage::Count& count = goals_.is_edge(goal) ? coverage.edges : coverage.rules;
    auto& missed = goals_.is_edge(goal) ? coverage.missed_edges : coverage.missed_lines;
    const auto& unsure = search.unsure();
    if (reached_[goal]) {
      ++count.reached;
    } else if (search.found_by()[goal] != GoalSearch::none) {
      const bool is_small = !goals_.is_edge(goal) || missed.size() < most_small;
      missed.push_back({goal, is_small ? shown(search, goals_, goal) : found(search, goal)});
    } else if (std::binary_search(unsure.begin(), unsure.end(), goal)) {
      ++count.unsure;
      missed.push_back({goal, std::nullopt});
    } else {
      if (!goals_.is_edge(goal)) coverage.idle_lines.push_back(goal);
      continue;
    }
    ++count.all;
  }
  return coverage;
}

}  // namespace gatecast::engine
