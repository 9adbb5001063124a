#include "engine/signin/enrollment.h"

#include "engine/signin/counters.h"

namespace gatecast::engine::signin {

namespace {

using rules::AuthenticatorState;

// Whether the account already holds what it would enroll in: holding it, a new one could be put in
// its place by whoever knows the password.
bool holds(const Credentials& credentials, Method method) {
  return method == Method::authenticator ? credentials.authenticator == AuthenticatorState::enrolled
                                         : credentials.passkey;
}

bool can_be_enrolled(Method method) {
  return method == Method::authenticator || method == Method::passkey;
}

}  // namespace

Step unchanged(const ChallengeState& state, StepVerdict verdict) {
  Step result;
  result.state = state;
  result.verdict = verdict;
  return result;
}

Step enroll_begin(const ChallengeState& state, Method method, Instant now) {
  // Someone verified by a second factor may add another of his own accord.
  const bool of_own_accord = state.phase == Phase::verified;
  if (state.phase != Phase::enroll && !of_own_accord) return unchanged(state, StepVerdict::refused);
  if (!can_be_enrolled(method)) return unchanged(state, StepVerdict::not_offered);
  if (!of_own_accord && !state.enroll_in.contains(method)) {
    return unchanged(state, StepVerdict::not_offered);
  }
  if (holds(state.credentials, method)) return unchanged(state, StepVerdict::refused);

  Step result = unchanged(state, StepVerdict::ok);
  ChallengeState& next = result.state;
  if (of_own_accord) {
    next.phase = Phase::enroll;
    next.enroll_in = MethodList{method};
    next.may_skip = false;
    next.attempts = 0;
    next.opened_at = now;
  }
  next.current = method;
  next.code_sent_at = now;
  if (method == Method::authenticator) next.credentials.authenticator = AuthenticatorState::pending;
  result.effects.issue_secret = true;
  return result;
}

Step enroll_confirm(const ChallengeState& state, bool match, const Limits& limits) {
  // A secret of an earlier challenge is void: only one issued in this challenge can be confirmed.
  if (state.phase != Phase::enroll || state.code_sent_at == rules::instant_min) {
    return unchanged(state, StepVerdict::refused);
  }
  Step result = unchanged(state, StepVerdict::wrong_code);
  ChallengeState& next = result.state;
  if (!match) {
    // No guess at a secret that someone else holds, so it ends the challenge but locks nothing.
    ++next.attempts;
    if (next.attempts >= limits.attempts) {
      next.phase = Phase::ended;
      result.verdict = StepVerdict::attempts_exhausted;
    }
    return result;
  }
  Credentials& credentials = next.credentials;
  if (next.current == Method::authenticator) {
    credentials.authenticator = AuthenticatorState::enrolled;
    credentials.backup_codes = limits.backup_codes_count;
    result.effects.issue_backup_codes = true;
  } else {
    credentials.passkey = true;
  }
  clear_failures(counters(credentials, next.current));
  credentials.reset = false;
  next.phase = Phase::verified;
  next.code_sent_at = rules::instant_min;
  result.verdict = StepVerdict::enrolled;
  result.effects.remember_device = true;
  return result;
}

Step skip(const ChallengeState& state) {
  const bool enrolling = state.phase == Phase::prove || state.phase == Phase::enroll;
  if (!enrolling || !state.may_skip) return unchanged(state, StepVerdict::refused);
  // What follows is another decision, with `skipped`; if that challenges, the caller begins again.
  Step result = unchanged(state, StepVerdict::skipped);
  result.state.phase = Phase::idle;
  result.state.may_skip = false;
  result.state.code_sent_at = rules::instant_min;
  return result;
}

Step regenerate_codes(const ChallengeState& state, const Limits& limits) {
  if (state.phase != Phase::verified ||
      state.credentials.authenticator != AuthenticatorState::enrolled) {
    return unchanged(state, StepVerdict::refused);
  }
  Step result = unchanged(state, StepVerdict::ok);
  result.state.credentials.backup_codes = limits.backup_codes_count;
  result.effects.issue_backup_codes = true;
  return result;
}

Step administrator_reset(const ChallengeState& state) {
  Step result = unchanged(state, StepVerdict::ok);
  ChallengeState& next = result.state;
  next.phase = Phase::ended;
  next.backup_code_accepted = false;
  next.code_sent_at = rules::instant_min;
  Credentials& credentials = next.credentials;
  credentials.authenticator = AuthenticatorState::not_started;
  credentials.passkey = false;
  credentials.backup_codes = 0;
  credentials.reset = true;
  // The counters guarded secrets that are no more.
  clear_failures(counters(credentials, Method::authenticator));
  clear_failures(counters(credentials, Method::passkey));
  result.effects.revoke_devices = true;
  result.effects.void_challenges = true;
  return result;
}

Step administrator_unlock(const ChallengeState& state, Method method) {
  Step result = unchanged(state, StepVerdict::ok);
  clear_failures(counters(result.state.credentials, method));
  return result;
}

Step deactivate(const ChallengeState& state) {
  Step result = unchanged(state, StepVerdict::ok);
  result.state.phase = Phase::ended;
  result.state.code_sent_at = rules::instant_min;
  result.effects.revoke_devices = true;
  result.effects.void_challenges = true;
  return result;
}

}  // namespace gatecast::engine::signin
