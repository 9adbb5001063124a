// A policy's file in the canonical form, with its comments: what `gatecast fmt` writes.
#pragma once

#include <optional>
#include <string>

#include "rules/diagnostic.h"
#include "rules/source.h"

namespace gatecast::rules {

struct FormattedPolicy {
  std::optional<std::string> text;
  // Why there is none: the policy's errors, or a comment in the way. Without an error, what was
  // written did not read back as the same.
  Diagnostics diagnostics;
};

// `extends` stays as it is written; canonical_form (policy_writer.h) is the policy after it. What
// is given was read back: it says the same, with every comment. Formatting it again changes
// nothing.
FormattedPolicy format_policy(const Source& source);

}  // namespace gatecast::rules
