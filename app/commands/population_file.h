// The people that a verb counts, as their file has them.
#pragma once

#include <cstddef>

#include "rules/policy.h"
#include "rules/source.h"
#include "simulator/population.h"

namespace gatecast::app {

// Some ten million accounts.
inline constexpr std::size_t most_population_bytes = std::size_t{2} << 30;

// A synthesis by its name, else CSV. Nothing is drawn for what it does not say.
simulator::ParsedDrafts drafts_of(const rules::Source& source, const rules::Policy& policy);

// The policy, with the roles and user attributes of `other` that it does not declare; to read a
// population for both, not to be compiled.
rules::Policy with_names_of(rules::Policy policy, const rules::Policy& other);

rules::Instant now_on_this_machine();

}  // namespace gatecast::app
