// Enrollments: asked for, or of one's own accord.
#include <algorithm>
#include <cmath>

#include "tests/simulator/second/rollout.h"

namespace gatecast::second {

namespace {

using engine::EventKind;
using engine::Phase;
using rules::AuthenticatorState;
using rules::Method;
using simulator::Parameter;

}  // namespace

bool Rollout::able(const engine::MethodList& methods) const {
  if (methods.contains(Method::passkey)) return true;
  return person_->has_smartphone && methods.contains(Method::authenticator);
}

bool Rollout::is_enrolled() const {
  const engine::Credentials& c = person_->credentials;
  return c.authenticator == AuthenticatorState::enrolled || c.passkey;
}

Outcome Rollout::set_up(const engine::Decision& decision) {
  engine::ChallengeState state;
  state.credentials = person_->credentials;
  const engine::Step begun =
      engine::step(state, {EventKind::begin, false, {}, &decision}, *decision.limits, instant());
  state = begun.state;
  Outcome outcome;
  if (state.phase == Phase::prove) {
    const Slips slips = this->slips();
    CodeEntry entry(state, *decision.limits, person_->hands, slips, luck_);
    outcome = entry.run(begun.verdict);
    count(Count::wrong_codes, entry.wrong_codes());
  }
  if (state.phase == Phase::enroll) outcome = enroll_after_proof(state, *decision.limits);
  person_->credentials = state.credentials;
  if (!outcome.in) return outcome;
  count(Count::enrollments);
  person_->hands.has_secret = true;
  if (!person_->hands.clock_wrong) plan_clock();
  person_->hands.has_codes = chance(Parameter::backup_codes_saved_share);
  person_->assisted = false;
  ++person_->enroll_stamp;
  return outcome;
}

Outcome Rollout::enroll_after_proof(engine::ChallengeState& state, const engine::Limits& limits) {
  Outcome outcome;
  outcome.why = Why::overdue;
  outcome.for_good = !able(state.enroll_in);
  if (outcome.for_good) return outcome;
  const bool app = person_->has_smartphone && state.enroll_in.contains(Method::authenticator);
  const Method method = app ? Method::authenticator : Method::passkey;
  state = engine::step(state, {EventKind::enroll_begin, false, method, nullptr}, limits, instant())
              .state;
  count(Count::spent_seconds, std::llround(number(Parameter::setup_minutes) * 60));
  const Parameter succeeds =
      app ? Parameter::setup_success_share : Parameter::passkey_setup_success_share;
  if (!person_->assisted && !chance(succeeds)) return outcome;
  const engine::Step confirmed =
      engine::step(state, {EventKind::enroll_confirm, true, {}, nullptr}, limits, instant());
  state = confirmed.state;
  outcome.in = confirmed.verdict == engine::StepVerdict::enrolled;
  return outcome;
}

// Nothing: there is no way to give it.
std::optional<engine::Proof> Rollout::proof(const SignIn& sign_in) const {
  return decisions_.proof(account_, person_->credentials, person_->skips, instant(), sign_in);
}

// On the account's own page, from the usual device.
void Rollout::enroll_of_own_accord() {
  place_ = {};
  const oracle::Answer answer = ask(from(place_, false, false));
  if (answer.outcome == rules::Outcome::deny) return;
  engine::Decision decision = decision_of(answer);
  if (answer.outcome != rules::Outcome::enroll) {
    decision.outcome = rules::Outcome::enroll;
    decision.enroll_in = enroll_in_;
  }
  decision.proof = proof(from(place_, false, false));
  if (!decision.proof) return;
  decision.may_skip = true;
  if (set_up(decision).in) let_in(true);
}

// How many times as many enroll, by what they are told.
double Rollout::urged(double at) const {
  const Standing& known = decisions_.standing(account_, hours_.instant(at));
  double times = 1;
  const double heard_for = number(Parameter::announcement_days) * 86'400;
  if (at >= known.announced && at < known.announced + heard_for) {
    times = number(Parameter::announcement_times);
  }
  for (const simulator::Reminder& reminder : plan_.behavior.reminders) {
    const int day = reminder.on.days - plan_.start.days;
    if (at < hours_.midnight(day) || at >= hours_.midnight(day + reminder.days)) continue;
    const engine::Account& account = plan_.population->people[account_].account;
    const auto roles = account.roles.value_or({});
    const bool his_type =
        reminder.type.empty() || reminder.type == rules::name(account.type.value());
    const bool his_role =
        reminder.role.empty() || std::count(roles.begin(), roles.end(), reminder.role) > 0;
    const bool his_stage = reminder.stage.empty() || reminder.stage == of_->stage;
    if (his_type && his_role && his_stage) times *= reminder.times;
  }
  return times;
}

// None before one has heard of it.
double Rollout::enroll_hazard(double at) const {
  const Standing& known = decisions_.standing(account_, hours_.instant(at));
  if (at < known.announced) return 0;
  const double days_left = (known.deadline - at) / 86'400;
  const bool ends = known.deadline < never;
  Parameter hazard = Parameter::enroll_hazard_last;
  if (!ends || days_left > number(Parameter::hazard_far_days)) {
    hazard = Parameter::enroll_hazard_far;
  } else if (days_left > number(Parameter::hazard_last_days)) {
    hazard = Parameter::enroll_hazard_mid;
  }
  return number(hazard) * urged(at);
}

// Of those who have something to enroll in, and use their account themselves.
void Rollout::plan_enrolling(std::uint32_t who) {
  look_at(who);
  const std::uint32_t stamp = ++person_->enroll_stamp;
  if (is_enrolled() || !person_->willing || !able(enroll_in_)) return;
  if (person_->rate <= 0 || of_->sso_share >= 1) return;
  double highest =
      std::max({number(Parameter::enroll_hazard_far), number(Parameter::enroll_hazard_mid),
                number(Parameter::enroll_hazard_last)});
  highest *= std::max(1.0, number(Parameter::announcement_times));
  for (const simulator::Reminder& reminder : plan_.behavior.reminders) {
    highest *= std::max(1.0, reminder.times);
  }
  if (highest <= 0) return;
  double at = now_;
  do {
    at += luck_.exponential(86'400 / highest);
    if (at >= hours_.end()) return;
  } while (luck_.uniform() * highest >= enroll_hazard(at));
  agenda_.plan(at, What::enrolls, who, stamp);
}

}  // namespace gatecast::second
