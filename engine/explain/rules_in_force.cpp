// Which rules hold, and which of them say something that is in force.
#include "engine/explain/parts.h"

namespace gatecast::engine {
namespace {

bool then_holds(SignInWords& words, const rules::ThenOutcome& then, bool when) {
  if (!when) return false;
  if (then.outcome == Outcome::allow && then.expires) {
    return words.facts().now < words.policy().zone.midnight(*then.expires);
  }
  if (then.outcome == Outcome::enroll) return !words.holds(words.conditions().enrolled());
  return true;
}

}  // namespace

std::vector<RuleInForce> explain_rules(SignInWords& words, const Decision& decision) {
  std::vector<RuleInForce> rules;
  bool is_decided = decision.row < 6;
  for (std::size_t i = 0; i < words.policy().rules.size(); ++i) {
    const rules::Rule& rule = words.policy().rules[i];
    RuleInForce each;
    each.rule = i;
    each.name = rule.name.value;
    each.where = words.at(rule.span);
    each.decides = rule.then.has_value();
    // Rules that set cannot read what rules set.
    each.when = words.clause(
        rule.when, rule.then ? Conditions::Reads::in_force : Conditions::Reads::two_factor_alone);
    each.holds = each.when.holds;
    if (rule.then) {
      each.where = words.graph().rule_rules[i];
      each.holds = then_holds(words, *rule.then, each.when.holds);
      each.counts = each.holds && !is_decided;
      is_decided = is_decided || each.holds;
    }
    rules.push_back(std::move(each));
  }
  return rules;
}

}  // namespace gatecast::engine
