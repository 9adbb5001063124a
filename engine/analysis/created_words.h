// When accounts were created, in the words of a condition.
#pragma once

#include <string>
#include <vector>

#include "engine/analysis/space.h"

namespace gatecast::engine {

// So long ago that from `first` to `last` of the spans have passed: `7 to 14 days ago`.
std::string age(std::size_t first, std::size_t last, const Clocks& clocks);
// Where turns of as many days do not agree: `14 days ago in Europe/Oslo, not yet 14 days ago in
// America/New_York`.
std::string odd_age(const Age& age, const Clocks& clocks);

// By value of `user.created`; values that differ in age alone have one label, unless `ages`.
std::vector<std::string> created_labels(const Space& space, bool ages);

// Of the labels without ages those that are `allowed`, in runs; `possible` are those of which there
// are sign-ins: at its ends a run has no other.
std::vector<std::string> created_runs(const std::vector<bool>& allowed,
                                      const std::vector<bool>& possible, const Space& space);
// Of the labels with ages.
std::vector<std::string> created_with_ages(const std::vector<bool>& labels, const Space& space);

}  // namespace gatecast::engine
