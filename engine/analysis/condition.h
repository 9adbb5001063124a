// Which sign-ins a formula is true of, as conditions that a person can read.
//
// A condition allows some facts only some of their values. It is prime: no restriction can be left
// out, none be widened (but by ages of grace of which two zones, or two counts of days, disagree).
// The conditions of a formula together hold of just its sign-ins, and none of them can be left out.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "engine/analysis/space.h"

namespace gatecast::engine {

// What a condition says of one fact, or of what follows from facts: `type`, `administrator` and `no
// role but` (what roles make an account), `recognized`, `email usable`, `weekday`, `hours
// 08:00-18:00`; in a difference also `admitted` and `grace of 14 days open`.
struct Restriction {
  std::string fact;
  std::string piece;  // of `user.roles` and `user.groups`: which; then the values are yes or no
  // The values that it may have, or where they are fewer those that it may not have: as JSON, or in
  // words where one stands for several.
  bool is_not = false;
  std::vector<std::string> values;
  // Of `now` instead: from the one on, and before the other.
  std::optional<Instant> from, until;
};

struct Condition {
  std::vector<Restriction> restrictions;  // none: every sign-in
};

// A property of sign-ins with a few values, of which each sign-in has one.
struct Aspect {
  std::string fact, piece;
  std::vector<std::string> labels;
  Lits is;  // by label
  // Of `now`: labels are in order, and a restriction allows a run of them.
  bool is_interval = false;
  bool is_age = false;  // of `user.created`: how long ago, instead of when
};

// All that a formula over the space can depend on, most readable last.
std::vector<Aspect> aspects_of(Space& space);

class ConditionFinder {
 public:
  // Nothing is said of sign-ins outside `universe`, nor of users whose names are not known. `more`
  // aspects are more readable than those of the space.
  ConditionFinder(Space& space, Lit universe, const std::vector<Aspect>& more);

  struct Found {
    std::vector<Condition> conditions;
    bool are_all = true;  // else there are more than `most`, or it would take too long
  };
  // Of a formula over the space.
  Found find(Lit formula, std::size_t most);

 private:
  using Allowed = std::vector<std::vector<bool>>;  // by aspect and label; no labels: not restricted
  Allowed at_model();
  Lits where(const Allowed& allowed) const;
  bool implies(const Allowed& allowed, Lit formula);
  void leave_out(Allowed& allowed, std::size_t first, std::size_t end, Lit formula);
  void widen(Allowed& allowed, Lit formula);
  static bool has_odd_alone(const std::vector<bool>& allowed,
                            const std::vector<std::string>& labels);
  void widen_run(Allowed& allowed, std::size_t aspect, Lit formula);
  void widen_to_all(Allowed& allowed, std::size_t aspect, Lit formula);
  Lit literal(const Allowed& allowed);
  Condition readable(const Allowed& allowed);
  std::vector<std::string> ages(const std::vector<bool>& allowed, const Aspect& aspect) const;
  std::vector<bool> possible(const Allowed& allowed, std::size_t aspect);

  void leave_out_unneeded(Allowed& allowed, Lit formula);

  Space& space_;
  Lits universe_;
  Excerpt outer_;                 // of the universe
  std::optional<Excerpt> inner_;  // of the formula at hand
  Excerpt* refuting_ = nullptr;   // with a model, after `implies` said false
  std::size_t work_ = 0;          // on the formula at hand
  Lit beyond_ = 0;                // where some fact has a value with which that is false anyway
  std::size_t summed_up_ = 0;     // the first so many aspects: others sum them up
  std::vector<Aspect> aspects_;
};

}  // namespace gatecast::engine
