#include "rules/policy_parser.h"

#include <fmt/format.h>

#include <limits>

#include "rules/condition_parser.h"
#include "rules/declaration_parser.h"
#include "rules/extends.h"
#include "rules/fields.h"
#include "rules/rollout_parser.h"
#include "rules/rule_parser.h"
#include "rules/settings_parser.h"
#include "rules/validator.h"
#include "rules/yaml_reader.h"

namespace gatecast::rules {
namespace {

void parse_time_zone(Fields& root, Policy& policy) {
  Diagnostics& diagnostics = root.diagnostics();
  const auto* entry = root.find("time_zone");
  if (entry == nullptr) {
    diagnostics.warning("no-time-zone", policy.name.span,
                        "without `time_zone` dates begin at midnight UTC",
                        "write `time_zone: UTC`, or where most people are");
    return;
  }
  const std::optional<std::string> text = read_text(entry->value, diagnostics);
  if (!text) return;
  Result<TimeZone> zone = TimeZone::load(*text);
  if (zone) {
    policy.zone = std::move(zone).value();
    return;
  }
  const std::vector<std::string> names = TimeZone::names();
  diagnostics.error("unknown-time-zone", entry->value.span, zone.message(),
                    suggest(*text, std::vector<std::string_view>(names.begin(), names.end())));
}

void parse_header(Fields& root, Policy& policy) {
  Diagnostics& diagnostics = root.diagnostics();
  if (const auto* entry = root.require("policy")) {
    policy.name = {read_text(entry->value, diagnostics).value_or(""), entry->value.span};
  }
  if (const auto* entry = root.require("revision")) {
    const auto revision =
        read_integer(entry->value, 0, std::numeric_limits<int>::max(), diagnostics);
    policy.revision = static_cast<int>(revision.value_or(0));
  }
  root.find("extends");  // laid under the tree already
  parse_time_zone(root, policy);
}

void parse_root(Fields& root, Policy& policy) {
  Diagnostics& diagnostics = root.diagnostics();
  parse_header(root, policy);
  const auto* two_factor = root.find("two_factor");
  if (two_factor != nullptr) {
    policy.two_factor = parse_two_factor(*two_factor, diagnostics);
  }
  parse_declarations(root, policy);
  const DeclaredNames declared(policy);
  if (policy.two_factor.exempt_channels) {
    for (const Located<std::string>& channel : policy.two_factor.exempt_channels->value) {
      check_name(channel, declared.channels, "unknown-channel", "channel", diagnostics);
    }
  }
  parse_rules(root, declared, policy);
  if (const auto* rollout = root.find("rollout")) {
    policy.rollout = parse_rollout(*rollout, declared, diagnostics);
  }
  parse_assertions(root, declared, policy);
  root.refuse_unknown();
}

// `with_extends` false: only what the file itself says.
ParsedPolicy parse(const Source& source, bool with_extends) {
  ParsedPolicy parsed;
  Diagnostics& diagnostics = parsed.diagnostics;
  if (std::optional<YamlNode> tree = read_yaml(source, diagnostics)) {
    if (tree->is_null()) {
      diagnostics.error("empty-policy", tree->span, "the policy is empty");
    } else {
      Policy policy;
      // What is missing may be what an unknown `extends` would have said.
      const bool whole = with_extends && apply_extends(*tree, diagnostics);
      Fields root(*tree, "a policy", diagnostics);
      if (root.is_mapping()) {
        parse_root(root, policy);
        if (whole) check_consistency(policy, diagnostics);
      }
      if (!diagnostics.has_errors()) parsed.policy = std::move(policy);
    }
  }
  diagnostics.sort();
  return parsed;
}

}  // namespace

ParsedPolicy parse_policy(const Source& source) { return parse(source, true); }

ParsedPolicy parse_own_policy(const Source& source) { return parse(source, false); }

}  // namespace gatecast::rules
