// Propositional formulas and whether they can be true: the one door to CaDiCaL, a SAT solver.
//
// Formulas are built bottom up, each as one literal that is true exactly where the formula is.
// Constants and single operands cost nothing, and equal formulas are one literal. Deterministic:
// the same calls give the same models.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

namespace gatecast::engine {

using Lit = int;  // never 0; -lit is the negation
using Lits = std::vector<Lit>;

// One of several values.
struct Choice {
  Lits is;        // by value
  Lits at_least;  // by value: this one or a later one
  Lit before(std::size_t value) const { return -at_least[value]; }
};

class Solver {
 public:
  Solver();
  ~Solver();
  Solver(const Solver&) = delete;
  Solver& operator=(const Solver&) = delete;

  Lit yes() const { return 1; }
  Lit no() const { return -1; }
  Lit constant(bool value) const { return value ? yes() : no(); }
  Lit fresh();
  // At least one of them holds.
  void require(const Lits& clause);

  Lit all(Lits of);
  Lit any(Lits of);
  Lit both(Lit a, Lit b) { return all({a, b}); }
  Lit either(Lit a, Lit b) { return any({a, b}); }
  Choice choice(std::size_t values);  // at least one
  // By number, from 0 to `most` - 1: more than so many of them hold.
  Lits more_than(const Lits& of, std::size_t most);

  // Prefers models in which `lit` holds; a hint that decides nothing.
  void prefer(Lit lit);
  // Whether all that is required can hold together with these.
  bool solve(const Lits& assumptions);
  // Those of the assumptions that were enough, after a `solve` that said false.
  Lits needed(const Lits& assumptions) const;
  // By variable: 1 or -1 where that it holds, or does not, follows at once from what is required;
  // empty where that contradicts itself.
  std::vector<signed char> settled();
  // In the last model; only after a `solve` that said true, and before anything is added.
  bool value(Lit lit) const;

  std::size_t variables() const { return static_cast<std::size_t>(last_); }

  // What was built, so that parts of it can be taken apart: of which literals a variable is `all`,
  // built before it; nothing where it is fresh, or the constant.
  const Lits* operands(int variable) const { return operands_[static_cast<std::size_t>(variable)]; }
  // Of a fresh variable that is one of a choice: that it has at least this value.
  struct Threshold {
    static constexpr std::uint32_t none = 0xFFFF'FFFF;
    std::uint32_t choice = none;  // the number of the choice
    std::uint32_t value = 0;
  };
  Threshold threshold(int variable) const;
  const std::vector<Choice>& choices() const { return choices_; }  // by number
  // All that was required by callers.
  const std::vector<Lits>& required() const { return required_; }
  const Lits& preferred() const { return preferred_; }

 private:
  void add(const Lits& clause);

  struct Hash {
    std::size_t operator()(const Lits& lits) const;
  };
  struct Backend;
  std::unique_ptr<Backend> backend_;
  int last_ = 1;                               // variable 1 is true
  std::unordered_map<Lits, Lit, Hash> gates_;  // by operands, of `all`
  std::vector<const Lits*> operands_{2};       // by variable; keys of `gates_`
  std::vector<Choice> choices_;
  std::unordered_map<int, Threshold> thresholds_;
  std::vector<Lits> required_;
  Lits preferred_;
};

}  // namespace gatecast::engine
