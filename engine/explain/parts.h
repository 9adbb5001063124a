// The parts of an explanation; explain() puts them together.
#pragma once

#include <optional>
#include <vector>

#include "engine/explain/sign_in_words.h"

namespace gatecast::engine {

std::vector<RowRemarks> explain_rows(SignInWords& words, const Decision& decision);

// Every rule, whatever its number.
std::vector<RuleInForce> explain_rules(SignInWords& words, const Decision& decision);
// `rules` are all of the policy's; sets `counts` of those that set something in force.
std::vector<SettingInForce> explain_settings(const SignInWords& words,
                                             std::vector<RuleInForce>& rules);

// The nearest changes of one fact that lead to another outcome, or where there is none and the
// facts are known, of two.
std::vector<Change> nearest_changes(const Graph& graph, const Facts& facts,
                                    const Decision& decision);
// Follows time, for at most ten years.
std::optional<Later> next_outcome(const Graph& graph, DecodedFacts facts);

// As an administrator sees it: the same for answers that a user cannot tell apart.
struct OutcomeKey {
  Outcome outcome;
  bool may_skip;
  friend bool operator==(const OutcomeKey&, const OutcomeKey&) = default;
};
inline OutcomeKey outcome_key(const Decision& d) { return {d.outcome, d.may_skip}; }

}  // namespace gatecast::engine
