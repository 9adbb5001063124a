// Single facts into the numbers of one graph, for decode() and for what reads facts in part.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "engine/facts.h"
#include "engine/graph/graph.h"

namespace gatecast::engine {

// 0: a user that conditions do not name.
std::uint32_t user_number(const Graph& graph, std::string_view id);
bool is_emergency(const Graph& graph, std::string_view id);
// The first step of the stage's ramp that admits the user; 0 without a ramp, 255: none does.
std::uint8_t ramp_step(const Graph& graph, std::size_t stage, std::string_view id);
std::uint8_t ramp_step_of(const rules::Ramp& ramp, int bucket);  // of ramp_bucket
// When a stage first admits the account, instant_max if none ever does; instant_min without a
// rollout. Needs all else that is the account's own, its ramp steps too.
Instant admitted_at(const Graph& graph, const DecodedFacts& account);
// The class of one value, or nothing if it is unknown or outside the attribute's values.
std::optional<std::uint32_t> attribute_class(const Graph& graph, std::uint32_t index,
                                             const AttributeValue& value);
bool is_country(std::string_view text);  // two capital letters
void set_bit(std::vector<std::uint64_t>& words, std::uint32_t i);

}  // namespace gatecast::engine
