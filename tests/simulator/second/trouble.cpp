// Losses, calls, and what the help desk does about them.
#include <algorithm>

#include "tests/simulator/second/rollout.h"

namespace gatecast::second {

namespace {

using engine::EventKind;
using rules::Method;
using simulator::Parameter;

constexpr double soon = 300;  // after an agent's answer

}  // namespace

void Rollout::lose_secret() {
  const bool had_one = person_->hands.has_secret;
  person_->hands.has_secret = false;
  plan_clock();
  if (!had_one || person_->ticket_open) return;
  if (!chance(Parameter::loss_reported_share)) return;
  if (number(Parameter::loss_resets_at_once) >= 0.5) reset();
  open_ticket(Why::device_lost, false);
}

void Rollout::open_ticket(Why trouble, bool wants_in) {
  person_->ticket_open = true;
  person_->trouble = trouble;
  person_->wants_in = wants_in;
  if (wants_in) {
    person_->retry_at = never;
    ++person_->retry_stamp;
  }
  count(Count::tickets);
  const bool first = plan_.behavior.of(Parameter::desk_administrators_first).value >= 0.5;
  desk_.open_ticket(who_, now_, first && of_->administrator);
}

// At the earlier of that moment and when it is planned already.
void Rollout::retry_at(double at) {
  if (at >= person_->retry_at) return;
  person_->retry_at = at;
  agenda_.plan(at, What::retry, who_, ++person_->retry_stamp);
}

void Rollout::answered(std::uint32_t who, bool by_agent) {
  if (day_ >= plan_.days) return;
  look_at(who);
  Person& p = *person_;
  if (!p.there) return;
  p.ticket_open = false;
  // An agent who hears of codes that are refused has the clock set.
  const bool clock = by_agent && p.trouble == Why::attempts && p.hands.clock_wrong;
  const bool locked = locked_until() > now_;
  if (clock) {
    p.out_until = std::min(p.out_until, locked_until());
    plan_clock();
  }
  const bool told_to_wait = by_agent && p.trouble == Why::attempts && (!clock || locked) &&
                            number(Parameter::desk_lifts_locks) < 0.5;
  if (told_to_wait) {
    p.told_until = p.out ? p.out_until : 0;
    return;
  }
  if (p.wants_in) retry_at(now_ + (by_agent ? soon : number(Parameter::retry_hours) * 3600));
  if (!by_agent) return;
  // Without a lock there is nothing else to do.
  if (!clock || locked) help();
  if (!p.hopeless) {
    p.out = false;
    return;
  }
  p.retry_at = never;
  ++p.retry_stamp;
}

void Rollout::help() {
  Person& p = *person_;
  switch (p.trouble) {
    case Why::device_lost:
    case Why::backup_codes_used:
      if (is_enrolled() && !p.hands.has_secret) reset();
      return;
    case Why::code_not_delivered:
      p.hands.number_is_right = true;
      return;
    case Why::overdue:
      if (is_enrolled()) return;
      p.hopeless = !able(enroll_in_);
      p.assisted = !p.hopeless;
      if (p.assisted) reset();
      return;
    case Why::attempts:
    case Why::no_usable_method:
      break;
    case Why::on_purpose:
      return;
  }
  // A lock of the account is the administrators' own matter.
  const auto& account = plan_.population->people[account_].account.account_locked;
  const bool account_locked =
      account.is_known() && (!account.value().until || instant() < *account.value().until);
  bool lifted = p.trouble == Why::attempts && !account_locked;
  for (std::size_t m = 0; m < rules::method_count; ++m) {
    lifted |= instant() < p.credentials.methods[m].lock_until;
    engine::ChallengeState state;
    state.credentials = p.credentials;
    p.credentials =
        engine::step(state,
                     {EventKind::administrator_unlock, false, static_cast<Method>(m), nullptr}, {},
                     instant())
            .state.credentials;
  }
  p.hopeless = !lifted;
}

void Rollout::reset() {
  engine::ChallengeState state;
  state.credentials = person_->credentials;
  const engine::Step done =
      engine::step(state, {EventKind::administrator_reset, false, {}, nullptr}, {}, instant());
  person_->credentials = done.state.credentials;
  person_->hands.has_secret = false;
  person_->cookie_until = person_->address_until = rules::instant_min;
  plan_clock();
  plan_enrolling(who_);
}

bool Rollout::has_app() const {
  return person_->hands.has_secret &&
         person_->credentials.authenticator == rules::AuthenticatorState::enrolled;
}

// From a clock that is right, or of no use, on.
void Rollout::plan_clock() {
  person_->hands.clock_wrong = false;
  person_->clock_right_at = never;
  ++person_->clock_stamp;
  const double rate = number(Parameter::clock_off_per_year) / (365.25 * 86'400);
  if (rate <= 0 || !has_app()) return;
  const double at = now_ + luck_.exponential(1 / rate);
  agenda_.plan(at, What::clock_goes_wrong, who_, person_->clock_stamp);
}

void Rollout::clock_goes_wrong() {
  const rules::TotpSettings& totp = plan_.policy->two_factor.totp;
  const int skew = totp.skew ? totp.skew->value : 1;
  const auto period = totp.period ? totp.period->value : 30;
  const double mean = number(Parameter::clock_off_seconds);
  if (mean <= 0 || luck_.exponential(mean) <= static_cast<double>(skew * period)) {
    return plan_clock();
  }
  person_->hands.clock_wrong = true;
  const double days = number(Parameter::clock_off_days);
  person_->clock_right_at = now_ + (days > 0 ? luck_.exponential(days * 86'400) : 0);
  ++person_->clock_stamp;
  agenda_.plan(person_->clock_right_at, What::clock_put_right, who_, person_->clock_stamp);
}

}  // namespace gatecast::second
