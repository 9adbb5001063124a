// What one replicate believes about people: every parameter of behaviour drawn once from its range,
// for each class of people who share the same numbers.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "rules/policy.h"
#include "simulator/behavior.h"

namespace gatecast::simulator {

struct Traits {
  std::array<double, parameter_count> values{};
  double of(Parameter parameter) const { return values[static_cast<std::size_t>(parameter)]; }
};

// People with the same type and roles: the same numbers of the file, and the same luck of the role.
struct TraitClass {
  std::array<const ParameterValue*, parameter_count> values{};
  std::uint32_t key = 0;  // of the class's own luck; depends on its type and roles alone
  const ParameterValue& of(Parameter parameter) const {
    return *values[static_cast<std::size_t>(parameter)];
  }
};

// Points into `behavior`. `roles` in any order.
TraitClass trait_class(const Behavior& behavior, std::optional<rules::AccountType> type,
                       const std::vector<std::string>& roles);
// The help desk: the organisation's own numbers.
TraitClass organization_class(const Behavior& behavior);

// A range is the 5th and 95th percentile of a log-normal (rates, durations, counts) or logit-normal
// (shares) with the value as its median; each half has a spread of its own. One draw is shared by
// the whole organisation, a third of it is the class's own, so that not knowing does not average
// out over the roles.
Traits draw_traits(const TraitClass& people, std::uint64_t seed, std::uint32_t replicate);

// `value` moved `z` standard deviations within its range.
double within_range(const ParameterValue& value, ParameterKind kind, double z);

}  // namespace gatecast::simulator
