// What tests of a policy are to reach: the edges of its graph, and the lines that decide. Goals are
// numbers: first the edges, then the lines.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "engine/policy_tests/edges.h"
#include "engine/unknown/answer.h"

namespace gatecast::engine {

using Goal = std::uint32_t;

class Goals {
 public:
  explicit Goals(const Graph& graph)
      : graph_(graph), edges_(graph), lines_(lines_of(graph)), walker_(graph, edges_, lines_) {}
  Goals(const Goals&) = delete;
  Goals& operator=(const Goals&) = delete;

  const Graph& graph() const { return graph_; }
  const Edges& edges() const { return edges_; }
  const std::vector<Line>& lines() const { return lines_; }
  const Walker& walker() const { return walker_; }

  std::size_t count() const { return edges_.all().size() + lines_.size(); }
  bool is_edge(Goal goal) const { return goal < edges_.all().size(); }
  std::uint32_t edge_of(Goal goal) const { return goal; }  // of one that is_edge
  std::uint32_t line_of(Goal goal) const {                 // of another
    return goal - static_cast<std::uint32_t>(edges_.all().size());
  }
  // Sorted.
  std::vector<Goal> of(const Walk& walk) const {
    std::vector<Goal> goals = walk.edges;
    for (const std::uint32_t line : walk.lines) {
      goals.push_back(static_cast<std::uint32_t>(edges_.all().size()) + line);
    }
    return goals;
  }

 private:
  const Graph& graph_;
  Edges edges_;
  std::vector<Line> lines_;
  Walker walker_;
};

}  // namespace gatecast::engine
