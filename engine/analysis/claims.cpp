#include "engine/analysis/claims.h"

#include <algorithm>

namespace gatecast::engine {
namespace {

using Claim = rules::Assertion::Claim;

bool password_alone(const Decision& decision) {
  if (decision.outcome == Outcome::allow) return decision.reason != "recognized_device";
  const auto& skipped = decision.if_skipped;
  return decision.may_skip && skipped->outcome == Outcome::allow &&
         skipped->reason() != "recognized_device";
}

bool offers(const Decision& decision, Method method) {
  return decision.methods.contains(method) ||
         (decision.if_skipped && decision.if_skipped->methods.contains(method));
}

bool is_excepted(const rules::Assertion& assertion, const Decision& decision) {
  const auto lists = [&](std::string_view reason) {
    return std::any_of(assertion.except.begin(), assertion.except.end(),
                       [&](const auto& except) { return except.value == reason; });
  };
  if (lists(decision.reason)) return true;
  return assertion.claim == Claim::password_alone && decision.may_skip &&
         lists(decision.if_skipped->reason());
}

}  // namespace

bool claim_holds(const rules::Assertion& assertion, const Decision& decision) {
  switch (assertion.claim) {
    case Claim::password_alone:
      return password_alone(decision);
    case Claim::second_factor:
      return decision.second_factor;
    case Claim::enrollment_by_password:
      return decision.outcome == Outcome::enroll && decision.proof == Proof::password;
    case Claim::way_in:
      return decision.outcome != Outcome::deny;
    case Claim::deny:
      return decision.outcome == Outcome::deny;
    case Claim::reason:
      return decision.reason == assertion.reason;
    case Claim::method:
      break;
  }
  return offers(decision, assertion.method);
}

bool violates(const rules::Assertion& assertion, const Decision& decision) {
  if (is_excepted(assertion, decision)) return false;
  const bool never = assertion.quantifier == rules::Assertion::Quantifier::never;
  return claim_holds(assertion, decision) == never;
}

std::optional<rules::Instant> rollout_complete(const rules::Policy& policy) {
  std::optional<rules::Instant> complete;
  if (!policy.rollout) return complete;
  for (const rules::Stage& stage : policy.rollout->stages) {
    int days = 0;
    if (stage.ramp) {
      const auto& percents = stage.ramp->percent_hundredths;
      const auto all = std::find(percents.begin(), percents.end(), 10'000);
      if (all == percents.end()) continue;
      days = static_cast<int>(all - percents.begin()) * stage.ramp->every_days;
    }
    const rules::Instant reached = policy.zone.midnight({stage.start.value.days + days});
    complete = std::max(complete.value_or(reached), reached);
  }
  return complete;
}

std::optional<rules::Instant> instant_of(const rules::Policy& policy,
                                         const rules::AssertionTime& time) {
  if (!time.rollout_complete) return policy.zone.midnight(time.date);
  const auto complete = rollout_complete(policy);
  if (!complete) return std::nullopt;
  return policy.zone.add_days(*complete, time.plus_days);
}

}  // namespace gatecast::engine
