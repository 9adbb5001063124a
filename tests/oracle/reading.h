// What SIGNIN's words mean for one policy and one sign-in: admitted, enrolled, reset, grace,
// usable, recognized, and whether a condition holds. The interpreter's rows are written in these
// words.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/facts.h"
#include "rules/policy.h"
#include "tests/oracle/settings.h"

namespace gatecast::oracle {

// Thrown where a fact is needed and not known; `answer` turns it into no answer.
struct UnknownFact {
  std::string name;
};

// The first 8 bytes, big-endian, of SHA-256(policy, 0, stage, 0, user, 0), mod 10,000.
int ramp_bucket(const std::string& policy, const std::string& stage, const std::string& user);

class Reading {
 public:
  Reading(const rules::Policy& policy, const engine::Facts& facts);

  const Settings& in_force() const { return in_force_; }
  const Settings& two_factor_alone() const { return alone_; }

  // `settings` are those that enrolled, grace and days_overdue look at.
  bool holds(const rules::Condition& condition, const Settings& settings) const;

  bool enrolled(const Settings& settings) const;
  bool reset(const Settings& settings) const;
  bool required(const Settings& settings) const;
  rules::GraceState grace(const Settings& settings) const;
  std::optional<rules::Instant> deadline(const Settings& settings) const;

  bool admitted() const;
  // Stages that match the account, in order.
  std::vector<const rules::Stage*> matching_stages() const;
  // The exclusion that covers the account now, if any.
  const rules::Exclusion* exclusion() const;
  const rules::Role* admin_role() const;
  bool emergency() const;
  bool recognized() const;
  bool account_locked() const;

  bool mail_healthy() const;
  bool method_locked(rules::Method method) const;
  bool set_up(rules::Method method) const;
  bool usable(rules::Method method) const;
  // What a challenge offers, the default first.
  std::vector<rules::Method> offered(bool with_fallback) const;
  bool before(rules::Date date) const { return facts_.now < policy_.zone.midnight(date); }
  int backup_codes() const;

 private:
  std::vector<std::string> roles() const;
  bool has_role(const std::string& name) const;
  std::optional<rules::AccountType> type() const;
  bool leaf_holds(const rules::Condition& condition, const Settings& settings) const;
  bool boolean_fact(rules::Condition::Kind kind, const Settings& settings) const;
  bool name_holds(const rules::Condition& condition) const;
  bool clock_holds(const rules::Condition& condition, const Settings& settings) const;
  bool attribute_holds(const rules::Condition& condition) const;
  bool in_network(const std::string& name) const;
  bool overdue(const rules::OverdueBound& bound, const Settings& settings) const;
  std::optional<rules::Instant> admission() const;
  rules::Instant grace_opening() const;

  const rules::Policy& policy_;
  const engine::Facts& facts_;
  Settings alone_;
  Settings in_force_;
};

}  // namespace gatecast::oracle
