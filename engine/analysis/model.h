// A policy and every sign-in as one formula, to be asked: is there a sign-in that gets such an
// answer, and which is the smallest? Exact (README.md).
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/analysis/circuit.h"
#include "engine/unknown/answer.h"

namespace gatecast::engine {

// A sign-in that shows something.
struct Witness {
  Facts facts;                         // complete
  std::vector<std::string> differing;  // facts that differ from an ordinary sign-in
  Answer answer;                       // what `decide` says of it
};

class Model {
 public:
  // `graph` must outlive it, and what it returns. `dates`: instants that questions ask for.
  Model(const Graph& graph, const std::vector<Instant>& dates);

  // The diagrams of a policy this size do not fit; nothing may be asked.
  bool too_large() const { return rows_.too_large; }
  const Graph& graph() const { return graph_; }
  Solver& solver() { return solver_; }
  const Space& space() const { return space_; }

  // Accounts are settled, if all their roles are declared and agree; what others are, is unknown,
  // and they get the strictest answer that any possibility gives.
  Lit settled() const { return space_.settled(); }
  Circuit& circuit() { return *circuit_; }  // of settled accounts
  using Test = std::function<bool(const PossibleAnswer&)>;
  // Where the answer passes the test.
  Lit where_settled(const Test& test);
  Lit where_unsettled(const Test& test);
  // Where a condition, as a diagram, holds; of an account that is not settled, where it may.
  Lit holds_settled(const FlatDiagram& flat, std::uint32_t root);
  Lit holds_unsettled(const FlatDiagram& flat, std::uint32_t root);

  // One possibility of what an account that is not settled is.
  struct Possibility {
    Lit possible = 0;
    std::unique_ptr<Circuit> circuit;
  };
  const std::vector<Possibility>& possibilities();
  // Where some possibility gives a stricter answer than those of this strictness.
  Lit stricter_than(std::uint32_t strictness);

  bool possible(Lit target) { return solver_.solve({target}); }
  // Only for users with such steps in several ramps as nobody was found to have.
  bool possible_without_name(Lit target) { return solver_.solve({target, space_.nameless()}); }
  // Of the sign-ins in `target` one with the fewest facts that differ from an ordinary one, of
  // those the earliest, of those the first by the values of its facts in SIGNIN's order. Nothing if
  // there is none whose user has a name.
  std::optional<Witness> smallest(Lit target);

 private:
  void fix_fewest(Lits& assumptions);
  // Fixes the least value of the choice that is possible.
  void fix_least(const Choice& choice, Lits& assumptions);

  const Graph& graph_;
  DraftedRows rows_;
  Solver solver_;
  Space space_;
  std::unique_ptr<Circuit> circuit_;
  std::vector<Possibility> possibilities_;
  std::vector<Lit> stricter_;  // by strictness; once asked for
};

}  // namespace gatecast::engine
