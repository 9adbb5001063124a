#include "engine/signin/challenge.h"

#include "engine/signin/counters.h"
#include "engine/signin/enrollment.h"

namespace gatecast::engine {

namespace {

using signin::counters;
using signin::elapsed;
using signin::unchanged;

bool live(Phase phase) {
  return phase == Phase::challenge || phase == Phase::prove || phase == Phase::enroll;
}

// Administrators and a new sign-in do not wait for an old challenge.
bool acts_on_challenge(EventKind kind) {
  switch (kind) {
    case EventKind::code_entered:
    case EventKind::backup_code:
    case EventKind::resend:
    case EventKind::switch_method:
    case EventKind::enroll_begin:
    case EventKind::enroll_confirm:
    case EventKind::skip:
    case EventKind::regenerate_codes:
      return true;
    case EventKind::begin:
    case EventKind::administrator_reset:
    case EventKind::administrator_unlock:
    case EventKind::deactivate:
      return false;
  }
  return false;
}

bool entering_codes(const ChallengeState& state) {
  return state.phase == Phase::challenge || state.phase == Phase::prove;
}

bool all_locked(const ChallengeState& state, Instant now) {
  for (const Method m : state.offered) {
    if (!signin::locked(counters(state.credentials, m), now)) return false;
  }
  return true;
}

// The method by which a proof other than the password is given.
Method proof_method(Proof proof) {
  switch (proof) {
    case Proof::email:
      return Method::email;
    case Proof::passkey:
      return Method::passkey;
    case Proof::authenticator:
    case Proof::password:
      return Method::authenticator;
  }
  return Method::authenticator;
}

// Sends a code by `current` where that is its way; false where the hour is used up.
bool send_code(Step& result, const Limits& limits, Instant now) {
  ChallengeState& next = result.state;
  if (!signin::sends_codes(next.current)) return true;
  if (!signin::count_send(counters(next.credentials, next.current), limits, now)) return false;
  next.code_sent_at = now;
  result.effects.send_code = true;
  return true;
}

void open_enrollment(ChallengeState& next, const Decision& decision) {
  next.enroll_in = decision.enroll_in;
  next.may_skip = decision.may_skip;
  next.proof = decision.proof.value_or(Proof::password);
  if (next.proof == Proof::password) {
    // The sign-in that led here has proved it.
    next.phase = Phase::enroll;
    next.current = decision.enroll_in.front();
    return;
  }
  next.phase = Phase::prove;
  next.current = proof_method(next.proof);
  next.offered = MethodList{next.current};
}

Step begin(const ChallengeState& state, const Decision* decision, const Limits& limits,
           Instant now) {
  if (decision == nullptr) return unchanged(state, StepVerdict::refused);
  const bool challenges = decision->outcome == Outcome::challenge;
  const bool enrolls = decision->outcome == Outcome::enroll;
  if ((challenges && decision->methods.empty()) || (enrolls && decision->enroll_in.empty())) {
    return unchanged(state, StepVerdict::refused);
  }
  Step result;
  ChallengeState& next = result.state;
  next.credentials = state.credentials;
  next.opened_at = now;
  result.effects.alert = decision->alert;
  if (challenges) {
    next.phase = Phase::challenge;
    next.offered = decision->methods;
    next.current = decision->methods.front();
    next.backup_code_accepted = decision->backup_code;
  } else if (enrolls) {
    open_enrollment(next, *decision);
  }
  // The challenge stands even if no code may be sent: another method may still be offered.
  if (entering_codes(next) && !send_code(result, limits, now)) {
    result.verdict = StepVerdict::sends_exhausted;
  }
  return result;
}

Step fail(const ChallengeState& state, Method method, const Limits& limits, Instant now) {
  Step result = unchanged(state, StepVerdict::wrong_code);
  ChallengeState& next = result.state;
  ++next.attempts;
  const StepVerdict lock = signin::count_failure(next.credentials, method, limits, now);
  const bool exhausted = next.attempts >= limits.attempts;
  if (lock != StepVerdict::ok) {
    result.verdict = lock;
    result.effects.alert = lock == StepVerdict::hard_locked || next.credentials.emergency;
  } else if (exhausted) {
    result.verdict = StepVerdict::attempts_exhausted;
  }
  if (exhausted || all_locked(next, now)) next.phase = Phase::ended;
  return result;
}

Step succeed(const ChallengeState& state, Method method) {
  Step result = unchanged(state, StepVerdict::verified);
  ChallengeState& next = result.state;
  signin::count_success(next.credentials, method);
  next.code_sent_at = rules::instant_min;  // a code is good for one use
  if (state.phase == Phase::prove) {
    next.phase = Phase::enroll;
    next.attempts = 0;
    next.current = next.enroll_in.front();
    result.verdict = StepVerdict::ok;
    return result;
  }
  next.phase = Phase::verified;
  result.effects.remember_device = true;
  return result;
}

Step code_entered(const ChallengeState& state, bool match, const Limits& limits, Instant now) {
  if (!entering_codes(state)) return unchanged(state, StepVerdict::refused);
  const MethodCounters& c = counters(state.credentials, state.current);
  if (signin::locked(c, now)) return unchanged(state, signin::lock_verdict(c));
  // Whatever was typed cannot be right, so it tells a guesser nothing and is no failure.
  if (signin::sends_codes(state.current) && elapsed(state.code_sent_at, now) >= limits.code_ttl) {
    return unchanged(state, StepVerdict::code_expired);
  }
  return match ? succeed(state, state.current) : fail(state, state.current, limits, now);
}

Step backup_code(const ChallengeState& state, bool match, const Limits& limits, Instant now) {
  if (state.phase != Phase::challenge) return unchanged(state, StepVerdict::refused);
  if (!state.offered.contains(Method::authenticator)) {
    return unchanged(state, StepVerdict::not_offered);
  }
  if (!state.backup_code_accepted || state.credentials.backup_codes <= 0) {
    return unchanged(state, StepVerdict::no_backup_code);
  }
  const MethodCounters& c = counters(state.credentials, Method::authenticator);
  if (signin::locked(c, now)) return unchanged(state, signin::lock_verdict(c));
  if (!match) return fail(state, Method::authenticator, limits, now);
  Step result = succeed(state, Method::authenticator);
  --result.state.credentials.backup_codes;
  return result;
}

Step resend(const ChallengeState& state, const Limits& limits, Instant now) {
  if (!entering_codes(state) || !signin::sends_codes(state.current)) {
    return unchanged(state, StepVerdict::refused);
  }
  const MethodCounters& c = counters(state.credentials, state.current);
  if (signin::locked(c, now)) return unchanged(state, signin::lock_verdict(c));
  if (state.resends >= limits.resends) return unchanged(state, StepVerdict::resends_exhausted);
  if (elapsed(state.code_sent_at, now) < limits.resend_cooldown) {
    return unchanged(state, StepVerdict::resend_too_soon);
  }
  Step result = unchanged(state, StepVerdict::ok);
  if (!send_code(result, limits, now)) return unchanged(state, StepVerdict::sends_exhausted);
  ++result.state.resends;
  return result;
}

Step switch_method(const ChallengeState& state, Method method, const Limits& limits, Instant now) {
  if (state.phase != Phase::challenge) return unchanged(state, StepVerdict::refused);
  if (!state.offered.contains(method)) return unchanged(state, StepVerdict::not_offered);
  if (method == state.current) return unchanged(state, StepVerdict::refused);
  const MethodCounters& c = counters(state.credentials, method);
  if (signin::locked(c, now)) return unchanged(state, signin::lock_verdict(c));
  Step result = unchanged(state, StepVerdict::ok);
  result.state.current = method;
  if (!signin::sends_codes(method)) return result;
  // Going back and forth sends again and again: after the first code of a challenge each counts
  // among the resends. The cooldown is not asked for, since the other way is another mailbox.
  const bool again = state.code_sent_at != rules::instant_min;
  if (again && state.resends >= limits.resends) {
    return unchanged(state, StepVerdict::resends_exhausted);
  }
  if (!send_code(result, limits, now)) return unchanged(state, StepVerdict::sends_exhausted);
  if (again) ++result.state.resends;
  return result;
}

}  // namespace

Step step(const ChallengeState& state, const Event& event, const Limits& limits, Instant now) {
  if (live(state.phase) && acts_on_challenge(event.kind) &&
      elapsed(state.opened_at, now) >= limits.challenge_ttl) {
    Step result = unchanged(state, StepVerdict::challenge_expired);
    result.state.phase = Phase::ended;
    return result;
  }
  switch (event.kind) {
    case EventKind::begin:
      return begin(state, event.decision, limits, now);
    case EventKind::code_entered:
      return code_entered(state, event.match, limits, now);
    case EventKind::backup_code:
      return backup_code(state, event.match, limits, now);
    case EventKind::resend:
      return resend(state, limits, now);
    case EventKind::switch_method:
      return switch_method(state, event.method, limits, now);
    case EventKind::enroll_begin:
      return signin::enroll_begin(state, event.method, now);
    case EventKind::enroll_confirm:
      return signin::enroll_confirm(state, event.match, limits);
    case EventKind::skip:
      return signin::skip(state);
    case EventKind::regenerate_codes:
      return signin::regenerate_codes(state, limits);
    case EventKind::administrator_reset:
      return signin::administrator_reset(state);
    case EventKind::administrator_unlock:
      return signin::administrator_unlock(state, event.method);
    case EventKind::deactivate:
      return signin::deactivate(state);
  }
  return unchanged(state, StepVerdict::refused);
}

}  // namespace gatecast::engine
