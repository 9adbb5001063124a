#include "rules/lint/lint.h"

#include "rules/lint/lints.h"

namespace gatecast::rules {

std::vector<Variant> variants(const Policy& policy) {
  std::vector<Variant> all{{&policy.two_factor.settings, nullptr}};
  for (const Rule& rule : policy.rules) {
    if (rule.set) all.push_back({&policy.two_factor.settings, &rule});
  }
  return all;
}

void lint(const Policy& policy, Date today, Diagnostics& diagnostics) {
  lint_settings(policy, diagnostics);
  lint_methods(policy, diagnostics);
  lint_holes(policy, today, diagnostics);
  lint_rollout(policy, diagnostics);
}

}  // namespace gatecast::rules
