// How much of a policy its tests reach: by edge of the decision graph, and by line that decides.
// What no sign-in at all can reach is not counted; what none of the tests does is shown with a
// sign-in that would.
#pragma once

#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "engine/policy_tests/goal_search.h"

namespace gatecast::engine {

struct Coverage {
  // Of what some sign-in reaches.
  struct Count {
    std::size_t reached = 0;  // by a test
    std::size_t all = 0;
    // Of `all`, those of which it is not known whether any sign-in reaches them.
    std::size_t unsure = 0;
    // In tenths of a percent, rounded down; 1000 where there is nothing to reach.
    std::size_t share() const { return all == 0 ? 1000 : reached * 1000 / all; }
  };
  // What no test reaches, and a sign-in that does: complete facts, none of which could be ordinary
  // (of edges: of so many as were asked for).
  struct Missed {
    Goal goal = 0;
    std::optional<Facts> by;  // nothing: not known
  };

  Count edges;
  Count rules;  // and the other lines
  std::vector<Missed> missed_edges;
  std::vector<Missed> missed_lines;
  std::vector<Goal> idle_lines;  // which no sign-in reaches
  std::vector<int> missed_rows;  // of SIGNIN's table, where no test ends
};

// Collects what tests reach.
class CoverageMeter {
 public:
  explicit CoverageMeter(const Graph& graph) : goals_(graph), reached_(goals_.count()), rows_(15) {}

  void add(const Answer& answer);
  // Looks for what else there is. Fails only where the policy is too large. Of edges that are
  // missed only the first `most_small` get a sign-in that is as ordinary as can be, which takes
  // longer than to find one; those of others are as they were found.
  static constexpr std::size_t all_small = std::numeric_limits<std::size_t>::max();
  rules::Result<Coverage> finish(const Progress& progress = {},
                                 std::size_t most_small = all_small) const;

  const Goals& goals() const { return goals_; }
  const std::vector<bool>& reached() const { return reached_; }  // by goal

 private:
  Goals goals_;
  std::vector<bool> reached_;
  std::vector<bool> rows_;
};

// `device recognized: yes`: what is asked where the edge begins, and the answers that lead on.
std::string edge_words(const Graph& graph, const Edge& edge);

}  // namespace gatecast::engine
