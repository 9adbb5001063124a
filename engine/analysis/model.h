// A policy and every sign-in as one formula, to be asked: is there a sign-in that gets such an
// answer, and which is the smallest? Exact (README.md).
#pragma once

#include <array>
#include <functional>
#include <map>
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
  ~Model();
  // Of one of the policies of a space, which must outlive it.
  explicit Model(View& view);

  // The diagrams of a policy this size do not fit; nothing may be asked.
  bool too_large() const { return rows_.too_large; }
  const Graph& graph() const { return graph_; }
  Solver& solver() const { return space_.solver(); }
  Space& space() const { return space_; }
  const View& view() const { return view_; }

  // Accounts are settled, if all their roles are declared and agree; what others are, is unknown,
  // and they get the strictest answer that any possibility gives.
  Lit settled() const { return view_.settled(); }
  // Of settled accounts, and of others for one of their possibilities.
  Circuit& circuit() { return *circuit_; }
  // The same of settled accounts alone, of which it leaves nothing open.
  Circuit& settled_circuit();
  using Test = std::function<bool(const PossibleAnswer&)>;
  // Where the answer passes the test.
  Lit where_settled(const Test& test);
  // Where some possibility of an account that is not settled gives such an answer, strictest or
  // not.
  Lit where_maybe(const Test& test);
  // Of equally strict answers `decide` gives one, and does not say which: where any of them passes
  // the test, or where all do. Of the sign-ins in `within`, and by these of the possibilities
  // alone.
  enum class Ties : std::uint8_t { any, all };
  using Which = std::array<bool, 6>;
  Lit where_unsettled(const Test& test, Ties ties, Lit within, const Which& which);
  // The possibilities by which there may be sign-ins of `where_maybe`.
  Which which_possible(Lit maybe);
  // Where a condition, as a diagram, holds; of an account that is not settled, where it may.
  Lit holds_settled(const FlatDiagram& flat, std::uint32_t root);
  Lit may_hold_unsettled(const FlatDiagram& flat, std::uint32_t root);

  // One possibility of what an account that is not settled is.
  struct Possibility {
    Lit possible = 0;
    std::unique_ptr<Circuit> circuit;
  };
  const std::vector<Possibility>& possibilities();
  // Where the account may be so, and nothing else that it may be gives a stricter answer, nor an
  // equally strict one with another reason.
  Lit given_alone(const Possibility& possibility, const PossibleAnswer& answer);

  // What callers see of an answer, and where `decide` gives it: each sign-in gets just one.
  struct Given {
    std::string key;  // answer_key
    Decision decision;
    bool shows_grace = false;  // its deadline is the end of grace
    Lit where = 0;
    // Of accounts that are not settled, where each possibility gives it, the strictest or not.
    std::array<Lit, 6> possible{};
  };
  std::vector<Given> given_answers();
  std::vector<Given> given_to_settled();  // of settled accounts alone; nothing said of others

  const Leaf& leaf_of(const PossibleAnswer& answer) const {
    return rows_.drafts[answer.draft].leaf;
  }

  bool possible(Lit target) { return solver().solve({target}); }
  // Of the sign-ins in `target` one with the fewest facts that differ from an ordinary one, of
  // those the earliest, of those the first by the values of its facts in SIGNIN's order. Nothing if
  // there is none whose user has a name and that differs in fewer than `below` facts.
  static constexpr std::size_t any_size = 1'000'000;
  std::optional<Witness> smallest(Lit target, std::size_t below = any_size);

 private:
  std::unique_ptr<Circuit> free_circuit();
  std::map<std::string, Given> given_settled();
  static std::vector<Given> in_order(std::map<std::string, Given>& all);
  void add_given_unsettled(std::map<std::string, Given>& all);
  Lit given(const Possibility& possibility, const PossibleAnswer& answer);
  // Where a possible answer of this strictness fails the test.
  Lit possible_other(std::uint32_t strictness, const Test& test);
  // Where some possibility gives a stricter answer than those of this strictness.
  Lit stricter_than(std::uint32_t strictness);

  // Where it has them for itself.
  struct Own;
  explicit Model(std::unique_ptr<Own> own);

  std::unique_ptr<Own> own_;
  View& view_;
  Space& space_;
  Solver& solver_;
  const Graph& graph_;
  DraftedRows rows_;
  std::unique_ptr<Circuit> circuit_;
  std::unique_ptr<Circuit> settled_circuit_;  // once asked for
  std::unique_ptr<Circuit> other_;            // of any possibility too, but not of the same
  std::vector<Possibility> possibilities_;
  std::vector<Lit> stricter_;  // by strictness; once asked for
  std::map<std::pair<std::uint32_t, std::string_view>, Lit> other_reason_;
};

}  // namespace gatecast::engine
