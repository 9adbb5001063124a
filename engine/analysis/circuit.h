// The decision graph as formulas over the space of sign-ins: which answer a sign-in gets, as
// literals of a solver. Built from the flat diagrams that `decide` walks, so that what is proved is
// proved of them.
#pragma once

#include <array>
#include <map>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "engine/analysis/space.h"
#include "engine/graph/program.h"

namespace gatecast::engine {

// The rows of a graph ending in drafts, as a diagram of their own.
struct DraftedRows {
  explicit DraftedRows(const Graph& graph);

  FlatDiagram flat;
  std::uint32_t root = 0;
  std::vector<Draft> drafts;
  std::vector<std::uint32_t> strictness;  // by draft; the least is the strictest, equal ones tie
  bool too_large = false;

  // Whether a `then:` rule gives the answer, and its reason.
  bool by_rule(std::uint32_t draft) const {
    return drafts[draft].leaf.row == 6 && !drafts[draft].leaf.no_usable_method;
  }
};

// One answer that a graph gives; `where` it gives it.
struct PossibleAnswer {
  Lit where = 0;
  std::uint32_t draft = 0;
  Decision decision;  // without limits, deadlines, backup codes and rule
};

class Circuit {
 public:
  // What the account is, where roles leave that open: constants, or formulas.
  struct Account {
    Lit administrator = 0;
    std::array<Lit, 4> type{};  // 3: none
  };
  Circuit(const DraftedRows& rows, View& view, const Account& account);
  Circuit(const Circuit&) = delete;
  Circuit& operator=(const Circuit&) = delete;

  const Account& account() const { return account_; }
  View& view() const { return view_; }
  const DraftedRows& rows() const { return rows_; }

  // Of a boolean diagram.
  Lit holds(const FlatDiagram& flat, std::uint32_t root);
  // Exactly one of them is given.
  const std::vector<PossibleAnswer>& answers();

  // An edge of a diagram, the values of a node that lead to one child, and where it is taken.
  struct Taken {
    std::uint32_t node = 0;
    std::uint32_t child = 0;
    Lit lit = 0;
  };
  // A walk begins at each root where its literal holds. Those of a contest, of sign-ins of `where`.
  using Roots = std::vector<std::pair<std::uint32_t, Lit>>;
  std::vector<Taken> taken(const FlatDiagram& flat, const Roots& roots);
  Roots roots(const Contest& contest, Lit where);

  // Of a variable, by value: where it has that; and where it has one of these, in order.
  Lits by_value(std::uint32_t variable);
  Lit edge(std::uint32_t variable, const std::vector<std::uint32_t>& values);
  std::uint32_t size(std::uint32_t variable) const { return graph_.variables.all()[variable].size; }
  // What `then:` rules say of their own, each with where it does.
  using Reasons = std::vector<std::pair<std::string_view, Lit>>;
  const Reasons& reasons();
  Solver& solver() const { return solver_; }

  using Winners = std::vector<std::pair<std::uint32_t, Lit>>;  // by rank, those that can win
  const Winners& entry(Piece piece);                           // ranks are entries
  const Winners& then();
  // Where the rule gives the answer, or a setting that is more than a limit.
  Lit wins(std::size_t rule);

  // Whether a stage has admitted the account.
  Lit admitted();
  // Whether something depends on the end of grace of so many days; then, whether it is over.
  bool asks_grace(std::uint32_t days) const;
  Lit grace_over(std::uint32_t days) { return turned(days, 0); }
  // By how long grace is, in days. Not where it has no end.
  std::map<std::uint32_t, Lit> grace_lengths();
  // When somebody is first admitted; the least instant without a rollout. Not where never.
  using Admissions = std::vector<std::pair<Instant, Lit>>;
  const Admissions& admissions();

 private:
  using Ends = std::map<std::uint32_t, Lit>;
  Ends ends(const FlatDiagram& flat, std::uint32_t root);
  template <class Visit>
  void descend(const FlatDiagram& flat, const Roots& roots, const Visit& visit);
  Lit between_cuts(const std::vector<std::uint32_t>& chosen);
  Lit is(std::uint32_t variable, std::uint32_t value);
  Winners winners(const Contest& contest);
  Lit has(const Name& name);
  const Lits& values(std::uint32_t variable);
  Lits setting_values(std::uint32_t piece);
  Lits then_values();
  Lits overdue_values(std::uint32_t days);
  Lit turned(std::uint32_t days, std::uint32_t more);
  Lit turned_between(const Space::CreatedBetween& created, std::uint32_t days, std::uint32_t more);

  const Graph& graph_;
  const DraftedRows& rows_;
  View& view_;
  Space& space_;
  Solver& solver_;
  Account account_;
  std::unordered_map<std::uint32_t, Lits> values_;  // of variables that this works out
  std::array<Winners, piece_count> entries_;
  std::array<bool, piece_count> has_entries_{};
  Winners then_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, Lit> turned_;
  Admissions admissions_;
  bool has_admissions_ = false;
  Reasons reasons_;
  std::vector<PossibleAnswer> answers_;
};

}  // namespace gatecast::engine
