#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <unordered_set>

#include "rules/rule_parser.h"

namespace gatecast::rules {
namespace {

using Claim = Assertion::Claim;

// Those that are a word; `reason` and `method` are maps.
constexpr Claim claim_words[] = {Claim::password_alone, Claim::second_factor,
                                 Claim::enrollment_by_password, Claim::way_in, Claim::deny};

using Reasons = std::unordered_set<std::string_view>;

Reasons known_reasons(const Policy& policy) {
  Reasons reasons(std::begin(table_reasons), std::end(table_reasons));
  for (const Rule& rule : policy.rules) {
    if (rule.then && rule.then->reason) reasons.insert(rule.then->reason->value);
  }
  return reasons;
}

void parse_claim(const YamlNode& node, const Reasons& reasons, Assertion& assertion,
                 Diagnostics& diagnostics) {
  if (node.kind == YamlNode::Kind::mapping) {
    Fields fields(node, "a claim", diagnostics);
    const auto* reason = fields.find("reason");
    const auto* method = fields.find("method");
    fields.refuse_unknown();
    if ((reason == nullptr) == (method == nullptr)) {
      diagnostics.error("bad-claim", node.span, "a claim is about one `reason` or one `method`");
    } else if (reason != nullptr) {
      assertion.claim = Claim::reason;
      if (auto text = read_text(reason->value, diagnostics)) {
        check_name({*text, reason->value.span}, reasons, "unknown-reason", "reason", diagnostics);
        assertion.reason = std::move(*text);
      }
    } else {
      assertion.claim = Claim::method;
      assertion.method = read_word<Method>(method->value, static_cast<int>(method_count),
                                           "unknown-method", diagnostics)
                             .value_or(Method::authenticator);
    }
    return;
  }
  std::vector<std::string_view> words;
  for (const Claim claim : claim_words) {
    words.push_back(name(claim));
    if (node.kind == YamlNode::Kind::scalar && words.back() == node.text) {
      assertion.claim = claim;
      return;
    }
  }
  if (node.kind != YamlNode::Kind::scalar || node.is_null()) {
    report_wrong_type(node, "a claim", diagnostics);
    return;
  }
  diagnostics.error("bad-claim", node.span, fmt::format("`{}` is not a claim", node.text),
                    suggest(node.text, words));
}

// A date, `rollout_complete`, or `rollout_complete + 14d`.
std::optional<AssertionTime> parse_time(const YamlNode& node, const Policy& policy,
                                        Diagnostics& diagnostics) {
  constexpr std::string_view word = "rollout_complete";
  if (node.kind != YamlNode::Kind::scalar || !node.text.starts_with(word)) {
    const std::optional<Date> date = read_date(node, diagnostics);
    if (!date) return std::nullopt;
    AssertionTime time;
    time.date = *date;
    return time;
  }
  AssertionTime time;
  time.rollout_complete = true;
  if (!policy.rollout) {
    diagnostics.error("no-rollout", node.span, "the policy has no rollout to complete");
  }
  std::string rest = node.text.substr(word.size());
  rest.erase(std::remove(rest.begin(), rest.end(), ' '), rest.end());
  if (rest.empty()) return time;
  const std::optional<Seconds> plus =
      rest.starts_with('+') ? parse_duration(rest.substr(1)) : std::nullopt;
  if (!plus || *plus % day_seconds != 0) {
    diagnostics.error("bad-duration", node.span, fmt::format("`{}` is not a day", node.text),
                      "write `rollout_complete + 14d`");
    return std::nullopt;
  }
  time.plus_days = static_cast<int>(std::min<Seconds>(*plus / day_seconds, 36'500));
  return time;
}

Assertion parse_assertion(const YamlNode& node, const Reasons& reasons,
                          const DeclaredNames& declared, Diagnostics& diagnostics) {
  Assertion assertion;
  assertion.span = node.span;
  Fields fields(node, "an assertion", diagnostics);
  if (const auto* name = fields.require("name")) {
    assertion.name = {read_text(name->value, diagnostics).value_or(""), name->value.span};
  }
  const auto* never = fields.find("never");
  const auto* always = fields.find("always");
  if (fields.is_mapping() && (never == nullptr) == (always == nullptr)) {
    diagnostics.error("bad-claim", node.span,
                      "an assertion needs `never` or `always`, and only one of them");
  }
  if (const auto* claim = never != nullptr ? never : always) {
    assertion.quantifier =
        never != nullptr ? Assertion::Quantifier::never : Assertion::Quantifier::always;
    parse_claim(claim->value, reasons, assertion, diagnostics);
  }
  if (const auto* when = fields.find("when")) {
    assertion.when = parse_condition(when->value, ConditionUse::when, declared, diagnostics);
  }
  if (const auto* except = fields.find("except")) {
    assertion.except = read_texts(except->value, diagnostics);
    for (const Located<std::string>& reason : assertion.except) {
      check_name(reason, reasons, "unknown-reason", "reason", diagnostics);
    }
  }
  if (const auto* from = fields.find("from")) {
    assertion.from = parse_time(from->value, declared.policy, diagnostics);
  }
  if (const auto* until = fields.find("until")) {
    assertion.until = parse_time(until->value, declared.policy, diagnostics);
  }
  fields.refuse_unknown();
  return assertion;
}

}  // namespace

void parse_assertions(Fields& root, const DeclaredNames& declared, Policy& policy) {
  Diagnostics& diagnostics = root.diagnostics();
  const auto* assertions = root.find("assertions");
  if (assertions == nullptr || !expect_list(assertions->value, diagnostics)) return;
  const Reasons reasons = known_reasons(policy);
  std::unordered_set<std::string> names;
  for (const YamlNode& item : assertions->value.items) {
    policy.assertions.push_back(parse_assertion(item, reasons, declared, diagnostics));
    const Located<std::string>& name = policy.assertions.back().name;
    if (!name.value.empty() && !names.insert(name.value).second) {
      report_duplicate_item(name.span, name.value, diagnostics);
    }
  }
}

}  // namespace gatecast::rules
