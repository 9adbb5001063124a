#include "tests/analysis/plain_claims.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "tests/oracle/reading.h"

namespace gatecast::oracle {

using rules::Outcome;
using Claim = rules::Assertion::Claim;

namespace {

bool is_claimed(const rules::Assertion& assertion, const Answer& a) {
  const bool skips_into_allow = a.may_skip && a.if_skipped->outcome == Outcome::allow;
  switch (assertion.claim) {
    case Claim::password_alone:
      return (a.outcome == Outcome::allow && a.reason != "recognized_device") ||
             (skips_into_allow && a.if_skipped->reason != "recognized_device");
    case Claim::second_factor:
      return a.second_factor;
    case Claim::enrollment_by_password:
      return a.outcome == Outcome::enroll && a.proof == engine::Proof::password;
    case Claim::way_in:
      return a.outcome != Outcome::deny;
    case Claim::deny:
      return a.outcome == Outcome::deny;
    case Claim::reason:
      return a.reason == assertion.reason;
    case Claim::method:
      break;
  }
  auto offered = a.methods;
  if (a.if_skipped) {
    offered.insert(offered.end(), a.if_skipped->methods.begin(), a.if_skipped->methods.end());
  }
  return std::find(offered.begin(), offered.end(), assertion.method) != offered.end();
}

std::optional<rules::Instant> time_of(const rules::Policy& policy,
                                      const rules::AssertionTime& time) {
  if (!time.rollout_complete) return policy.zone.midnight(time.date);
  std::optional<int> last;
  for (const rules::Stage& stage : policy.rollout->stages) {
    std::vector<int> percents{10'000};
    if (stage.ramp) percents = stage.ramp->percent_hundredths;
    for (int step = 0; step < static_cast<int>(percents.size()); ++step) {
      if (percents[static_cast<std::size_t>(step)] < 10'000) continue;
      const int day = stage.start.value.days + step * (stage.ramp ? stage.ramp->every_days : 0);
      if (!last || day > *last) last = day;
      break;
    }
  }
  if (!last) return std::nullopt;
  return policy.zone.midnight({*last + time.plus_days});
}

std::vector<std::string> undeclared_roles(const rules::Policy& policy, const engine::Facts& facts) {
  std::vector<std::string> undeclared;
  for (const std::string& name : facts.user.roles.value_or({})) {
    const bool declared = std::any_of(policy.roles.begin(), policy.roles.end(),
                                      [&](const auto& role) { return role.name.value == name; });
    if (!declared) undeclared.push_back(name);
  }
  return undeclared;
}

std::string line_of(const rules::Source& source, const std::optional<rules::Span>& span) {
  return span ? std::to_string(source.position(span->begin).line) : "0";
}

}  // namespace

bool forbids(const rules::Assertion& assertion, const Answer& answer) {
  for (const auto& except : assertion.except) {
    if (except.value == answer.reason) return false;
    const bool by_skip = assertion.claim == Claim::password_alone && answer.may_skip;
    if (by_skip && except.value == answer.if_skipped->reason) return false;
  }
  const bool never = assertion.quantifier == rules::Assertion::Quantifier::never;
  return is_claimed(assertion, answer) == never;
}

bool is_within(const rules::Policy& policy, const rules::Assertion& assertion, rules::Instant now) {
  if (assertion.from) {
    const auto from = time_of(policy, *assertion.from);
    if (!from || now < *from) return false;
  }
  if (!assertion.until) return true;
  const auto until = time_of(policy, *assertion.until);
  return !until || now < *until;
}

std::optional<bool> applies(const rules::Policy& policy, const rules::Assertion& assertion,
                            const engine::Facts& facts) {
  if (!is_within(policy, assertion, facts.now)) return false;
  if (!assertion.when) return true;
  try {
    const Reading reading(policy, facts);
    return reading.holds(*assertion.when, reading.in_force());
  } catch (const UnknownFact&) {
    return std::nullopt;
  }
}

std::string hole_of(const rules::Policy& policy, const rules::Source& source,
                    const engine::Facts& facts, const Answer& a) {
  if (a.outcome == Outcome::deny) return "";
  const bool by_password = a.outcome == Outcome::enroll && a.proof == engine::Proof::password;
  if (a.second_factor && !by_password) return "";
  const Reading reading(policy, facts);
  const auto text = [&](const char* kind, const std::string& line) {
    return fmt::format("{} {} {}", a.reason, kind, line);
  };
  const std::string own = std::to_string(a.line);
  if (a.second_factor) {
    return text("enrollment_by_password", line_of(source, reading.in_force().proof_at));
  }
  if (a.row == 4) return text("emergency_access", own);
  if (a.row == 5) return text("switched_off", own);
  if (a.row == 6) return text("rule", own);
  if (a.row == 7) return text("exempt_channel", own) + " " + facts.sign_in.channel.value();
  if (a.row == 8) {
    if (a.reason != "not_in_rollout") return text("stage_not_started", own);
    return text(undeclared_roles(policy, facts).empty() ? "no_stage" : "undeclared_role", own);
  }
  if (a.row == 9) return text("exclusion", own);
  const std::string ending = a.may_skip ? a.if_skipped->reason : a.reason;
  if (ending == "grace") return text("grace", own);
  const bool cookie = facts.sign_in.device_cookie.value_or(false);
  return text(cookie ? "recognized_device" : "recognized_address",
              line_of(source, reading.in_force().enforcement_at));
}

bool roles_settle(const rules::Policy& policy, const engine::Facts& facts) {
  std::set<rules::AccountType> types;
  for (const std::string& name : facts.user.roles.value_or({})) {
    const auto role = std::find_if(policy.roles.begin(), policy.roles.end(),
                                   [&](const auto& each) { return each.name.value == name; });
    if (role == policy.roles.end()) return false;
    if (role->type) types.insert(*role->type);
  }
  return facts.user.type.is_known() || types.size() < 2;
}

Uncertain uncertain_account(const rules::Policy& policy, const engine::Facts& facts) {
  Uncertain all;
  all.facts = facts;
  all.policies.push_back(policy);
  const std::vector<std::string> undeclared = undeclared_roles(policy, facts);
  Unsettled of_role{"user.roles", {}};
  for (const std::string& name : undeclared) {
    for (const bool admin : {false, true}) {
      for (int type = 0; type < 3; ++type) {
        rules::Policy with = policy;
        rules::Role role;
        role.name.value = name;
        role.type = static_cast<rules::AccountType>(type);
        role.admin = admin;
        with.roles.push_back(role);
        of_role.values.push_back([i = all.policies.size()](World& world) { world.policy = i; });
        all.policies.push_back(std::move(with));
      }
    }
  }
  if (!undeclared.empty()) all.unknown.push_back(of_role);
  if (facts.user.type.is_none()) {
    Unsettled of_type{"user.type", {}};
    for (int type = 0; type < 3; ++type) {
      of_type.values.push_back(
          [type](World& world) { world.open_type = static_cast<rules::AccountType>(type); });
    }
    all.unknown.push_back(of_type);
  }
  return all;
}

bool may_apply(const Uncertain& uncertain, const rules::Assertion& assertion) {
  for (std::size_t i = uncertain.policies.size() > 1 ? 1 : 0; i < uncertain.policies.size(); ++i) {
    const rules::Policy& policy = uncertain.policies[i];
    const auto one = applies(policy, assertion, uncertain.facts);
    if (one.value_or(false)) return true;
    if (one) continue;
    // Roles that disagree: any type.
    for (int type = 0; type < 3; ++type) {
      engine::Facts typed = uncertain.facts;
      typed.user.type = static_cast<rules::AccountType>(type);
      if (applies(policy, assertion, typed).value_or(false)) return true;
    }
  }
  return false;
}

}  // namespace gatecast::oracle
