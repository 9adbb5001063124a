// Everything there is to say about a policy, in one pass: errors, warnings, and warnings that the
// author allowed.
#pragma once

#include <optional>
#include <vector>

#include "rules/lint/allow.h"
#include "rules/policy.h"

namespace gatecast::engine {

struct CheckedPolicy {
  std::optional<rules::Policy> policy;  // present exactly when there is no error
  rules::Diagnostics diagnostics;       // sorted by place
  std::vector<rules::AllowedDiagnostic> allowed;
};

// `today` is what expired and overdue are measured against.
CheckedPolicy check_policy(const rules::Source& source, rules::Date today);

}  // namespace gatecast::engine
