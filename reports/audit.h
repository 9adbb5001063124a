// Who can sign in without a second factor, why, and until when: every account of a population
// decided by the policy's own graph, and counted. Writers in audit_text, audit_json, audit_csv and
// audit_html show it.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/graph/decide.h"
#include "reports/audit_categories.h"
#include "reports/named_file.h"
#include "rules/result.h"
#include "simulator/ordinary_sign_in.h"
#include "simulator/population.h"

namespace gatecast::reports {

inline constexpr int audit_days = 90;  // how far ahead is looked
// Of one account, no more changes are listed: rules with hours may bring two a day.
inline constexpr std::size_t most_changes_each = 8;

struct AuditPlan {
  std::shared_ptr<const engine::Graph> graph;
  std::shared_ptr<const simulator::AccountColumns> accounts;
  simulator::OrdinarySignIn sign_in;
  rules::Instant at = 0;
  int threads = 0;  // 0: as many as the machine has; changes nothing but the time
  // Only carried into the report, so that it can be repeated.
  std::string version;
  std::string policy_digest;
  std::string population_digest;
};

// What an account gets. Points into the graph.
struct AuditState {
  Category category = Category::unknown;
  rules::Outcome outcome = rules::Outcome::deny;  // where unknown facts decide: the strictest
  engine::MethodList methods;
  std::string_view reason;
  std::optional<rules::Instant> deadline;  // of grace, or of a lock
  const engine::DecidedBy* rule = &engine::nothing_decided;
};

struct AuditedAccount {
  AuditState now;
  // The first change by time alone within `audit_days`; instant_max: none.
  rules::Instant changes_at = rules::instant_max;
  AuditState next;
  bool is_dated = true;         // false: unknown facts decide what comes after that, or at all
  std::uint32_t unknown = 0;    // index in Audit::unknown_sets
  std::int32_t exception = -1;  // that lets it in now, index in Audit::exceptions
};

using AccountList = std::vector<std::uint32_t>;  // by index of the population

struct AuditedRole {
  std::string name;  // empty: accounts without a role; `?`: whose roles are unknown
  std::optional<rules::AccountType> type;
  bool admin = false;
  Counts counts{};
  // By index of `Audit::exceptions`: how many of the excluded it lets in.
  std::map<std::int32_t, std::uint64_t> exceptions;
};

// An exclusion, or a rule that allows.
struct DeclaredException {
  bool is_rule = false;
  std::string whom;  // `role: Legacy Service`, or the first line of its condition
  std::string reason;
  std::string owner;
  std::string approved_by;
  rules::Date last_day;  // that it covers
  bool is_over = false;  // by now
  engine::DecidedBy place;
  AccountList accounts;  // that it lets in now
};

struct AuditDate {
  enum class Kind : std::uint8_t { exclusion_ends, rule_ends, review_due, stage_starts };
  rules::Date date;  // of an end: the first day that is not covered
  Kind kind = Kind::stage_starts;
  std::string what;
  AccountList accounts;
};
std::string_view name(AuditDate::Kind kind);

// Accounts that change alike on one day, by time alone. Methods and deadlines are told apart
// where nothing else changes.
struct AuditChange {
  rules::Date date;
  AuditState from, to;
  AccountList accounts;
};

struct UnknownFact {
  std::string name;
  std::uint64_t accounts = 0;  // of category `unknown` that depend on it
};

struct AuditSince;  // audit_since.h

struct Audit {
  AuditPlan plan;
  rules::Date last_day;  // that is looked at
  std::vector<AuditedAccount> accounts;
  std::array<AccountList, category_count> lists;
  Counts counts{};
  std::vector<AuditedRole> roles;
  std::vector<DeclaredException> exceptions;
  std::vector<AuditDate> dates;      // by date
  std::vector<AuditChange> changes;  // by date
  std::vector<UnknownFact> unknown_facts;
  std::vector<std::vector<std::string>> unknown_sets;  // first the empty one
  std::uint64_t undated = 0;
  std::uint64_t changing_often = 0;  // accounts with more changes than are listed
  std::uint64_t by_sso = 0;          // accounts counted through single sign-on
  std::uint64_t partly_by_sso = 0;   // that use it at times, and are counted by password
  // What changed since another policy; null: nobody asked.
  std::shared_ptr<const AuditSince> since;
  const rules::Policy& policy() const { return engine::policy_of(*plan.graph); }
  engine::Account account(std::uint32_t index) const { return (*plan.accounts)[index].account; }
  std::string_view id(std::uint32_t index) const { return plan.accounts->id(index); }
};

// Fails, naming the account, where too many facts are unknown for a policy of that size.
rules::Result<Audit> audit(AuditPlan plan);

std::string audit_text(const Audit& audit);  // at most 100 columns, but for commands
std::string audit_json(const Audit& audit);
std::string audit_html(const Audit& audit);  // one page that needs no network
// summary, roles, exceptions, dates, changes, accounts, and with `since` three more; RFC 4180, one
// header line each
std::vector<NamedFile> audit_csv(const Audit& audit);

}  // namespace gatecast::reports
