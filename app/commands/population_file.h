// The people that a verb is about, from their file: a synthesis by its name, else CSV. A CSV is
// read as it comes and not kept, so that a million accounts need no more memory than what they are.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "rules/policy.h"
#include "rules/result.h"
#include "rules/source.h"
#include "simulator/population.h"

namespace gatecast::app {

// Some ten million accounts.
inline constexpr std::size_t most_population_bytes = std::size_t{2} << 30;

template <class Parsed>
struct PopulationFile {
  Parsed parsed;
  rules::Source source;  // to show the diagnostics with; of a CSV only the lines they are about
  std::string digest;    // SHA-256 of the bytes
};

// Fails only where the file cannot be read; what is wrong in it is in the diagnostics.
rules::Result<PopulationFile<simulator::ParsedPopulation>> read_population(
    const std::string& path, const rules::Policy& policy, const simulator::Behavior& behavior,
    std::uint64_t seed);
// Nothing is drawn for what the file does not say.
rules::Result<PopulationFile<simulator::ParsedDrafts>> read_drafts(const std::string& path,
                                                                   const rules::Policy& policy);

// The policy, with the roles and user attributes of `other` that it does not declare; to read a
// population for both, not to be compiled.
rules::Policy with_names_of(rules::Policy policy, const rules::Policy& other);

rules::Instant now_on_this_machine();

}  // namespace gatecast::app
