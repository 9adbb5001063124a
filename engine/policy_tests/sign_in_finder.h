// Finds sign-ins that take given edges of a graph, or shows that none does: the solver's formulas
// of where an edge is taken and where a line decides.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "engine/analysis/model.h"
#include "engine/policy_tests/edges.h"

namespace gatecast::engine {

// Of accounts whose roles say what they are; others are decided as several of these.
class SignInFinder {
 public:
  SignInFinder(const Graph& graph, const Edges& edges, const std::vector<Line>& lines);

  // The policy is too large to ask; nothing else may be called.
  bool too_large() const { return model_.too_large(); }
  Lit edge(std::uint32_t number) const { return edges_taken_[number]; }
  Lit line(std::uint32_t number) const { return lines_decide_[number]; }
  Lit row(std::uint8_t row) const { return rows_end_[row]; }
  std::size_t variables() const { return model_.solver().variables(); }
  Lit never() const { return model_.solver().no(); }

  Lit any(Lits lits) const { return model_.solver().any(std::move(lits)); }

  // Prefers sign-ins of which it holds; a hint.
  void prefer(Lit lit) { model_.solver().prefer(lit); }
  // A sign-in of which all these hold, as values of the choices of Space; last, that of `now`.
  // None, too, where it would take too long to find one: then `gave_up`.
  std::optional<std::vector<std::size_t>> find(const Lits& wanted);
  bool gave_up() const { return gave_up_; }
  // After `find` gave none, and did not give up: there may be one, of a user that no id could be
  // found for.
  bool may_be(const Lits& wanted);

  const std::vector<Instant>& dates() const { return model_.space().moments().begins; }
  std::vector<std::size_t> ordinary() const;
  // How many values the choice at this place has.
  std::size_t values_of(std::size_t place) const;
  // False for a user of whom no name is known.
  bool is_writable(std::size_t place, std::size_t value) const {
    return place != 0 || value < model_.space().known_ids().ids.size();
  }
  // Complete.
  Facts facts_of(const std::vector<std::size_t>& values) const {
    return model_.space().facts_of(values);
  }

 private:
  void find_rows();
  void follow_leaf(const Leaf& leaf, Lit lit);
  void add(const std::vector<Circuit::Taken>& taken);

  const Graph& graph_;
  const Edges& edges_;
  const std::vector<Line>& lines_;
  Model model_;
  bool gave_up_ = false;
  std::array<Lits, piece_count> asked_;  // where each piece of the settings is
  Lits then_asked_;
  std::vector<Lits> edge_parts_, line_parts_;
  std::array<Lits, 15> row_parts_;
  std::vector<Lit> edges_taken_, lines_decide_, rows_end_;
};

}  // namespace gatecast::engine
