// Reads `rules`, `exclusions`, `emergency_access` and `assertions`.
#pragma once

#include "rules/condition_parser.h"
#include "rules/fields.h"

namespace gatecast::rules {

// `root` holds the policy's top-level keys; what they name must have been declared.
void parse_rules(Fields& root, const DeclaredNames& declared, Policy& policy);
// After the rules, whose reasons the assertions may name.
void parse_assertions(Fields& root, const DeclaredNames& declared, Policy& policy);

}  // namespace gatecast::rules
