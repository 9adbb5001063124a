// SIGNIN's fourteen rows as a diagram over the facts, the pieces of the settings and what `then:`
// rule holds.
#pragma once

#include <unordered_map>

#include "engine/graph/conditions.h"
#include "engine/graph/graph.h"

namespace gatecast::engine {

class Rows {
 public:
  Rows(Graph& graph, Conditions& conditions, Diagram& diagram)
      : graph_(graph), policy_(graph.policy), conditions_(conditions), diagram_(diagram) {}

  // Fills Graph::leaves; the diagram ends in an index of them.
  Node compile();

 private:
  Node leaf(const Leaf& leaf) {
    const std::uint64_t key = leaf.row | (static_cast<std::uint64_t>(leaf.outcome) << 8) |
                              (std::uint64_t{leaf.after_skip_row} << 16) |
                              (std::uint64_t{leaf.no_usable_method} << 24) |
                              (std::uint64_t{leaf.index} << 32);
    const auto [entry, is_new] =
        leaves_.emplace(key, static_cast<std::uint32_t>(graph_.leaves.size()));
    if (is_new) graph_.leaves.push_back(leaf);
    return diagram_.terminal(entry->second);
  }
  Node leaf(std::uint8_t row, Outcome outcome, std::size_t index = Leaf::none) {
    return leaf(Leaf{row, outcome, 0, false, static_cast<std::uint32_t>(index)});
  }
  Node skippable(std::uint8_t after_skip_row) {
    return leaf(Leaf{10, Outcome::enroll, after_skip_row, false, Leaf::none});
  }
  Node denied(std::uint8_t row, std::size_t index = Leaf::none) {
    return leaf(Leaf{row, Outcome::deny, 0, true, static_cast<std::uint32_t>(index)});
  }
  Node rows_10_to_14();
  Node row_9(Node let_through, Node below);
  Node row_8(Node let_through, Node below);
  Node row_7(Node below);
  Node row_6(Node below);
  Node recognized();

  Graph& graph_;
  const rules::Policy& policy_;
  Conditions& conditions_;
  Diagram& diagram_;
  std::unordered_map<std::uint64_t, std::uint32_t> leaves_;
};

}  // namespace gatecast::engine
