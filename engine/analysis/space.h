// Every sign-in that there can be, as literals of a solver: one choice a fact, of values that stand
// for all that one policy, or several, can tell apart. Choices vary independently, so that every
// model is a sign-in that a caller could state, and is written down as facts.
#pragma once

#include <array>
#include <deque>
#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/analysis/creations.h"
#include "engine/analysis/excerpt.h"
#include "engine/analysis/ids.h"
#include "engine/analysis/moments.h"
#include "engine/analysis/solver.h"
#include "engine/facts.h"
#include "engine/graph/graph.h"

namespace gatecast::engine {

// A fact of a sign-in, or a piece of one. Its first values are those of an ordinary sign-in, as
// `decide --fill` completes it.
struct FactChoice {
  std::string fact;   // `user.roles`; pieces share it
  std::string piece;  // what of it: a role or a group; else empty
  Choice choice;
  std::size_t ordinary = 1;  // so many of its values are
  std::function<void(std::size_t value, Facts& facts)> write;
};

class Space;

// The sign-ins as one of the policies sees them.
class View {
 public:
  View(const Graph& graph, std::size_t policy, Space& space)
      : graph_(graph), policy_(policy), space_(space) {}
  View(const View&) = delete;
  View& operator=(const View&) = delete;

  const Graph& graph() const { return graph_; }
  Space& space() const { return space_; }

  // What a variable of the graph is, if it follows from single facts.
  Lit is(const Variable& variable, std::uint32_t value) const;

  // The roles of an account, and what they make it.
  struct Roles {
    Lit administrator;         // a declared one
    std::array<Lit, 3> typed;  // a declared one of the type
    Lit undeclared;            // one that the policy does not declare
  };
  const Roles& roles() const { return roles_; }
  // Type and administrator are known: every role is declared, and roles do not disagree about a
  // type that the account does not give itself.
  Lit settled() const { return settled_; }

  // Whether the clock has made this turn that counts from what is stored ...
  Lit stored_turned(std::uint32_t days, std::uint32_t more) const;
  // ... or from creation between two dates ...
  Lit created_turned(std::uint32_t days, std::uint32_t more) const;
  // ... or from an instant.
  Instant turn_of(Instant opening, std::uint32_t days, std::uint32_t more) const;

 private:
  friend class Space;
  ClockTurn turn(std::uint32_t days, std::uint32_t more) const;
  void set(Asks asks, Lits is, std::uint32_t a = 0, std::uint32_t b = 0);
  void set(Asks asks, Lit holds, std::uint32_t a = 0, std::uint32_t b = 0) {
    set(asks, Lits{-holds, holds}, a, b);
  }
  void set_times();
  void set_id(const Choice& id);
  void set_ramps(const Choice& id);
  void set_roles(const std::vector<std::pair<std::string, Lit>>& roles);
  void set_recognized(Lit cookie, Lit address);

  const Graph& graph_;
  std::size_t policy_;
  Space& space_;
  std::unordered_map<std::uint64_t, Lits> by_variable_;
  Roles roles_{};
  Lit settled_ = 0;
};

class Space {
 public:
  // `dates`: instants that matter beside those of the policies. What two policies take for values
  // of a fact of theirs, but not for the same ones, is left out: see `left_out`.
  Space(std::vector<const Graph*> graphs, Solver& solver, const std::vector<Instant>& dates);
  Space(const Space&) = delete;
  Space& operator=(const Space&) = delete;

  Solver& solver() const { return solver_; }
  Implied& implied() { return implied_; }
  View& view(std::size_t policy) { return views_[policy]; }
  std::size_t policies() const { return views_.size(); }
  const KnownIds& known_ids() const { return known_ids_; }
  const std::vector<std::uint32_t>& skip_limits() const { return skip_limits_; }
  const Moments& moments() const { return moments_; }
  const std::vector<FactChoice>& choices() const { return choices_; }  // in SIGNIN's order
  const Choice& now() const { return now_; }
  Lit usual() const;  // not at an instant that is only there for what others do not have
  Lit at_or_after(Instant instant) const;  // one of `dates`, or of the policies'
  Lit own_type(std::uint32_t type) const { return own_type_[type]; }  // 3: none

