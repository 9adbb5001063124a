// Reads what a policy declares for its rules to name: integrations, roles, channels, networks and
// attributes; and `support`, which nothing names.
#pragma once

#include "rules/diagnostic.h"
#include "rules/fields.h"
#include "rules/policy.h"

namespace gatecast::rules {

// `root` holds the policy's top-level keys.
void parse_declarations(Fields& root, Policy& policy);

}  // namespace gatecast::rules
