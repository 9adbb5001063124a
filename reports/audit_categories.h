// What an audit counts accounts as: each is in exactly one category, by the row and the reason of
// what it gets at its ordinary sign-in (SIGNIN, "Order of decision").
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "engine/decision.h"

namespace gatecast::reports {

enum class Category : std::uint8_t {
  second_factor,      // rows 13 and 6: a challenge
  grace_challenge,    // row 10: an enrollment that may be skipped, and then a challenge
  recognized_device,  // row 12, or row 10 skipped into it
  excluded,           // rows 9, and 6 that allows
  exempt_channel,     // row 7
  emergency_access,   // row 4
  stage_not_started,  // row 8
  grace,              // row 10: an enrollment that may be skipped, and then nothing
  unenrolled,         // rows 11 and 6: an enrollment that must be completed
  no_stage,           // row 8: no stage matches
  two_factor_off,     // row 5
  overdue,            // row 11, denied: the enrollment is overdue
  no_usable_method,   // rows 14, 11 and 6, denied for want of a method or a proof
  refused,            // rows 2, 3, and 6 that denies
  inactive,           // row 1
  unknown,            // it depends on facts that the population does not know
  count_
};
inline constexpr std::size_t category_count = static_cast<std::size_t>(Category::count_);

// What categories have in common, in this order.
enum class Group : std::uint8_t {
  second_factor,
  on_purpose,
  under_way,
  undeclared,
  no_way_in,
  unknown,
  count_
};
inline constexpr std::size_t group_count = static_cast<std::size_t>(Group::count_);

// Never `unknown`: that is for whoever knows which facts are.
Category category_of(const engine::Decision& decision);

std::string_view name(Category category);  // as the enumerator
std::string_view name(Group group);
std::optional<Category> category_named(std::string_view name);
// For a person.
std::string_view title(Category category);
std::string_view title(Group group);
Group group_of(Category category);

using Counts = std::array<std::uint64_t, category_count>;
std::uint64_t total(const Counts& counts);
std::uint64_t total(const Counts& counts, Group group);
// Who gets in without a second factor: on purpose, under way or undeclared.
std::uint64_t without_second_factor(const Counts& counts);

}  // namespace gatecast::reports
