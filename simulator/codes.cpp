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

// One person in front of one challenge or proof: types codes, asks for others, goes on to another
// method and then to a backup code, until it is done or nothing is left to try.
class Journey::CodeEntry {
 public:
  CodeEntry(const Journey& journey, const Traveller& traveller, ChallengeState& state,
            const Limits& limits, Draws& draws)
      : journey_(journey),
        t_(traveller),
        state_(state),
        limits_(limits),
        draws_(draws),
        now_(journey.facts_.now),
        phone_here_(!chance(Parameter::phone_not_at_hand_share)) {}

  Walk run(bool code_sent) {
    arrived_ = code_sent && by_message(state_.current) && message_arrives(state_.current);
    while (!over_) {
      if (has_code(state_.current)) {
        if (type_code(EventKind::code_entered)) continue;
      } else if (explain() && resend()) {
        continue;
      }
      if (over_ || switch_over()) continue;
      try_backup_codes();
      break;
    }
    if (!walk_.done && walk_.cause == Cause::none) walk_.cause = Cause::no_usable_method;
    return walk_;
  }

 private:
  bool chance(Parameter share) { return draws_.chance(journey_.trait(share)); }

  bool message_arrives(Method method) {
    if (method == Method::email) return !chance(Parameter::email_not_delivered_share);
    return t_.number_current && !chance(Parameter::sms_not_delivered_share);
  }

  bool has_code(Method method) const {
    if (method == Method::email) return arrived_;
    return phone_here_ && (method == Method::sms ? arrived_ : t_.has_secret);
  }

  // Only the first thing that went wrong is told.
  void blame(Cause cause, bool lasting, bool elsewhere) {
    if (walk_.cause != Cause::none) return;
    walk_.cause = cause;
    walk_.lasting = lasting;
    walk_.phone_elsewhere = elsewhere;
  }

  // True: the same can be tried again.
  bool type_code(EventKind kind) {
    now_ += typing_seconds;
    const bool match = !chance(Parameter::code_mistyped_share);
    const Step typed = step(state_, {kind, match, {}, nullptr}, limits_, now_);
    state_ = typed.state;
    const StepVerdict verdict = typed.verdict;
    if (verdict == StepVerdict::verified || state_.phase == Phase::enroll) {
      walk_.done = over_ = true;
      return false;
    }
    const bool locked =
        verdict == StepVerdict::method_locked || verdict == StepVerdict::hard_locked;
    if (state_.phase == Phase::ended) {
      over_ = true;
      if (locked || verdict == StepVerdict::attempts_exhausted) {
        walk_ = {false, Cause::attempts, false, false, true};
      } else {
        blame(Cause::code_not_delivered, false, false);  // it took too long
      }
      return false;
    }
    if (verdict == StepVerdict::wrong_code) {
      if (!chance(Parameter::gives_up_share)) return true;
      over_ = true;
    }
    if (locked || over_) blame(Cause::attempts, false, false);
    return false;
  }

  // Why there is no code to type. True: one may still come.
  bool explain() {
    const Method method = state_.current;
    if (by_message(method) && !arrived_) {
      blame(Cause::code_not_delivered, method == Method::sms && !t_.number_current, false);
      return true;
    }
    if (by_message(method) || t_.has_secret) {
      blame(Cause::no_usable_method, false, true);
    } else {
      const bool used = t_.codes_saved && state_.credentials.backup_codes == 0;
      blame(used ? Cause::backup_codes_used : Cause::device_lost, true, false);
    }
    return false;
  }

  bool resend() {
    now_ += std::max(waiting_seconds, limits_.resend_cooldown);
    if (!chance(Parameter::resend_share)) return false;
    const Step again = step(state_, {EventKind::resend, false, {}, nullptr}, limits_, now_);
    state_ = again.state;
    if (again.verdict != StepVerdict::ok) return false;
    arrived_ = message_arrives(state_.current);
    return true;
  }

  bool switch_over() {
    tried_[static_cast<std::size_t>(state_.current)] = true;
    const engine::MethodList offered = state_.offered;
    for (const Method other : offered) {
      bool& tried = tried_[static_cast<std::size_t>(other)];
      if (tried) continue;
      tried = true;
      const Step over =
          step(state_, {EventKind::switch_method, false, other, nullptr}, limits_, now_);
      state_ = over.state;
      if (over.verdict != StepVerdict::ok) continue;
      arrived_ = by_message(other) && message_arrives(other);
      return true;
    }
    return false;
  }

  // Copied from paper with the same care as any code; a slip is tried again.
  void try_backup_codes() {
    if (!t_.codes_saved || !state_.backup_code_accepted) return;
    while (type_code(EventKind::backup_code)) {
    }
  }

  const Journey& journey_;
  const Traveller& t_;
  ChallengeState& state_;
  const Limits& limits_;
  Draws& draws_;
  rules::Instant now_;
  bool phone_here_;
  bool arrived_ = false;
  bool over_ = false;
  std::array<bool, rules::method_count> tried_{};
  Walk walk_;
};

Journey::Walk Journey::enter_codes(const Traveller& t, ChallengeState& state, StepVerdict begun,
                                   const Limits& limits, Draws& draws) const {
  return CodeEntry(*this, t, state, limits, draws).run(begun == StepVerdict::ok);
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
    const bool able = can_enroll(t, methods);
    // Whoever is able and fails is asked again at the next sign-in, and may do better.
    walk = {false, Cause::overdue, !able, false, false};
    const bool app = t.has_smartphone && methods.contains(Method::authenticator);
    if (able) {
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
