// An enrollment: its proof, the secret, the first code; and challenges that are drawn step by step.
#include "simulator/journey.h"

namespace gatecast::simulator {

namespace {

using engine::ChallengeState;
using engine::EventKind;
using engine::Limits;
using engine::Phase;
using engine::Step;
using engine::StepVerdict;
using rules::Method;

}  // namespace

Walk Journey::enter_codes(const Traveller& t, ChallengeState& state, StepVerdict begun,
                          const Limits& limits, Draws& draws) {
  const Delays& drilled = world_.era_at(state.opened_at).delays;
  const bool everyday = drilled.sms == 0 && drilled.email == 0;
  const Handling& how = everyday ? handling_[kind_->traits] : handling(*traits_, drilled);
  const auto chance = [&](Slip slip) {
    return draws.chance(how.shares[static_cast<std::size_t>(slip)]);
  };
  return CodeEntry(t.at_hand, how.delays, state, limits, state.opened_at, chance)
      .run(begun == StepVerdict::ok);
}

void Journey::has_enrolled(Traveller& t) {
  add(Metric::enrollments);
  ++t.enrollments;
  t.at_hand.has_secret = true;
  t.assisted = false;
  const double saved = trait(Parameter::backup_codes_saved_share);
  t.at_hand.codes_saved = saved > 0 && t.luck.uniform(Purpose::saved, t.enrollments) < saved;
  t.next[static_cast<std::size_t>(Happening::enroll)] = SlotClock::never;
  mind_clock(t, t.at);
}

// The same as below, of somebody without failures who proves nothing but his password.
bool Journey::set_up(Traveller& t, const Enrolling& enrolling, Draws& draws) {
  add(Metric::spent, seconds_[kind_->traits].setup);
  const bool confirms = t.assisted || draws.chance(trait(setup_success(enrolling.method)));
  const bool done = confirms && enrolling.succeeds;
  const engine::Credentials& now = confirms ? enrolling.confirmed : enrolling.begun;
  t.credentials.authenticator = now.authenticator;
  t.credentials.passkey = now.passkey;
  t.credentials.reset = now.reset;
  if (confirms && enrolling.issues_codes) t.credentials.backup_codes = now.backup_codes;
  if (done) has_enrolled(t);
  sync(t);
  count_status(t);
  return done;
}

// An enrollment from its begin: the proof, the secret, the first code.
Walk Journey::set_up(Traveller& t, ChallengeState& state, StepVerdict begun, const Limits& limits,
                     Moment at, Draws& draws) {
  const rules::Instant now = world_.calendar.instant(at);
  Walk walk;
  if (state.phase == Phase::prove) {
    walk = enter_codes(t, state, begun, limits, draws);
    add(Metric::wrong_codes, walk.wrong_codes);
  }
  const engine::MethodList methods = state.enroll_in;
  if (state.phase == Phase::enroll) {
    const bool able = can_enroll(t.has_smartphone, methods);
    // Whoever is able and fails is asked again at the next sign-in, and may do better.
    walk = {false, Cause::overdue, !able, false, false};
    if (able) {
      const Method method = enrolls_in(t.has_smartphone, methods);
      state = step(state, {EventKind::enroll_begin, false, method, nullptr}, limits, now).state;
      add(Metric::spent, seconds_[kind_->traits].setup);
      if (t.assisted || draws.chance(trait(setup_success(method)))) {
        const Step confirmed =
            step(state, {EventKind::enroll_confirm, true, {}, nullptr}, limits, now);
        state = confirmed.state;
        walk.done = confirmed.verdict == StepVerdict::enrolled;
      }
    }
  }
  t.credentials = state.credentials;
  t.unblemished = false;
  if (walk.done) has_enrolled(t);
  sync(t);
  count_status(t);
  return walk;
}

}  // namespace gatecast::simulator
