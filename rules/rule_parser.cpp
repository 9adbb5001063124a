#include "rules/rule_parser.h"

#include <fmt/format.h>

#include <algorithm>

#include "rules/settings_parser.h"

namespace gatecast::rules {
namespace {

std::string required_text(Fields& fields, std::string_view key) {
  const auto* entry = fields.require(key);
  return entry == nullptr ? "" : read_text(entry->value, fields.diagnostics()).value_or("");
}

void check_own_reason(const Located<std::string>& reason, Diagnostics& diagnostics) {
  if (std::find(std::begin(table_reasons), std::end(table_reasons), reason.value) ==
      std::end(table_reasons)) {
    return;
  }
  diagnostics.error("reserved-reason", reason.span,
                    fmt::format("`{}` is a reason of gatecast's own", reason.value),
                    "choose another, so that reports can tell them apart");
}

// An allow is a hole, and a hole has an owner and an end.
void parse_allow(Fields& fields, ThenOutcome& then) {
  then.owner = required_text(fields, "owner");
  then.approved_by = required_text(fields, "approved_by");
  if (const auto* expires = fields.require("expires")) {
    then.expires = read_date(expires->value, fields.diagnostics());
  }
}

ThenOutcome parse_then(const YamlNode::Entry& entry, Diagnostics& diagnostics) {
  ThenOutcome then;
  then.span = entry.span;
  Fields fields(entry.value, "`then`", diagnostics);
  if (const auto* outcome = fields.require("outcome")) {
    then.outcome = read_word<Outcome>(outcome->value, 4, "unknown-outcome", diagnostics)
                       .value_or(Outcome::challenge);
  }
  if (const auto* reason = fields.find("reason")) {
    if (auto text = read_text(reason->value, diagnostics)) {
      then.reason = {*text, reason->value.span};
      check_own_reason(*then.reason, diagnostics);
    }
  } else if (then.outcome == Outcome::deny || then.outcome == Outcome::allow) {
    diagnostics.error("missing-reason", entry.span,
                      fmt::format("`{}` needs a `reason`", name(then.outcome)));
  }
  if (then.outcome == Outcome::allow) {
    parse_allow(fields, then);
  } else {
    for (const std::string_view key : {"owner", "approved_by", "expires"}) {
      fields.refuse(key, "allow-only", fmt::format("only `outcome: allow` has `{}`", key));
    }
  }
  fields.refuse_unknown();
  return then;
}

Rule parse_rule(const YamlNode& node, const DeclaredNames& declared, Diagnostics& diagnostics) {
  Rule rule;
  rule.span = node.span;
  Fields fields(node, "a rule", diagnostics);
  if (const auto* name = fields.find("name")) {
    rule.name = {read_text(name->value, diagnostics).value_or(""), name->value.span};
  }
  if (const auto* when = fields.find("when")) {
    rule.when = parse_condition(when->value, ConditionUse::when, declared, diagnostics);
  } else if (fields.is_mapping()) {
    diagnostics.error("rule-without-when", node.span, "a rule needs `when`",
                      "what holds for every sign-in belongs in `two_factor`");
  }
  const auto* set = fields.find("set");
  const auto* then = fields.find("then");
  if (set != nullptr) rule.set = parse_rule_settings(set->value, diagnostics);
  if (then != nullptr) rule.then = parse_then(*then, diagnostics);
  if (fields.is_mapping() && (set == nullptr) == (then == nullptr)) {
    diagnostics.error("rule-set-and-then", set != nullptr ? then->span : node.span,
                      set != nullptr ? "a rule cannot have both `set` and `then`"
                                     : "a rule needs `set` or `then`");
  }
  fields.refuse_unknown();
  return rule;
}

Exclusion parse_exclusion(const YamlNode& node, const DeclaredNames& declared,
                          Diagnostics& diagnostics) {
  Exclusion exclusion;
  exclusion.span = node.span;
  Fields fields(node, "an exclusion", diagnostics);
  const auto* role = fields.find("role");
  const auto* who = fields.find("who");
  if (role != nullptr) {
    if (auto text = read_text(role->value, diagnostics)) {
      exclusion.role = {*text, role->value.span};
      check_name(*exclusion.role, declared.roles, "unknown-role", "role", diagnostics);
    }
  }
  if (who != nullptr) {
    exclusion.who = parse_condition(who->value, ConditionUse::who, declared, diagnostics);
  }
  if (fields.is_mapping() && (role == nullptr) == (who == nullptr)) {
    diagnostics.error("exclusion-role-and-who", node.span,
                      role != nullptr ? "an exclusion cannot have both `role` and `who`"
                                      : "an exclusion needs `role` or `who`");
  }
  const auto required = [&](std::string_view key) -> const YamlNode* {
    if (const auto* entry = fields.find(key)) return &entry->value;
    if (fields.is_mapping()) {
      diagnostics.error("exclusion-incomplete", node.span,
                        fmt::format("an exclusion needs `{}`", key),
                        "an intended hole says reason, owner, approved_by and expires");
    }
    return nullptr;
  };
  const auto text = [&](std::string_view key) {
    const YamlNode* value = required(key);
    return value == nullptr ? std::string() : read_text(*value, diagnostics).value_or("");
  };
  exclusion.reason = text("reason");
  exclusion.owner = text("owner");
  exclusion.approved_by = text("approved_by");
  if (const YamlNode* expires = required("expires")) {
    exclusion.expires = {read_date(*expires, diagnostics).value_or(Date{}), expires->span};
  }
  fields.refuse_unknown();
  return exclusion;
}

EmergencyAccess parse_emergency_access(const YamlNode::Entry& entry, Diagnostics& diagnostics) {
  EmergencyAccess emergency;
  emergency.span = entry.span;
  Fields fields(entry.value, "`emergency_access`", diagnostics);
  if (const auto* accounts = fields.require("accounts")) {
    emergency.accounts_span = accounts->span;
    emergency.accounts = read_texts(accounts->value, diagnostics);
  }
  const auto text = [&](std::string_view key) {
    const auto* found = fields.find(key);
    return found == nullptr ? "" : read_text(found->value, diagnostics).value_or("");
  };
  emergency.owner = text("owner");  // lint asks for those that are missing
  emergency.approved_by = text("approved_by");
  if (const auto* review = fields.find("review_by")) {
    if (const auto date = read_date(review->value, diagnostics)) {
      emergency.review_by = {*date, review->value.span};
    }
  }
  fields.refuse_unknown();
  return emergency;
}

}  // namespace

void parse_rules(Fields& root, const DeclaredNames& declared, Policy& policy) {
  Diagnostics& diagnostics = root.diagnostics();
  if (const auto* rules = root.find("rules");
      rules != nullptr && expect_list(rules->value, diagnostics)) {
    policy.rules.reserve(rules->value.items.size());
    for (const YamlNode& item : rules->value.items) {
      policy.rules.push_back(parse_rule(item, declared, diagnostics));
    }
  }
  if (const auto* exclusions = root.find("exclusions");
      exclusions != nullptr && expect_list(exclusions->value, diagnostics)) {
    for (const YamlNode& item : exclusions->value.items) {
      policy.exclusions.push_back(parse_exclusion(item, declared, diagnostics));
    }
  }
  if (const auto* entry = root.find("emergency_access")) {
    policy.emergency_access = parse_emergency_access(*entry, diagnostics);
  }
}

}  // namespace gatecast::rules
