// Finds, for every goal that any sign-in reaches, one that does, and proves of the others that none
// does.
//
// From a sign-in at hand all that differ from it in one fact are tried: that is cheap, and finds
// most. For what is left a solver gives a sign-in, from which it goes on, or says that there is
// none.
#pragma once

#include <vector>

#include "engine/policy_tests/goals.h"
#include "engine/policy_tests/sign_in_finder.h"
#include "engine/progress.h"

namespace gatecast::engine {

// A sign-in that was found, as values of the choices of Space.
struct Candidate {
  std::vector<std::size_t> values;
  std::vector<Goal> goals;  // that it reaches, sorted
};

class GoalSearch {
 public:
  // `reached`, by goal: need not be found.
  GoalSearch(const Goals& goals, const std::vector<bool>& reached);

  // Nothing else may be called.
  bool too_large() const { return finder_.too_large(); }

  // Once. `progress`, if given, is told how many of how many goals are settled.
  void run(const Progress& progress);

  const std::vector<Candidate>& candidates() const { return candidates_; }
  static constexpr std::size_t none = 0xFFFF'FFFF;
  // By goal: the first candidate that reaches it.
  const std::vector<std::size_t>& found_by() const { return found_by_; }
  // Of which it is not known whether a sign-in reaches them: no id of such a user could be found,
  // or it was asked too often.
  const std::vector<Goal>& unsure() const { return unsure_; }
  const std::vector<int>& rows() const { return rows_; }  // of SIGNIN's table that any ends in

  // When something changes for somebody: dates of the policy, and ends of grace.
  const std::vector<Instant>& dates() const { return finder_.dates(); }

  Facts facts_of(const Candidate& candidate) const { return finder_.facts_of(candidate.values); }
  // Those that differ in one fact, and whose roles say what the account is: `use` is given one as a
  // candidate that does not last, and returns false to stop.
  void each_neighbour(const Candidate& candidate,
                      const std::function<bool(const Candidate&)>& use) const;

 private:
  void explore(std::size_t first, std::size_t tries);
  bool take(const Candidate& candidate);
  Candidate looked_at(std::vector<std::size_t> values) const;
  Lit lit_of(Goal goal) const;

  const Goals& goals_;
  SignInFinder finder_;
  std::vector<bool> open_;  // by goal
  std::size_t open_count_ = 0;
  std::vector<Candidate> candidates_;
  std::vector<std::size_t> found_by_;
  std::vector<Goal> unsure_;
  std::vector<int> rows_;
};

}  // namespace gatecast::engine
