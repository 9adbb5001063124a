// The rules by which two policies differ, where they differ in nothing else that answers depend on:
// a sign-in that meets none of these gets the same answer of both.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "rules/policy.h"

namespace gatecast::engine {

struct ChangedRules {
  std::vector<std::size_t> before, after;  // in the policies; those that the other has not
};

// Rules that both have, and in the same order, are the same; of one that moved both its places are
// named. Nothing where more differs than rules. Names, the revision, support, gates and assertions
// do not matter.
std::optional<ChangedRules> changed_rules(const rules::Policy& before, const rules::Policy& after);

}  // namespace gatecast::engine
