// Intended holes: exclusions, rules that allow, and accounts for emergencies.
#include <fmt/format.h>

#include "rules/lint/lint.h"
#include "rules/lint/lints.h"

namespace gatecast::rules {
namespace {

// What an exclusion and a rule that allows have in common.
struct Hole {
  Span span;
  const std::string& owner;
  const std::string& approved_by;
  Date expires;
};

void warn_expired(const Hole& hole, Date today, Diagnostics& diagnostics) {
  if (hole.expires.days > today.days) return;
  diagnostics.warning("exclusion-expired", hole.span,
                      fmt::format("this ended on {} and has no effect", format_date(hole.expires)),
                      "remove it, or have it approved again");
}

void warn_own_approval(const Hole& hole, Diagnostics& diagnostics) {
  if (hole.owner != hole.approved_by) return;
  diagnostics.warning("exclusion-approved-by-owner", hole.span,
                      fmt::format("`{}` approved a hole of its own", hole.owner),
                      "let somebody else approve it");
}

void warn_long(const Hole& hole, Date today, Diagnostics& diagnostics) {
  if (hole.expires.days - today.days <= lint_limits::exclusion_days) return;
  diagnostics.warning(
      "exclusion-too-long", hole.span,
      fmt::format("this stays open for more than a year, until {}", format_date(hole.expires)),
      "let it end within a year, and have it approved again then");
}

void warn_incomplete(const EmergencyAccess& emergency, Diagnostics& diagnostics) {
  std::string missing;
  const auto note = [&](bool present, std::string_view key) {
    if (!present) missing += fmt::format("{}`{}`", missing.empty() ? "" : ", ", key);
  };
  note(!emergency.owner.empty(), "owner");
  note(!emergency.approved_by.empty(), "approved_by");
  note(emergency.review_by.has_value(), "review_by");
  if (missing.empty()) return;
  diagnostics.warning("emergency-incomplete", emergency.span,
                      fmt::format("emergency accounts without {}", missing),
                      "say whose they are, who agreed, and when they are looked at again");
}

void warn_many(const EmergencyAccess& emergency, Diagnostics& diagnostics) {
  if (emergency.accounts.size() <= lint_limits::emergency_accounts) return;
  diagnostics.warning("emergency-too-many", emergency.accounts_span,
                      fmt::format("{} accounts need no second factor; {} are a few",
                                  emergency.accounts.size(), lint_limits::emergency_accounts),
                      "each is a password that opens everything: keep as few as you can watch");
}

void warn_review(const EmergencyAccess& emergency, Date today, Diagnostics& diagnostics) {
  if (!emergency.review_by || emergency.review_by->value.days >= today.days) return;
  diagnostics.warning("emergency-review-overdue", emergency.review_by->span,
                      fmt::format("the emergency accounts were to be reviewed by {}",
                                  format_date(emergency.review_by->value)),
                      "review them and set the next date");
}

}  // namespace

void lint_holes(const Policy& policy, Date today, Diagnostics& diagnostics) {
  const auto check = [&](const Hole& hole) {
    warn_expired(hole, today, diagnostics);
    warn_own_approval(hole, diagnostics);
    warn_long(hole, today, diagnostics);
  };
  for (const Exclusion& exclusion : policy.exclusions) {
    check({exclusion.span, exclusion.owner, exclusion.approved_by, exclusion.expires.value});
  }
  for (const Rule& rule : policy.rules) {
    if (!rule.then || !rule.then->expires) continue;
    check({rule.then->span, rule.then->owner, rule.then->approved_by, *rule.then->expires});
  }
  if (!policy.emergency_access) return;
  warn_incomplete(*policy.emergency_access, diagnostics);
  warn_many(*policy.emergency_access, diagnostics);
  warn_review(*policy.emergency_access, today, diagnostics);
}

}  // namespace gatecast::rules
