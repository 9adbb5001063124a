#include "engine/policy_tests/goal_search.h"

#include "engine/policy_tests/ordinary.h"
#include "rules/check.h"

namespace gatecast::engine {
namespace {

// So many values of a choice are tried; a date has thousands.
constexpr std::size_t most_values = 64;
// Sign-ins that are tried at first, and for each that the solver gives, since one of them reached
// something new: as long as that takes.
constexpr std::size_t first_tries = 50'000;
constexpr std::size_t more_tries = 500;
// So often the solver is asked, which takes minutes for the policies that need it so often. What is
// open then is not known.
constexpr std::size_t most_questions = 10'000;

}  // namespace

GoalSearch::GoalSearch(const Goals& goals, const std::vector<bool>& reached)
    : goals_(goals),
      finder_(goals.graph(), goals.edges(), goals.lines()),
      open_(goals.count()),
      found_by_(goals.count(), none) {
  if (too_large()) return;
  for (Goal goal = 0; goal < open_.size(); ++goal) {
    open_[goal] = !reached[goal] && lit_of(goal) != finder_.never();
    if (open_[goal]) ++open_count_;
  }
}

Lit GoalSearch::lit_of(Goal goal) const {
  return goals_.is_edge(goal) ? finder_.edge(goals_.edge_of(goal))
                              : finder_.line(goals_.line_of(goal));
}

void GoalSearch::run(const Progress& progress) {
  const std::size_t all = open_count_;
  for (std::uint8_t row = 1; row <= 14; ++row) {
    if (finder_.may_be({finder_.row(row)})) rows_.push_back(row);
  }
  if (open_count_ > 0) {
    const Candidate ordinary = looked_at(finder_.ordinary());
    // Where it reaches nothing new, what is near may.
    if (!take(ordinary)) candidates_.push_back(ordinary);
    explore(0, first_tries);
  }
  for (Goal goal = 0; goal < open_.size(); ++goal) {
    if (open_[goal]) finder_.prefer(lit_of(goal));
  }
  for (std::size_t asked = 0; open_count_ > 0; ++asked) {
    if (asked == most_questions) {
      for (Goal goal = 0; goal < open_.size(); ++goal) {
        if (open_[goal]) unsure_.push_back(goal);
      }
      return;
    }
    if (progress) progress(all - open_count_, all);
    Lits any;
    for (Goal goal = 0; goal < open_.size(); ++goal) {
      if (open_[goal]) any.push_back(lit_of(goal));
    }
    const Lit some = finder_.any(std::move(any));
    auto values = finder_.find({some});
    if (!values) {
      if (!finder_.may_be({some})) return;
      for (Goal goal = 0; goal < open_.size(); ++goal) {
        if (open_[goal] && finder_.may_be({lit_of(goal)})) unsure_.push_back(goal);
      }
      return;
    }
    const std::size_t before = open_count_;
    take(looked_at(std::move(*values)));
    // What the formulas say of a sign-in, its walk must do.
    GATECAST_CHECK(open_count_ < before);
    explore(candidates_.size() - 1, more_tries);
  }
}

// The neighbours of a candidate, of those among them that reached something new, and so on.
void GoalSearch::explore(std::size_t first, std::size_t tries) {
  std::size_t left = tries;
  for (std::size_t i = first; i < candidates_.size() && open_count_ > 0; ++i) {
    const Candidate from = candidates_[i];
    each_neighbour(from, [&](const Candidate& candidate) {
      left = take(candidate) ? tries : left - 1;
      return left > 0;
    });
    if (left == 0) return;
  }
}

bool GoalSearch::take(const Candidate& candidate) {
  bool is_new = false;
  for (const Goal goal : candidate.goals) {
    if (!open_[goal]) continue;
    open_[goal] = false;
    --open_count_;
    found_by_[goal] = candidates_.size();
    is_new = true;
  }
  if (is_new) candidates_.push_back(candidate);
  return is_new;
}

Candidate GoalSearch::looked_at(std::vector<std::size_t> values) const {
  const auto answered = answer(goals_.graph(), finder_.facts_of(values));
  GATECAST_CHECK(answered.ok());
  return {std::move(values), goals_.of(goals_.walker().walk(answered.value().facts))};
}

void GoalSearch::each_neighbour(const Candidate& candidate,
                                const std::function<bool(const Candidate&)>& use) const {
  Candidate near = candidate;
  std::vector<std::size_t>& values = near.values;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::size_t own = values[i];
    const std::size_t size = finder_.values_of(i);
    const std::size_t step = (size + most_values - 1) / most_values;
    for (std::size_t value = size == 0 ? 0 : own % step; value < size; value += step) {
      if (value == own || !finder_.is_writable(i, value)) continue;
      values[i] = value;
      const Facts facts = finder_.facts_of(values);
      if (!is_settled(goals_.graph(), facts)) continue;
      const auto answered = answer(goals_.graph(), facts);
      GATECAST_CHECK(answered.ok());
      near.goals = goals_.of(goals_.walker().walk(answered.value().facts));
      if (!use(near)) return;
    }
    values[i] = own;
  }
}

}  // namespace gatecast::engine
