// Warnings that the author has looked at: a comment at their place allows them, with a reason.
//
//   methods: [authenticator, sms]   # gatecast: allow sms-restricted because half have no app
//
// A warning about a line of a shipped policy is allowed at the line with `extends`. A comment on a
// line of its own is about the next line that is none. Several codes are separated
// by commas. Only warnings can be allowed; an error stays one.
#pragma once

#include <string>
#include <vector>

#include "rules/diagnostic.h"
#include "rules/source.h"

namespace gatecast::rules {

struct AllowedDiagnostic {
  Diagnostic diagnostic;
  std::string reason;
};

// Takes out of `diagnostics` what the comments of `source` allow on the line where it begins.
// Reports comments that say nothing of the kind, give no reason, name no warning, or allow what is
// not there. `source` must be YAML without errors.
std::vector<AllowedDiagnostic> take_allowed(const Source& source, Diagnostics& diagnostics);

}  // namespace gatecast::rules
