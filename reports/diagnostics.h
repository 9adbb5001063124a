// What `check` found, for programs: JSON of our own, and SARIF 2.1.0 for code-scanning tools.
// People read rules::render. Both are stable, and the same bytes for the same policy and day.
#pragma once

#include <string>
#include <string_view>

#include "engine/lint/check_policy.h"

namespace gatecast::reports {

// schema_version 1: counts, then `diagnostics` and `allowed`, each in the order of the text. Lines
// and columns count from 1, columns in code points; the end is the first place behind.
std::string diagnostics_json(const rules::Source& source, const engine::CheckedPolicy& checked);

// One run with one result a diagnostic; what a comment allows is suppressed, with its reason as
// the justification. The rules carry the pages of rules/diagnostics.
std::string diagnostics_sarif(const rules::Source& source, const engine::CheckedPolicy& checked,
                              std::string_view version);

}  // namespace gatecast::reports
