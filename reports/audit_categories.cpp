#include "reports/audit_categories.h"

namespace gatecast::reports {
namespace {

using engine::Decision;
using rules::Outcome;

struct Entry {
  std::string_view name;
  std::string_view title;
  Group group;
};

// In the order of Category.
constexpr Entry entries[] = {
    {"second_factor", "asked for a second factor", Group::second_factor},
    {"grace_challenge", "in grace, asked for a second factor if skipping it", Group::second_factor},
    {"recognized_device", "on a device that is recognized", Group::second_factor},
    {"excluded", "excluded on purpose", Group::on_purpose},
    {"exempt_channel", "through an exempt channel", Group::on_purpose},
    {"emergency_access", "emergency access", Group::on_purpose},
    {"stage_not_started", "not yet in a stage", Group::under_way},
    {"grace", "in grace, by password alone if skipping it", Group::under_way},
    {"unenrolled", "unenrolled, must enroll at the next sign-in", Group::under_way},
    {"no_stage", "in no stage", Group::undeclared},
    {"two_factor_off", "two-factor sign-in is switched off", Group::undeclared},
    {"overdue", "unenrolled, and refused since grace is over", Group::no_way_in},
    {"no_usable_method", "no usable method", Group::no_way_in},
    {"refused", "refused", Group::no_way_in},
    {"inactive", "inactive account", Group::no_way_in},
    {"unknown", "depends on what the population leaves unknown", Group::unknown},
};
static_assert(std::size(entries) == category_count);

const Entry& entry(Category category) { return entries[static_cast<std::size_t>(category)]; }

Category denied(const Decision& decision, Category otherwise) {
  return decision.reason == "no_usable_method" ? Category::no_usable_method : otherwise;
}

Category of_then(const Decision& decision) {
  switch (decision.outcome) {
    case Outcome::allow:
      return Category::excluded;
    case Outcome::challenge:
      return Category::second_factor;
    case Outcome::enroll:
      return Category::unenrolled;
    case Outcome::deny:
      break;
  }
  return denied(decision, Category::refused);
}

// Offered to be skipped, or skipped already.
Category of_grace(const Decision& decision) {
  const auto& skipped = decision.if_skipped;
  const Outcome outcome = skipped ? skipped->outcome : decision.outcome;
  const std::string_view reason = skipped ? skipped->reason() : decision.reason;
  if (outcome == Outcome::challenge) return Category::grace_challenge;
  return reason == "recognized_device" ? Category::recognized_device : Category::grace;
}

}  // namespace

Category category_of(const Decision& decision) {
  switch (decision.row) {
    case 1:
      return Category::inactive;
    case 4:
      return Category::emergency_access;
    case 5:
      return Category::two_factor_off;
    case 6:
      return of_then(decision);
    case 7:
      return Category::exempt_channel;
    case 8:
      return decision.reason == "not_in_rollout" ? Category::no_stage : Category::stage_not_started;
    case 9:
      return Category::excluded;
    case 10:
      return of_grace(decision);
    case 11:
      if (decision.outcome == Outcome::enroll) return Category::unenrolled;
      return denied(decision, Category::overdue);
    case 12:
      return Category::recognized_device;
    case 13:
      return Category::second_factor;
    case 14:
      return Category::no_usable_method;
    default:
      return Category::refused;
  }
}

std::string_view name(Category category) { return entry(category).name; }
std::string_view title(Category category) { return entry(category).title; }
Group group_of(Category category) { return entry(category).group; }

std::optional<Category> category_named(std::string_view name) {
  for (std::size_t i = 0; i < category_count; ++i) {
    if (entries[i].name == name) return static_cast<Category>(i);
  }
  return std::nullopt;
}

std::string_view name(Group group) {
  constexpr std::string_view names[] = {"second_factor", "on_purpose", "under_way",
                                        "undeclared",    "no_way_in",  "unknown"};
  static_assert(std::size(names) == group_count);
  return names[static_cast<std::size_t>(group)];
}

std::string_view title(Group group) {
  constexpr std::string_view titles[] = {"With a second factor",
                                         "Without one, on purpose",
                                         "Without one, under way",
                                         "Without one, and nobody declared it",
                                         "No way in",
                                         "Unknown"};
  static_assert(std::size(titles) == group_count);
  return titles[static_cast<std::size_t>(group)];
}

std::uint64_t total(const Counts& counts) {
  std::uint64_t sum = 0;
  for (const std::uint64_t count : counts) sum += count;
  return sum;
}

std::uint64_t total(const Counts& counts, Group group) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < category_count; ++i) {
    if (entries[i].group == group) sum += counts[i];
  }
  return sum;
}

std::uint64_t without_second_factor(const Counts& counts) {
  return total(counts, Group::on_purpose) + total(counts, Group::under_way) +
         total(counts, Group::undeclared);
}

}  // namespace gatecast::reports
