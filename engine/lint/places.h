// The places of a policy that set something: one for each setting of `two_factor` and of each
// `set:` rule, with its value in a form that can be compared.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "rules/policy.h"

namespace gatecast::engine {

enum class Field : std::uint8_t {
  enforcement,
  methods,
  default_method,
  allow_fallback,
  enrolled_users,
  authenticator,
  grace_days,
  grace_skips,
  after_grace,
  proof,
  recognized_device_waives,
  after_reset,
  first_limit,  // the limits and backup codes follow, one number each
  count = first_limit + 14,
};

struct Place {
  static constexpr int two_factor = -1;
  Field field = Field::enforcement;
  int rule = two_factor;  // index in the policy
  rules::Span span;       // of `key: value`
  std::string value;      // as the policy's word; methods and their order separated by commas
};

// In the order of Field.
std::vector<Place> places_of(const rules::SettingsPatch& patch, int rule);

}  // namespace gatecast::engine
