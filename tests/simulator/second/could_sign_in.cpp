// Whether somebody could sign in if he tried now, from his usual device or by single sign-on: tried
// out, time and again, with luck that leaves nothing out. Nothing of it happens.
#include "tests/simulator/second/rollout.h"

namespace gatecast::second {

namespace {

using engine::EventKind;
using engine::Phase;
using rules::Method;
using simulator::Parameter;

// Six things that must go one way do so once in 64 tries.
constexpr int enough_tries = 400;

}  // namespace

bool Rollout::could_sign_in() {
  for (int i = 0; i < enough_tries; ++i) {
    if (tries(false)) return true;
    if (of_->sso_share > 0 && tries(true)) return true;
  }
  return false;
}

bool Rollout::tries(bool sso) {
  oracle::Answer answer = ask(from({}, sso, false));
  if (answer.outcome == rules::Outcome::enroll) {
    const engine::Decision decision = decision_of(answer);
    bool goes_on = true;
    if (answer.may_skip) {
      goes_on = person_->willing && able(decision.enroll_in) &&
                what_if_.chance(number(Parameter::prompt_accept_share)) &&
                proof(from({}, sso, false));
    }
    if (goes_on && gets_through(decision)) return true;
    if (!answer.may_skip) return false;
    answer = ask(from({}, sso, true));
    if (answer.outcome == rules::Outcome::enroll) return false;
  }
  if (answer.outcome == rules::Outcome::allow) return true;
  return answer.outcome == rules::Outcome::challenge && gets_through(decision_of(answer));
}

// A challenge, or an enrollment with what it proves first.
bool Rollout::gets_through(const engine::Decision& decision) {
  const engine::Limits& limits = *decision.limits;
  engine::ChallengeState state;
  state.credentials = person_->credentials;
  engine::Step step =
      engine::step(state, {EventKind::begin, false, {}, &decision}, limits, instant());
  state = step.state;
  if (state.phase == Phase::challenge || state.phase == Phase::prove) {
    const Slips slips = this->slips();
    CodeEntry entry(state, limits, person_->hands, slips, what_if_);
    if (!entry.run(step.verdict).in) return false;
  }
  if (decision.outcome != rules::Outcome::enroll) return true;
  if (!able(state.enroll_in)) return false;
  const bool app = person_->has_smartphone && state.enroll_in.contains(Method::authenticator);
  const Method method = app ? Method::authenticator : Method::passkey;
  const Parameter succeeds =
      app ? Parameter::setup_success_share : Parameter::passkey_setup_success_share;
  if (!person_->assisted && !what_if_.chance(number(succeeds))) return false;
  state = engine::step(state, {EventKind::enroll_begin, false, method, nullptr}, limits, instant())
              .state;
  step = engine::step(state, {EventKind::enroll_confirm, true, {}, nullptr}, limits, instant());
  return step.verdict == engine::StepVerdict::enrolled;
}

}  // namespace gatecast::second