  // Whether grace counts from admission or creation, as nothing is stored. Of one policy, or of
  // several that admit people at the same times, who was created late has no value of his own:
  // what is stored stands for that.
  Lit computed_opening() const { return grace_started_.is[0]; }
  Instant created() const;  // of an ordinary account
  // When the account was created: at one of these dates ...
  struct CreatedAt {
    Instant at;
    Lit is;
  };
  const std::vector<CreatedAt>& created_at() const { return created_at_; }
  // ... or between two.
  struct CreatedBetween {
    Between between;
    Lit is;
  };
  const std::vector<CreatedBetween>& created_between() const { return created_between_; }
  const std::vector<Creation>& creations() const { return creations_; }
  const CreationDates& creation_dates() const { return creation_dates_; }
  // Where what is stored has such an age ...
  Lit stored_if(const std::function<bool(const Age&)>& is_such);
  // ... or who was created between two dates.
  Lit created_if(const std::function<bool(const Age&)>& is_such);
  Lit skips_left(std::uint32_t skips) const;  // fewer than so many were used

  // A user of whom no name is known that has these steps in the ramps.
  Lit nameless() const { return nameless_; }
  // How the account is recognized.
  Lit cookie() const { return cookie_; }

  // Channels and attributes that only one of two policies knows, or knows differently.
  const std::vector<std::string>& left_out() const { return left_out_; }

  // By number: more than so many facts differ from an ordinary sign-in.
  const Lits& more_differ() const { return more_differ_; }
  // By place among the choices, their values in the solver's last model; last, that of `now`. Or in
  // one of which `value` says what holds.
  std::vector<std::size_t> read_values() const {
    return read_values([&](Lit lit) { return solver_.value(lit); });
  }
  std::vector<std::size_t> read_values(const std::function<bool(Lit)>& value) const;
  // A sign-in of these values, and its facts that differ from an ordinary one.
  Facts facts_of(const std::vector<std::size_t>& values) const;
  std::vector<std::string> differing(const std::vector<std::size_t>& values) const;

 private:
  friend class View;
  using Write = std::function<void(std::size_t value, Facts& facts)>;
  Choice add(std::string fact, std::size_t values, Write write, std::string piece = {});
  // A yes or no, first as it is ordinarily.
  Lit flag(std::string fact, bool ordinary, Fact<bool> Account::*member, Asks asks);
  Lit flag(std::string fact, Fact<bool> SignIn::*member);
  void health(std::string fact, Fact<bool> Environment::*member, Asks asks);
  // For all policies.
  void set(Asks asks, const Lits& is, std::uint32_t a = 0, std::uint32_t b = 0);
  void set(Asks asks, Lit holds, std::uint32_t a = 0, std::uint32_t b = 0) {
    set(asks, Lits{-holds, holds}, a, b);
  }

  void add_account();
  void add_id();
  void add_roles();
  void add_groups();
  void add_grace();
  void add_created();
  void add_created_ages();
  void write_created_age(const Age& age, Facts& facts) const;
  Instant stored_opening(Instant now, const Age& age) const;
  // That it is at one of these instants, if the literals hold.
  void require_then(const Lits& lits, const Runs& runs);
  Moments find_moments(const std::vector<Instant>& dates) const;
  void add_locks();
  void add_attributes(rules::Attribute::On on);
  void add_attribute(const std::string& name, rules::Attribute::On on);
  void add_sign_in();
  void add_channel();
  void add_place();
  void add_names(std::string fact, const Names Variables::*names, Fact<std::string> SignIn::*member,
                 Asks asks);
  void count_differing();
  void write_first_values();

  const std::vector<const Graph*> graphs_;
  Solver& solver_;
  Implied implied_;
  std::deque<View> views_;  // by policy
  CreationDates creation_dates_;
  Moments moments_;
  std::vector<Creation> creations_;
  KnownIds known_ids_;
  std::vector<Choice> draws_;  // of a user without a name: by KnownIds::draws
  std::vector<FactChoice> choices_;
  Facts first_values_;
  Choice now_;
  Lits own_type_;
  Choice grace_started_;
  Choice created_;      // by creations_
  Choice created_age_;  // first none, as it was at a date; then by Moments::created
  std::vector<CreatedAt> created_at_;
  std::vector<CreatedBetween> created_between_;
  Choice skips_;
  std::vector<std::uint32_t> skip_limits_;  // sorted, from 0 on
  Lit nameless_ = 0;
  Lit cookie_ = 0;
  Lits more_differ_;
  std::vector<std::string> left_out_;
};

}  // namespace gatecast::engine
