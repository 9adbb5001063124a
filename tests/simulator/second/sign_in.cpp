// One sign-in, and what its person makes of the answer.
#include <algorithm>
#include <cmath>
#include <set>

#include "tests/simulator/second/rollout.h"

namespace gatecast::second {

using simulator::Parameter;

Slips Rollout::slips() const {
  Slips slips;
  slips.mistyped = number(Parameter::code_mistyped_share);
  slips.sms_lost = number(Parameter::sms_not_delivered_share);
  slips.email_lost = number(Parameter::email_not_delivered_share);
  slips.asks_again = number(Parameter::resend_share);
  slips.phone_elsewhere = number(Parameter::phone_not_at_hand_share);
  slips.gives_up = number(Parameter::gives_up_share);
  slips.waits = number(Parameter::late_code_waited_share);
  // A drill's numbers stand in place of everyday's.
  slips.sms_late_share = number(Parameter::sms_late_share);
  slips.email_late_share = number(Parameter::email_late_share);
  rules::Seconds drilled_sms = 0;
  rules::Seconds drilled_email = 0;
  for (const simulator::Drill& drill : plan_.behavior.drills) {
    if (now_ < hours_.midnight(drill.from.days - plan_.start.days)) continue;
    if (drill.until && now_ >= hours_.midnight(drill.until->days - plan_.start.days)) continue;
    rules::Seconds& late =
        drill.kind == simulator::DrillKind::sms_slow ? drilled_sms : drilled_email;
    const bool slow = drill.kind == simulator::DrillKind::sms_slow ||
                      drill.kind == simulator::DrillKind::mail_slow;
    if (slow) late = std::max<rules::Seconds>(late, drill.minutes * 60);
  }
  const auto minutes = [&](Parameter of) { return 60 * std::lround(number(of)); };
  slips.sms_late = drilled_sms > 0 ? drilled_sms : minutes(Parameter::sms_late_minutes);
  slips.email_late = drilled_email > 0 ? drilled_email : minutes(Parameter::email_late_minutes);
  if (drilled_sms > 0) slips.sms_late_share = 1;
  if (drilled_email > 0) slips.email_late_share = 1;
  return slips;
}

SignIn Rollout::from(const Place& place, bool sso, bool skipped) const {
  return {sso, !place.new_device && instant() < person_->cookie_until,
          !place.new_address && instant() < person_->address_until, skipped};
}

const oracle::Answer& Rollout::ask(const SignIn& sign_in) {
  return decisions_.ask(account_, person_->credentials, person_->skips, instant(), sign_in);
}

void Rollout::sign_in(bool is_retry) {
  is_retry_ = is_retry;
  const bool sso = luck_.chance(of_->sso_share);
  place_ = {chance(Parameter::new_device_share), chance(Parameter::new_address_share)};
  count(Count::sign_ins);
  const oracle::Answer answer = ask(from(place_, sso, false));
  const auto& seed_history = plan_.policy->two_factor.recognition.seed_history;
  if (seed_history && seed_history->value &&
      instant() < decisions_.standing(account_, instant()).admitted)
    let_device_be_known();
  if (answer.outcome == rules::Outcome::enroll) {
    prompted(answer, sso);
  } else {
    follow(answer);
  }
}

// Only the usual device and address are seen again.
void Rollout::let_device_be_known() {
  const rules::RecognitionSettings& known = plan_.policy->two_factor.recognition;
  const int cookie = known.cookie_days ? known.cookie_days->value : rules::defaults::cookie_days;
  const int address = known.ip_days ? known.ip_days->value : rules::defaults::ip_days;
  if (!place_.new_device) person_->cookie_until = instant() + cookie * rules::day_seconds;
  if (!place_.new_address) person_->address_until = instant() + address * rules::day_seconds;
}

void Rollout::follow(const oracle::Answer& answer) {
  switch (answer.outcome) {
    case rules::Outcome::challenge:
      return challenge(answer);
    case rules::Outcome::deny:
      return denied(answer);
    default:
      break;
  }
  if (answer.reason == "recognized_device") count(Count::protected_sign_ins);
  let_in(false);
}

void Rollout::prompted(const oracle::Answer& answer, bool sso) {
  count(Count::prompts);
  const engine::Decision decision = decision_of(answer);
  const bool interested = person_->willing && able(decision.enroll_in);
  const bool accepts = interested && chance(Parameter::prompt_accept_share);
  if (!answer.may_skip || (accepts && proof(from(place_, sso, false)))) {
    const Outcome outcome = set_up(decision);
    if (outcome.in) {
      count(Count::protected_sign_ins);
      return let_in(true);
    }
    if (!answer.may_skip) return blocked(outcome);
  }
  const oracle::Answer after = ask(from(place_, sso, true));
  ++person_->skips;
  if (after.outcome != rules::Outcome::enroll) return follow(after);
  Outcome outcome;
  outcome.why = Why::overdue;
  blocked(outcome);
}

void Rollout::challenge(const oracle::Answer& answer) {
  count(Count::challenges);
  count(Count::spent_seconds, std::llround(number(Parameter::challenge_seconds)));
  const engine::Decision decision = decision_of(answer);
  engine::ChallengeState state;
  state.credentials = person_->credentials;
  const engine::Step begun = engine::step(state, {engine::EventKind::begin, false, {}, &decision},
                                          answer.limits, instant());
  state = begun.state;
  const Slips slips = this->slips();
  CodeEntry entry(state, answer.limits, person_->hands, slips, luck_);
  const Outcome outcome = entry.run(begun.verdict);
  count(Count::wrong_codes, entry.wrong_codes());
  const bool by_paper = state.credentials.backup_codes < person_->credentials.backup_codes;
  person_->credentials = state.credentials;
  if (!outcome.in) return blocked(outcome);
  if (by_paper && state.credentials.backup_codes <= few_codes() &&
      chance(Parameter::codes_regenerated_share)) {
    person_->credentials.backup_codes = answer.limits.backup_codes_count;
  }
  count(Count::protected_sign_ins);
  let_in(true);
}

Why Rollout::why_denied(const oracle::Answer& answer) const {
  bool a_lock = false;
  for (const engine::MethodCounters& c : person_->credentials.methods) {
    a_lock |= instant() < c.lock_until;
  }
  if (answer.row == 2) return Why::attempts;
  if (answer.reason == "no_usable_method") return a_lock ? Why::attempts : Why::no_usable_method;
  return answer.row == 11 ? Why::overdue : Why::on_purpose;
}

void Rollout::denied(const oracle::Answer& answer) {
  Outcome outcome;
  outcome.for_good = true;
  outcome.why = why_denied(answer);
  blocked(outcome);
}

void Rollout::let_in(bool verified) {
  person_->retry_at = never;
  ++person_->retry_stamp;
  person_->out = false;
  if (!verified) return;
  person_->hopeless = false;
  let_device_be_known();
}

bool Rollout::has_way_in() {
  if (ask(from({}, false, true)).outcome == rules::Outcome::allow) return true;
  return of_->sso_share > 0 && ask(from({}, true, true)).outcome == rules::Outcome::allow;
}

// By the last lock of all that there are.
double Rollout::locked_until() const {
  rules::Instant last = rules::instant_min;
  for (const engine::MethodCounters& c : person_->credentials.methods) {
    last = std::max(last, c.lock_until);
  }
  const auto& account = plan_.population->people[account_].account.account_locked;
  if (account.is_known()) last = std::max(last, account.value().until.value_or(rules::instant_max));
  if (last == rules::instant_max) return never;
  return last == rules::instant_min ? now_ : std::max(now_, hours_.moment(last));
}

// By the first end of a lock, or now, at which no lock refuses the usual device.
double Rollout::refused_until() {
  std::set<double> ends{now_};
  const auto add = [&](rules::Instant end) {
    if (end > instant() && end != rules::instant_max) ends.insert(hours_.moment(end));
  };
  for (const engine::MethodCounters& c : person_->credentials.methods) add(c.lock_until);
  const auto& account = plan_.population->people[account_].account.account_locked;
  if (account.is_known()) add(account.value().until.value_or(rules::instant_max));
  const double now = now_;
  double found = never;
  for (const double end : ends) {
    if (found < never) break;
    now_ = end;
    const oracle::Answer& answer = ask(from({}, false, false));
    const bool refused = answer.outcome == rules::Outcome::deny;
    if (!refused || why_denied(answer) != Why::attempts) found = end;
  }
  now_ = now;
  return found;
}

// A dated event may give back a way in: the first midnight of one, at which the usual device gets
// another answer than now that is no refusal. Slow messages change no answer, but by then time may
// have: a lock that holds now is over, say, and one that does not matter goes on.
double Rollout::other_answer() {
  std::set<double> midnights;
  for (const simulator::Drill& drill : plan_.behavior.drills) {
    const bool outage = drill.kind == simulator::DrillKind::sms_down ||
                        drill.kind == simulator::DrillKind::mail_down ||
                        drill.kind == simulator::DrillKind::sms_slow ||
                        drill.kind == simulator::DrillKind::mail_slow;
    if (!outage && drill.stage.empty()) continue;
    midnights.insert(hours_.midnight(drill.from.days - plan_.start.days));
    if (drill.until) midnights.insert(hours_.midnight(drill.until->days - plan_.start.days));
  }
  const oracle::Answer answer = ask(from({}, false, false));
  const double now = now_;
  double found = never;
  for (const double midnight : midnights) {
    if (found < never || midnight <= now || midnight >= hours_.end()) continue;
    now_ = midnight;
    const oracle::Answer& then = ask(from({}, false, false));
    if (then.outcome == rules::Outcome::deny) continue;
    const bool same = then.outcome == answer.outcome && then.may_skip == answer.may_skip &&
                      then.methods == answer.methods;
    if (!same) found = midnight;
  }
  now_ = now;
  return found;
}

void Rollout::blocked(const Outcome& outcome) {
  Person& p = *person_;
  count(Count::blocked_sign_ins);
  count_why(Count::blocked_by_cause, outcome.why);
  if (outcome.why == Why::on_purpose) return;
  double until = outcome.for_good ? never : now_;
  if (outcome.why == Why::attempts) until = refused_until();
  const bool until_clock = outcome.why == Why::attempts && outcome.for_good && p.hands.clock_wrong;
  if (until_clock) until = std::max(until, p.clock_right_at);
  if (outcome.for_good) until = std::min(until, other_answer());
  const bool was_out = p.out && now_ < p.out_until;
  const bool is_out = until > now_ && !has_way_in();
  if (!was_out && (is_out || outcome.used_up)) {
    count(Count::lockouts);
    count_why(Count::lockouts_by_cause, outcome.why);
  }
  if (is_out) {
    p.out_until = was_out ? std::max(p.out_until, until) : until;
    p.out = true;
  }
  calls_or_tries_again(outcome);
}

void Rollout::calls_or_tries_again(const Outcome& outcome) {
  const Person& p = *person_;
  if (p.ticket_open || p.hopeless) return;
  if (outcome.why == Why::attempts && now_ < p.told_until) return;
  // A set-up that failed may do better the next time.
  const bool set_up_failed = outcome.why == Why::overdue && !outcome.for_good;
  const bool calls =
      chance(set_up_failed ? Parameter::calls_about_setup_share : Parameter::calls_help_desk_share);
  // Whoever left his phone somewhere knows what to do.
  if (calls && !outcome.phone_elsewhere) return open_ticket(outcome.why, true);
  if (is_retry_) return;
  person_->retry_at = never;
  retry_at(now_ + std::max(number(Parameter::retry_hours) * 3600, 60.0));
}

}  // namespace gatecast::second
