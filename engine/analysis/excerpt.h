// One formula taken apart, in a solver of its own, to be asked many questions: only what it depends
// on, and of each choice only the values with which it can be true. What a single rule of thousands
// changes is a small formula there.
#pragma once

#include <array>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <memory>
#include <unordered_map>
#include <vector>

#include "engine/analysis/solver.h"

namespace gatecast::engine {

// Which values choices may have where formulas hold. Looked at once a formula, whatever is asked
// of it later.
class Implied {
 public:
  // `whole` must outlive it.
  explicit Implied(const Solver& whole) : whole_(whole) {}
  const Solver& whole() const { return whole_; }

  // By number of the choice, those with which the formula can be true; perhaps some more. Choices
  // that are not listed may have any.
  using Values = std::map<std::uint32_t, std::vector<bool>>;
  const Values& of(Lit formula);

 private:
  void find(Lit lit);
  Values of_fresh(Lit lit) const;
  void narrow(Values& values, Lit operand) const;
  void join(Values& values, Lit operand) const;
  bool is_done(Lit lit) const;

  const Solver& whole_;
  std::vector<std::array<bool, 2>> done_;      // by variable and sign
  std::unordered_map<Lit, Values> restricts_;  // of those that are done; others restrict nothing
};

class Excerpt {
 public:
  // Literals are those of the whole, before and after.
  Excerpt(Implied& implied, Lit formula);
  // Of sign-ins where the formula holds alone: what follows from it at once is put in for what it
  // is, so that much becomes equal that differs elsewhere.
  static Excerpt where(Implied& implied, Lit formula);

  // Whether there is a model of all that the whole requires, in which all of these hold, and each
  // choice has one of its `values`. Of the formula itself it is the same question as of the whole.
  bool solve(const Lits& assumptions);
  // After a `solve` that said true.
  bool value(Lit lit);
  // After one that said false: those of the assumptions that were enough.
  const Lits& needed() const { return needed_; }

  const Implied::Values& values() const { return values_; }
  std::size_t variables() const { return own_->variables(); }

 private:
  Lit copy(Lit lit);
  Lit copy_variable(int variable);
  Lit copy_threshold(Solver::Threshold threshold);
  Lit copied(Lit lit) const;
  bool holds(Lit own) const { return model_[static_cast<std::size_t>(std::abs(own))] == (own > 0); }

  void begin(Lit formula);
  bool settle();
  bool settle_choice(Solver::Threshold threshold, bool at_least);
  void require_settled();

  const Solver& whole_;
  Implied::Values values_;
  std::vector<signed char> settled_;  // by variable of the whole: 1 or -1 where it is no question
  std::unique_ptr<Solver> own_;
  std::vector<Lit> copies_;                  // by variable of the whole; 0: none yet
  std::map<std::uint32_t, Choice> choices_;  // by number in the whole, those that were copied
  Lits needed_;
  std::vector<bool> model_;  // by variable of its own
};

}  // namespace gatecast::engine
