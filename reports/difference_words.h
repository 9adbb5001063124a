// The words of a difference, which its writers share.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/analysis/diff.h"
#include "engine/graph/graph.h"

namespace gatecast::reports {

// `challenge (second_factor) by email or sms`.
std::string answer_words(const engine::Decision& decision);
// `challenge (second_factor)`; `enroll (enrollment_grace; if skipped allow: grace)`.
std::string kind_words(const engine::Decision& decision);
// A date where it begins then, else the second.
std::string instant_words(rules::Instant instant, const rules::TimeZone& zone);
// A user's text, that must not become markup.
std::string markdown(std::string_view text);
// `challenge (second_factor) -> allow (two_factor_off)`.
std::string change_words(engine::ChangedAnswer::What what, const engine::Decision& before,
                         const engine::Decision& after);
std::string change_words(const engine::ChangedAnswer& change);
std::string_view name(engine::ChangedAnswer::What what);
// `type is "customer"`, `now is before 2027-02-01`; dates in the zone of the graph.
std::string restriction_words(const engine::Restriction& restriction, const engine::Graph& graph);
// All of them, joined by `; `; `every sign-in`.
std::string condition_words(const engine::Condition& condition, const engine::Graph& graph);
// All of them on one line: what they have in common, then each without that, joined by ` | `.
std::string conditions_words(const std::vector<engine::Condition>& all, bool has_more,
                             const engine::Graph& graph);
// What all of several conditions say, and what is left of each without that.
engine::Condition in_common(const std::vector<engine::Condition>& all);
std::vector<engine::Condition> without(const std::vector<engine::Condition>& all,
                                       const engine::Condition& common);
// `attempts 5 -> 3`, each that differs.
std::vector<std::string> limits_words(const engine::Limits& before, const engine::Limits& after);
// Why a sign-in gets its answer, in a sentence: what the row that decides says is the case.
std::string because(const engine::Graph& graph, const engine::Facts& facts);

}  // namespace gatecast::reports
