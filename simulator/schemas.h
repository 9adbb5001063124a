// The JSON Schemas (draft-07) of a behaviour and of a synthesis, for editors.
//
// They know keys, types, words and spellings. What needs more (roles that the policy declares,
// ranges that rise, shares that sum to 100%) is for the parsers.
#pragma once

#include <string>
#include <string_view>

namespace gatecast::simulator {

// Made from the closed list of parameters (behavior.h) and their shipped defaults.
std::string behavior_schema();
// simulator/population.schema.json, built in.
std::string_view population_schema();

}  // namespace gatecast::simulator
