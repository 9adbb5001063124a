// The challenge of one sign-in as a pure function: `step` takes a state and an event and returns
// the next state, what the caller must be told, and what must be done (send a code, lock ...).
//
// No clock, no I/O, no secrets: the caller compares codes in constant time and reports the verdict
// in the event. The live service stores the state with compare-and-swap; the simulator keeps it in
// memory. Both call this one function.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "engine/decision.h"

namespace gatecast::engine {

// What outlives a challenge: counters a (account, method), enrollment and backup codes.
struct MethodCounters {
  std::int32_t consecutive_failures = 0;    // since the last success, across challenges
  std::int32_t lockouts = 0;                // timed locks in a row: each doubles the next
  Instant lock_until = rules::instant_min;  // instant_min: not locked; instant_max: until lifted
  bool hard = false;
  std::int32_t sends_this_hour = 0;
  Instant hour_begin = rules::instant_min;
};

struct Credentials {
  std::array<MethodCounters, rules::method_count> methods;
  rules::AuthenticatorState authenticator = rules::AuthenticatorState::not_started;
  bool passkey = false;
  std::int32_t backup_codes = 0;
  bool reset = false;
  bool emergency = false;  // no number of failures hard-locks an emergency account
};

enum class Phase : std::uint8_t { idle, challenge, prove, enroll, verified, ended };

struct ChallengeState {
  Phase phase = Phase::idle;
  MethodList offered;
  Method current = Method::authenticator;
  bool backup_code_accepted = false;
  MethodList enroll_in;
  Proof proof = Proof::password;
  bool may_skip = false;
  std::int32_t attempts = 0;
  std::int32_t resends = 0;
  Instant opened_at = 0;
  // When the code, in `enroll` the secret, of this challenge went out; instant_min: none has.
  Instant code_sent_at = rules::instant_min;
  Credentials credentials;
};

enum class EventKind : std::uint8_t {
  begin,         // with the decision of this sign-in
  code_entered,  // match: whether it equals the code
  backup_code,   // match
  resend,
  switch_method,   // to `method`, one of those offered
  enroll_begin,    // authenticator or passkey in `method`; again: the old secret is void
  enroll_confirm,  // match: the first code from the new authenticator
  skip,            // leaves an enrollment that may be skipped
  regenerate_codes,
  administrator_reset,
  administrator_unlock,  // of `method`
  deactivate,
};

struct Event {
  EventKind kind = EventKind::begin;
  bool match = false;
  Method method = Method::authenticator;
  const Decision* decision = nullptr;  // begin only
};

enum class StepVerdict : std::uint8_t {
  ok,        // done; go on
  verified,  // the second factor is proved
  enrolled,  // enrollment completed: codes are shown once
  skipped,
  wrong_code,
  code_expired,
  challenge_expired,
  attempts_exhausted,
  method_locked,  // timed
  hard_locked,
  resend_too_soon,
  resends_exhausted,
  sends_exhausted,  // sends_per_hour
  not_offered,
  no_backup_code,
  refused,  // the event has no meaning in this phase (for example enrolling over an enrolled
            // authenticator)
};

struct Effects {
  bool send_code = false;  // by `current`
  bool issue_secret = false;
  bool issue_backup_codes = false;
  bool remember_device = false;
  bool revoke_devices = false;
  bool void_challenges = false;
  bool alert = false;
};

struct Step {
  ChallengeState state;
  StepVerdict verdict = StepVerdict::ok;
  Effects effects;
};

// Total: every event has an answer in every state; what is not allowed leaves the state unchanged
// with verdict `refused`. `limits` are those of the decision that opened the challenge.
Step step(const ChallengeState& state, const Event& event, const Limits& limits, Instant now);

}  // namespace gatecast::engine
