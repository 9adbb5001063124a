// When accounts were created, in the words of a condition.
#pragma once

#include <string>
#include <vector>

#include "engine/analysis/space.h"

namespace gatecast::engine {

// So long ago that from `first` to `last` of the spans have passed: `7 to 14 days ago`.
std::string age(std::size_t first, std::size_t last, const GraceClocks& clocks);
// Where turns of as many days do not agree: `14 days ago in Europe/Oslo, not yet 14 days ago in
// America/New_York`.
std::string odd_age(const Age& age, const GraceClocks& clocks);

// Of labels of ages, first so many of the spans passed and then odd ages, those that are allowed.
std::vector<std::string> age_runs(const std::vector<bool>& allowed,
                                  const std::vector<std::string>& labels,
                                  const GraceClocks& clocks);
// The labels: the number of the spans that have passed, or words.
std::string age_label(const Age& age, const GraceClocks& clocks);
std::optional<std::size_t> spans_passed(const std::string& age_label);  // if it is a number

// In words, of who was not created so early that it does not matter when.
std::vector<std::string> created_ages(std::vector<std::string> ages, const Space& space);

// By value of `user.created`.
std::vector<std::string> created_labels(const Space& space);
// Of these labels those that are `allowed`, in runs; `possible` are those of which there are
// sign-ins: at its ends a run has no other.
std::vector<std::string> created_runs(const std::vector<bool>& allowed,
                                      const std::vector<bool>& possible, const Space& space);

}  // namespace gatecast::engine
