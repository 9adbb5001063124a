// Rules that no sign-in meets: those that never hold, and those that others override everywhere.
#include <fmt/format.h>

#include <algorithm>

#include "engine/lint/lints.h"

namespace gatecast::engine {

rules::Span place_of(const rules::Rule& rule) {
  return rule.name.span.empty() ? rule.span : rule.name.span;
}

bool never_applies(Regions& regions, std::size_t rule) {
  return !regions.possible(regions.holds()[rule]);
}

namespace {

bool is_set_again(Regions& regions, std::size_t rule) {
  const auto places = regions.places_of(rule);
  return std::none_of(places.begin(), places.end(), [&](const Place& place) {
    return regions.possible(regions.in_force(place));
  });
}

bool is_decided_before(Regions& regions, std::size_t rule) {
  return !regions.possible(regions.diagram.both(regions.reaches_rule(rule), regions.holds()[rule]));
}

}  // namespace

bool is_overridden(Regions& regions, std::size_t rule) {
  return regions.policy().rules[rule].then ? is_decided_before(regions, rule)
                                           : is_set_again(regions, rule);
}

void lint_rules(Regions& regions, rules::Diagnostics& diagnostics) {
  for (std::size_t i = 0; i < regions.policy().rules.size(); ++i) {
    const rules::Rule& rule = regions.policy().rules[i];
    if (never_applies(regions, i)) {
      diagnostics.warning("rule-never-applies", place_of(rule),
                          "no sign-in can meet the condition of this rule",
                          "look for parts of `when` that exclude each other, or remove the rule");
    } else if (is_overridden(regions, i)) {
      diagnostics.warning("rule-overridden", place_of(rule),
                          rule.then
                              ? "wherever this rule holds, something before it has decided already"
                              : "wherever this rule holds, later rules set all that it sets",
                          "move it, narrow the others, or remove it");
    }
  }
}

}  // namespace gatecast::engine
