// The groups of lints that `lint` runs, and what they share. One function a code.
#pragma once

#include <vector>

#include "rules/diagnostic.h"
#include "rules/policy.h"

namespace gatecast::rules {

void lint_settings(const Policy& policy, Diagnostics& diagnostics);
void lint_methods(const Policy& policy, Diagnostics& diagnostics);
void lint_holes(const Policy& policy, Date today, Diagnostics& diagnostics);
void lint_rollout(const Policy& policy, Diagnostics& diagnostics);

// What `two_factor` says, and what each `set:` rule makes of it. Rules that hold together are not
// combined: a warning should point at what one place says.
struct Variant {
  const SettingsPatch* base;
  const Rule* rule;  // none: `two_factor` alone

  const SettingsPatch& own() const { return rule == nullptr ? *base : *rule->set; }
  template <class T>
  const Setting<T>& get(Setting<T> SettingsPatch::*field) const {
    return own().*field ? own().*field : base->*field;
  }
};
std::vector<Variant> variants(const Policy& policy);

}  // namespace gatecast::rules
