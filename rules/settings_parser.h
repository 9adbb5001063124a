// Reads `two_factor` and `set:`: the settings of a sign-in.
#pragma once

#include "rules/diagnostic.h"
#include "rules/policy.h"
#include "rules/yaml_reader.h"

namespace gatecast::rules {

// Everything of `two_factor` but the names in `exempt_channels`, which the caller looks up.
TwoFactor parse_two_factor(const YamlNode::Entry& entry, Diagnostics& diagnostics);

// What a rule sets; reports what only `two_factor` may say.
SettingsPatch parse_rule_settings(const YamlNode& node, Diagnostics& diagnostics);

}  // namespace gatecast::rules
