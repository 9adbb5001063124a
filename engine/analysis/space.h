// Every sign-in that there can be, as literals of a solver: one choice a fact, of values that stand
// for all that a policy can tell apart. Choices vary independently, so that every model is a
// sign-in that a caller could state, and is written down as facts.
#pragma once

#include <array>
#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/analysis/moments.h"
#include "engine/analysis/solver.h"
#include "engine/facts.h"
#include "engine/graph/graph.h"

namespace gatecast::engine {

// A fact of a sign-in, or a piece of one. Its first values are those of an ordinary sign-in, as
// `decide --fill` completes it.
struct FactChoice {
  std::string fact;  // `user.roles`; pieces share it
  Choice choice;
  std::size_t ordinary = 1;  // so many of its values are
  std::function<void(std::size_t value, Facts& facts)> write;
};

class Space {
 public:
  // `dates`: instants that matter beside those of the policy.
  Space(const Graph& graph, Solver& solver, const std::vector<Instant>& dates);
  Space(const Space&) = delete;
  Space& operator=(const Space&) = delete;

  const Moments& moments() const { return moments_; }
  const std::vector<FactChoice>& choices() const { return choices_; }  // in SIGNIN's order
  const Choice& now() const { return now_; }
  Lit at_or_after(Instant instant) const;  // one of `dates`, or of the policy's

  // What a variable of the graph is, if it follows from single facts.
  Lit is(const Variable& variable, std::uint32_t value) const;

  // The roles of an account, and what they make it.
  struct Roles {
    Lit administrator;         // a declared one
    std::array<Lit, 3> typed;  // a declared one of the type
    Lit undeclared;            // one that the policy does not declare
  };
  const Roles& roles() const { return roles_; }
  Lit own_type(std::uint32_t type) const { return own_type_[type]; }  // 3: none
  // Type and administrator are known: every role is declared, and roles do not disagree about a
  // type that the account does not give itself.
  Lit settled() const { return settled_; }

  // Whether grace counts from admission or creation, as nothing is stored ...
  Lit computed_opening() const { return grace_started_.is[0]; }
  Instant created() const;  // of whom it counts then
  // ... or from what is stored, whose clock has made this turn.
  Lit stored_turned(const ClockTurn& turn);
  Lit skips_left(std::uint32_t skips) const;  // fewer than so many were used

  // A user of whom no name is known that has these steps in the ramps.
  Lit nameless() const { return nameless_; }
  // How the account is recognized.
  Lit cookie() const { return cookie_; }

  // By number: more than so many facts differ from an ordinary sign-in.
  const Lits& more_differ() const { return more_differ_; }
  // By place among the choices, their values in the solver's last model; last, that of `now`.
  std::vector<std::size_t> read_values() const;
  // A sign-in of these values, and its facts that differ from an ordinary one.
  Facts facts_of(const std::vector<std::size_t>& values) const;
  std::vector<std::string> differing(const std::vector<std::size_t>& values) const;

 private:
  using Write = std::function<void(std::size_t value, Facts& facts)>;
  Choice add(std::string fact, std::size_t values, Write write);
  // A yes or no, first as it is ordinarily.
  Lit flag(std::string fact, bool ordinary, Fact<bool> Account::*member, Asks asks);
  Lit flag(std::string fact, Fact<bool> SignIn::*member);
  void health(std::string fact, Fact<bool> Environment::*member, Asks asks);
  void set(Asks asks, Lits is, std::uint32_t a = 0, std::uint32_t b = 0);
  void set(Asks asks, Lit holds, std::uint32_t a = 0, std::uint32_t b = 0) {
    set(asks, Lits{-holds, holds}, a, b);
  }

  void add_times();
  void add_account();
  void add_id();
  void set_ramps(const std::vector<std::vector<std::uint8_t>>& steps, const Choice& id);
  void add_type_and_roles();
  void add_groups();
  void add_grace();
  void add_locks();
  void add_attributes(rules::Attribute::On on);
  void add_sign_in();
  void add_place();
  void add_names(std::string fact, const Names& names, Fact<std::string> SignIn::*member,
                 Asks asks);
  void count_differing();

  const Graph& graph_;
  const Variables& variables_;
  Solver& solver_;
  Moments moments_;
  std::vector<FactChoice> choices_;
  std::unordered_map<std::uint64_t, Lits> by_variable_;
  Choice now_;
  Roles roles_{};
  Lits own_type_;
  Lit settled_ = 0;
  Choice grace_started_;
  std::vector<Lit> turned_;  // by Moments::turns, once asked for; 0: not yet
  Choice skips_;
  std::vector<std::uint32_t> skip_limits_;  // sorted, from 0 on
  Lit nameless_ = 0;
  Lit cookie_ = 0;
  Lits more_differ_;
};

}  // namespace gatecast::engine
