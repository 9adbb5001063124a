// At a challenge and at a set-up: what a person types, waits for and has mislaid. Every event goes
// through the engine's `step`.
#include <algorithm>
#include <array>
#include <cmath>

#include "simulator/journey.h"

namespace gatecast::simulator {

namespace {

using engine::ChallengeState;
using engine::EventKind;
using engine::Limits;
using engine::Phase;
using engine::Step;
using engine::StepVerdict;
using rules::AuthenticatorState;
using rules::Method;

// How long people take; only the engine's timeouts see these.
constexpr rules::Seconds typing_seconds = 10;
constexpr rules::Seconds waiting_seconds = 60;

bool by_message(Method method) { return method == Method::email || method == Method::sms; }

}  // namespace

bool Journey::message_arrives(const Traveller& t, Method method, Draws& draws) const {
  if (method == Method::sms) {
    return t.number_current && !draws.chance(trait(Parameter::sms_not_delivered_share));
  }
  return !draws.chance(trait(Parameter::email_not_delivered_share));
}

bool Journey::has_code(const Traveller& t, Method method, bool arrived, bool phone_here) const {
  if (method == Method::email) return arrived;
  if (method == Method::sms) return arrived && phone_here;
  return t.has_secret && phone_here;
}

// Types codes, asks for others, goes on to another method and then to a backup code, until the
// challenge or proof is done or nothing is left to try.
Journey::Walk Journey::enter_codes(Traveller& t, ChallengeState& state, StepVerdict begun,
                                   const Limits& limits, Draws& draws) {
  Walk walk;
  rules::Instant now = facts_.now;
  std::array<bool, rules::method_count> tried{};
  bool backup_tried = false;
  const bool phone_here = !draws.chance(trait(Parameter::phone_not_at_hand_share));
  bool arrived = begun == StepVerdict::ok && by_message(state.current) &&
                 message_arrives(t, state.current, draws);
  const auto blame = [&](Cause cause, bool lasting, bool elsewhere) {
    if (walk.cause != Cause::none) return;  // the first thing that went wrong
    walk.cause = cause;
    walk.lasting = lasting;
    walk.phone_elsewhere = elsewhere;
  };
  // True: the challenge goes on with the same means. Sets `walk` where it is over.
  bool over = false;
  const auto take = [&](const Step& step) {
    state = step.state;
    if (step.verdict == StepVerdict::verified || state.phase == Phase::enroll) {
      walk.done = over = true;
      return false;
    }
    const bool used_up = step.verdict == StepVerdict::attempts_exhausted;
    const bool locked =
        step.verdict == StepVerdict::method_locked || step.verdict == StepVerdict::hard_locked;
    if (state.phase == Phase::ended && (used_up || locked)) {
      walk = {false, Cause::attempts, false, false, true};
      over = true;
    } else if (state.phase == Phase::ended) {
      blame(Cause::code_not_delivered, false, false);
      over = true;
    } else if (step.verdict == StepVerdict::wrong_code) {
      if (!draws.chance(trait(Parameter::gives_up_share))) return true;
      blame(Cause::attempts, false, false);
      over = true;
    } else if (locked) {
      blame(Cause::attempts, false, false);
    }
    return false;
  };
  while (!over) {
    const Method method = state.current;
    if (has_code(t, method, arrived, phone_here)) {
      now += typing_seconds;
      const bool match = !draws.chance(trait(Parameter::code_mistyped_share));
      if (take(step(state, {EventKind::code_entered, match, {}, nullptr}, limits, now))) continue;
      if (over) break;
    } else if (by_message(method) && !arrived) {
      blame(Cause::code_not_delivered, method == Method::sms && !t.number_current, false);
      now += std::max(waiting_seconds, limits.resend_cooldown);
      if (draws.chance(trait(Parameter::resend_share))) {
        const Step again = step(state, {EventKind::resend, false, {}, nullptr}, limits, now);
        state = again.state;
        if (again.verdict == StepVerdict::ok) {
          arrived = message_arrives(t, method, draws);
          continue;
        }
      }
    } else if (!phone_here && (by_message(method) || t.has_secret)) {
      blame(Cause::no_usable_method, false, true);
    } else {
      const bool used = t.codes_saved && state.credentials.backup_codes == 0;
      blame(used ? Cause::backup_codes_used : Cause::device_lost, true, false);
    }
    tried[static_cast<std::size_t>(method)] = true;
    bool moved = false;
    for (const Method other : state.offered) {
      if (tried[static_cast<std::size_t>(other)]) continue;
      const Step step_over =
          step(state, {EventKind::switch_method, false, other, nullptr}, limits, now);
      tried[static_cast<std::size_t>(other)] = true;
      if (step_over.verdict != StepVerdict::ok) continue;
      state = step_over.state;
      arrived = by_message(other) && message_arrives(t, other, draws);
      moved = true;
      break;
    }
    if (moved) continue;
    if (backup_tried || !t.codes_saved || !state.backup_code_accepted) break;
    backup_tried = true;
    // Copied from paper with the same care as any code; a slip is tried again.
    for (bool again = true; again && !over;) {
      now += typing_seconds;
      const bool match = !draws.chance(trait(Parameter::code_mistyped_share));
      again = take(step(state, {EventKind::backup_code, match, {}, nullptr}, limits, now));
    }
    break;
  }
  if (!walk.done && walk.cause == Cause::none) walk.cause = Cause::no_usable_method;
  return walk;
}

bool Journey::can_enroll(const Traveller& t, const engine::MethodList& methods) const {
  return (t.has_smartphone && methods.contains(Method::authenticator)) ||
         methods.contains(Method::passkey);
}

// An enrollment from its begin: the proof, the secret, the first code.
Journey::Walk Journey::set_up(Traveller& t, ChallengeState& state, StepVerdict begun,
                              const Limits& limits, Moment at, Draws& draws) {
  const rules::Instant now = world_.calendar.instant(at);
  Walk walk;
  facts_.now = now;
  if (state.phase == Phase::prove) walk = enter_codes(t, state, begun, limits, draws);
  const engine::MethodList methods = state.enroll_in;
  if (state.phase == Phase::enroll) {
    walk = {false, Cause::overdue, true, false, false};
    const bool app = t.has_smartphone && methods.contains(Method::authenticator);
    if (can_enroll(t, methods)) {
      const Method method = app ? Method::authenticator : Method::passkey;
      state = step(state, {EventKind::enroll_begin, false, method, nullptr}, limits, now).state;
      add(Metric::spent, std::llround(trait(Parameter::setup_minutes) * 60));
      if (t.assisted || draws.chance(trait(Parameter::setup_success_share))) {
        const Step confirmed =
            step(state, {EventKind::enroll_confirm, true, {}, nullptr}, limits, now);
        state = confirmed.state;
        walk.done = confirmed.verdict == StepVerdict::enrolled;
      }
    }
  }
  t.credentials = state.credentials;
  if (walk.done) {
    add(Metric::enrollments);
    ++t.enrollments;
    t.has_secret = true;
    t.assisted = false;
    t.codes_saved =
        t.luck.uniform(Purpose::saved, t.enrollments) < trait(Parameter::backup_codes_saved_share);
    t.next[static_cast<std::size_t>(Happening::enroll)] = SlotClock::never;
  }
  sync(t);
  count_status(t, at);
  return walk;
}

}  // namespace gatecast::simulator
