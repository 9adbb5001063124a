// What a change of a policy changes: every class of sign-ins whose answer is another one, proved
// over all sign-ins and all time. No class is a proof that nothing changes.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/analysis/condition.h"
#include "engine/analysis/model.h"
#include "engine/progress.h"

namespace gatecast::engine {

// Sign-ins that get one kind of answer of the old policy, and another one of the new: a kind is an
// outcome for a reason, and where it may be skipped, what that leads to. Each sign-in whose
// answer changes is in exactly one class. Conditions are those of settled accounts, or else of the
// others. Of who was created so late that both policies count his grace from then, they hold as if
// that time were stored as its opening (`user.grace_started`).
struct ChangedAnswer {
  enum class What : std::uint8_t {
    outcome,   // another outcome, or another reason; also of what skipping leads to
    details,   // the same, but methods, proof, alert or the like
    deadline,  // all the same but for the deadline
  };
  What what = What::outcome;
  // Of accounts whose roles leave open what they are, by either policy; and of no others.
  bool of_unsettled = false;
  std::vector<Condition> conditions;
  bool has_more_conditions = false;  // than are listed
  Witness witness;                   // the smallest sign-in of the class; its answer is the old one
  Answer new_answer;
};

// What differs between two answers to one sign-in; nothing: a caller sees the same, but perhaps for
// limits.
std::optional<ChangedAnswer::What> what_changes(const Decision& before, const Decision& after);

// Sign-ins of settled accounts for which limits of the challenge change.
struct ChangedLimits {
  Limits before, after;
  std::vector<Condition> conditions;
  bool has_more_conditions = false;
};

struct Difference {
  // Of settled accounts first; by what changes, then by the kind of the old answer.
  std::vector<ChangedAnswer> answers;
  std::vector<ChangedLimits> limits;
  std::vector<std::string> left_out;  // what could not be compared
  // Answers change also, or only, of users whose places in several ramps none of 200,000 ids has.
  bool has_nameless = false;
};

struct DiffOptions {
  std::size_t most_conditions = 40;  // of a class
  std::size_t most_unsettled = 5;    // of one of accounts that are not settled
  Progress progress = {};            // in kinds of change, from the first: once for settled
                                     // accounts, and once for others
};

// Fails where a policy is too large. Points into both graphs.
rules::Result<Difference> diff(const Graph& before, const Graph& after,
                               const DiffOptions& options = {});

}  // namespace gatecast::engine
