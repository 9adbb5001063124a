// Parts of a policy in its own words, for labels.
#pragma once

#include <string>
#include <vector>

#include "engine/graph/graph.h"

namespace gatecast::engine {

// `{risk: high, not: {network: office}}`
std::string condition_words(const rules::Condition& condition, const rules::Policy& policy);
// A line each key of a `set:`, such as `enrollment: {grace: {days: 0}}`.
std::vector<std::string> settings_words(const rules::SettingsPatch& settings);
// Which limits and backup codes it sets, such as `limits.attempts`.
std::vector<std::string> limit_keys(const rules::SettingsPatch& settings);
// `line 12`, or `line 12 of pci-dss-8.4` for a place in a shipped policy; empty for no place.
std::string place_words(const rules::Source& source, rules::Span span);
// `a rule, line 12` or `rule NAME, line 12`
std::string rule_words(const rules::Rule& rule, const rules::Source& source);
// A local date of the policy's time zone, with the time where it is not midnight.
std::string date_words(const rules::TimeZone& zone, Instant instant);
// `a`, `a and b`, `a, b and 7 more`: at most `most` of them.
std::string list_words(const std::vector<std::string>& items, std::size_t most = 6);
// What the piece may be in force: the policy's words for it, each once, that of `two_factor` first.
std::vector<std::string> choice_words(const Graph& graph, Piece piece);

}  // namespace gatecast::engine
