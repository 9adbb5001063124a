// What holds of a challenge after any events in any order.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <vector>

#include "engine/signin/challenge.h"

namespace gatecast::engine {
namespace {

using rules::AuthenticatorState;

struct Move {
  Event event;
  Decision decision;
  Seconds wait = 0;
};

MethodList some_methods(std::size_t least) {
  std::vector<Method> all = {Method::authenticator, Method::email, Method::sms, Method::passkey};
  const auto first = *rc::gen::inRange<std::size_t>(0, 4);
  std::rotate(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(first), all.end());
  const auto size = *rc::gen::inRange<std::size_t>(least, 5);
  MethodList result;
  for (std::size_t i = 0; i < size; ++i) result.push_back(all[i]);
  return result;
}

Move some_move() {
  Move move;
  move.event.kind = static_cast<EventKind>(
      *rc::gen::weightedOneOf<int>({{6, rc::gen::inRange(0, 8)}, {1, rc::gen::inRange(8, 12)}}));
  move.event.match = *rc::gen::inRange(0, 4) == 0;
  move.event.method = static_cast<Method>(*rc::gen::inRange(0, 4));
  move.wait = *rc::gen::element<Seconds>(0, 1, 29, 30, 31, 599, 600, 899, 900, 3600);
  move.decision.outcome = static_cast<Outcome>(*rc::gen::inRange(0, 4));
  move.decision.methods = some_methods(0);
  move.decision.enroll_in = *rc::gen::element(MethodList{Method::authenticator},
                                              MethodList{Method::passkey, Method::authenticator});
  move.decision.proof = static_cast<Proof>(*rc::gen::inRange(0, 4));
  move.decision.may_skip = *rc::gen::inRange(0, 2) == 0;
  move.decision.backup_code = move.decision.methods.contains(Method::authenticator);
  return move;
}

Limits some_limits() {
  Limits limits;
  limits.attempts = *rc::gen::inRange(1, 6);
  limits.resends = *rc::gen::inRange(0, 4);
  limits.sends_per_hour = *rc::gen::inRange(0, 5);
  limits.method_lock_after = *rc::gen::inRange(1, 6);
  limits.hard_lock_after = *rc::gen::inRange(1, 20);
  return limits;
}

bool same(const MethodCounters& a, const MethodCounters& b) {
  return a.consecutive_failures == b.consecutive_failures && a.lockouts == b.lockouts &&
         a.lock_until == b.lock_until && a.hard == b.hard &&
         a.sends_this_hour == b.sends_this_hour && a.hour_begin == b.hour_begin;
}

bool same(const ChallengeState& a, const ChallengeState& b) {
  for (std::size_t i = 0; i < rules::method_count; ++i) {
    if (!same(a.credentials.methods[i], b.credentials.methods[i])) return false;
  }
  return a.phase == b.phase && a.offered == b.offered && a.current == b.current &&
         a.backup_code_accepted == b.backup_code_accepted && a.enroll_in == b.enroll_in &&
         a.proof == b.proof && a.may_skip == b.may_skip && a.attempts == b.attempts &&
         a.resends == b.resends && a.opened_at == b.opened_at && a.code_sent_at == b.code_sent_at &&
         a.credentials.authenticator == b.credentials.authenticator &&
         a.credentials.passkey == b.credentials.passkey &&
         a.credentials.backup_codes == b.credentials.backup_codes &&
         a.credentials.reset == b.credentials.reset;
}

void check_bounds(const ChallengeState& state, const Limits& limits) {
  RC_ASSERT(state.attempts <= limits.attempts);
  RC_ASSERT(state.resends <= limits.resends);
  RC_ASSERT(state.credentials.backup_codes >= 0);
  RC_ASSERT(state.credentials.backup_codes <= std::max(limits.backup_codes_count, 10));
  for (const MethodCounters& c : state.credentials.methods) {
    RC_ASSERT(c.sends_this_hour <= limits.sends_per_hour);
    RC_ASSERT(!(c.hard && state.credentials.emergency));
  }
}

// What one step may do, whatever came before.
void check_step(const ChallengeState& before, const Move& move, const Step& after, Instant now) {
  const Event& event = move.event;
  const auto at = static_cast<std::size_t>(before.current);
  const StepVerdict verdict = after.verdict;
  if (verdict == StepVerdict::refused) RC_ASSERT(same(before, after.state));
  if (after.state.phase == Phase::verified && before.phase != Phase::verified) {
    RC_ASSERT(event.match);
  }
  if (verdict == StepVerdict::verified) {
    RC_ASSERT(event.match);
    RC_ASSERT(before.phase == Phase::challenge);
    if (event.kind == EventKind::code_entered) {
      RC_ASSERT(before.credentials.methods[at].lock_until <= now);
    }
  }
  if (verdict == StepVerdict::enrolled) {
    RC_ASSERT(event.kind == EventKind::enroll_confirm);
    RC_ASSERT(event.match);
    RC_ASSERT(before.phase == Phase::enroll);
  }
  if (before.credentials.authenticator == AuthenticatorState::enrolled &&
      event.kind != EventKind::administrator_reset) {
    RC_ASSERT(after.state.credentials.authenticator == AuthenticatorState::enrolled);
  }
  if (after.state.credentials.backup_codes > before.credentials.backup_codes) {
    RC_ASSERT(after.effects.issue_backup_codes);
  }
  if (after.effects.send_code) {
    RC_ASSERT(after.state.current == Method::email || after.state.current == Method::sms);
    RC_ASSERT(after.state.code_sent_at == now);
  }
}

TEST(ChallengeProperty, LimitsHoldUnderAnyEvents) {
  const bool holds = rc::check("limits hold under any events", [] {
    const Limits limits = some_limits();
    ChallengeState state;
    state.credentials.backup_codes = *rc::gen::inRange(0, 3);
    state.credentials.authenticator = static_cast<AuthenticatorState>(*rc::gen::inRange(0, 3));
    state.credentials.emergency = *rc::gen::inRange(0, 4) == 0;
    Instant now = 1'800'000'000;
    const int events = *rc::gen::inRange(1, 120);
    for (int i = 0; i < events; ++i) {
      Move move = some_move();
      move.event.decision = &move.decision;
      now += move.wait;
      const Step after = step(state, move.event, limits, now);
      check_step(state, move, after, now);
      check_bounds(after.state, limits);
      state = after.state;
    }
  });
  EXPECT_TRUE(holds);
}

TEST(ChallengeProperty, TotalAtTheEndsOfTime) {
  const bool holds = rc::check("every event has an answer at the ends of time", [] {
    const std::vector<Instant> ends = {rules::instant_min,     rules::instant_min + 1, -1, 0,
                                       rules::instant_max - 1, rules::instant_max};
    ChallengeState state;
    for (int i = 0; i < 20; ++i) {
      Move move = some_move();
      move.event.decision = &move.decision;
      const Instant now = *rc::gen::elementOf(ends);
      state = step(state, move.event, Limits{}, now).state;
      check_bounds(state, Limits{});
    }
  });
  EXPECT_TRUE(holds);
}

}  // namespace
}  // namespace gatecast::engine
