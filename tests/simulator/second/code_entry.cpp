#include "tests/simulator/second/code_entry.h"

#include <algorithm>

namespace gatecast::second {

namespace {

using engine::EventKind;
using engine::Phase;
using engine::StepVerdict;
using rules::Method;

constexpr rules::Seconds typing = 10;
constexpr rules::Seconds waiting = 60;

}  // namespace

CodeEntry::CodeEntry(engine::ChallengeState& state, const engine::Limits& limits,
                     const Hands& hands, const Slips& slips, Luck& luck)
    : state_(state),
      limits_(limits),
      hands_(hands),
      slips_(slips),
      luck_(luck),
      now_(state.opened_at),
      phone_here_(!luck.chance(slips.phone_elsewhere)) {}

bool CodeEntry::by_message() const {
  return state_.current == Method::email || state_.current == Method::sms;
}

bool CodeEntry::message_arrives() {
  if (state_.current == Method::email) return !luck_.chance(slips_.email_lost);
  return hands_.number_is_right && !luck_.chance(slips_.sms_lost);
}

rules::Seconds CodeEntry::delay() const {
  return state_.current == Method::email ? slips_.email_late : slips_.sms_late;
}

void CodeEntry::send() {
  const bool mail = state_.current == Method::email;
  const bool comes = message_arrives();
  if (comes && !slow_.contains(state_.current)) {
    slow_[state_.current] = luck_.chance(mail ? slips_.email_late_share : slips_.sms_late_share);
  }
  const bool late = comes && delay() > 0 && slow_[state_.current];
  message_late_ = comes && late;
  message_here_ = comes && !late;
}

// Until a late code is there.
CodeEntry::Try CodeEntry::sit_it_out() {
  if (!message_late_ || !luck_.chance(slips_.waits)) return Try::another_way;
  message_late_ = false;
  message_here_ = true;
  now_ = std::max(now_, state_.code_sent_at + delay());
  return Try::again;
}

// Mail is read anywhere; everything else is on the phone.
bool CodeEntry::can_read_code() const {
  switch (state_.current) {
    case Method::email:
      return message_here_;
    case Method::sms:
      return message_here_ && phone_here_;
    case Method::authenticator:
    case Method::passkey:
      return hands_.has_secret && phone_here_;
  }
  return false;
}

// The first thing that goes wrong is the reason.
void CodeEntry::because(Why why, bool for_good, bool phone_elsewhere) {
  if (has_reason_) return;
  has_reason_ = true;
  outcome_.why = why;
  outcome_.for_good = for_good;
  outcome_.phone_elsewhere = phone_elsewhere;
}

StepVerdict CodeEntry::tell(EventKind kind, bool match, Method method) {
  engine::Step step = engine::step(state_, {kind, match, method, nullptr}, limits_, now_);
  state_ = step.state;
  return step.verdict;
}

Outcome CodeEntry::run(StepVerdict begun) {
  if (by_message() && begun == StepVerdict::ok) send();
  Try next = Try::again;
  do {
    next = use_current();
    if (next == Try::another_way) {
      next = go_over_to_another() ? Try::again : Try::left;
      const bool paper = next == Try::left && hands_.has_codes && state_.backup_code_accepted;
      while (paper && enter(EventKind::backup_code) == Try::again) {
      }
    }
  } while (next == Try::again);
  if (!outcome_.in) because(Why::no_usable_method, false, false);
  return outcome_;
}

CodeEntry::Try CodeEntry::use_current() {
  return can_read_code() ? enter(EventKind::code_entered) : no_code();
}

CodeEntry::Try CodeEntry::enter(EventKind kind) {
  now_ += typing;
  const bool in_vain = hands_.clock_wrong && kind == EventKind::code_entered &&
                       state_.current == Method::authenticator;
  refused_ += in_vain;
  const bool mistyped = in_vain || luck_.chance(slips_.mistyped);
  wrong_codes_ += mistyped;
  const StepVerdict verdict = tell(kind, !mistyped, {});
  if (verdict == StepVerdict::verified || state_.phase == Phase::enroll) {
    outcome_ = {};
    outcome_.in = true;
    return Try::left;
  }
  const bool locked = verdict == StepVerdict::method_locked || verdict == StepVerdict::hard_locked;
  if (state_.phase == Phase::ended) {
    if (locked || verdict == StepVerdict::attempts_exhausted) {
      // Whatever went wrong before, this is what it ends with.
      outcome_ = {};
      outcome_.why = Why::attempts;
      outcome_.for_good = in_vain;
      outcome_.used_up = has_reason_ = true;
    } else {
      because(Why::code_not_delivered, false, false);  // it took too long
    }
    return Try::left;
  }
  if (locked) {
    because(Why::attempts, in_vain, false);
    return Try::another_way;
  }
  if (verdict != StepVerdict::wrong_code) return Try::another_way;
  // The second time it is no slip of his.
  if (in_vain && refused_ == 2) {
    because(Why::attempts, true, false);
    return Try::another_way;
  }
  if (!luck_.chance(slips_.gives_up)) return Try::again;
  because(Why::attempts, false, false);
  return Try::left;
}

CodeEntry::Try CodeEntry::no_code() {
  if (by_message() && !message_here_) {
    const bool old_number = state_.current == Method::sms && !hands_.number_is_right;
    because(Why::code_not_delivered, old_number, false);
    now_ += std::max(waiting, limits_.resend_cooldown);
    if (!luck_.chance(slips_.asks_again)) return sit_it_out();
    if (tell(EventKind::resend, false, {}) != StepVerdict::ok) return sit_it_out();
    send();
    return Try::again;
  }
  if (by_message() || hands_.has_secret) {
    because(Why::no_usable_method, false, true);
  } else if (hands_.has_codes && state_.credentials.backup_codes == 0) {
    because(Why::backup_codes_used, true, false);
  } else {
    because(Why::device_lost, true, false);
  }
  return Try::another_way;
}

bool CodeEntry::go_over_to_another() {
  used_[static_cast<std::size_t>(state_.current)] = true;
  const engine::MethodList offered = state_.offered;
  for (const Method other : offered) {
    if (used_[static_cast<std::size_t>(other)]) continue;
    used_[static_cast<std::size_t>(other)] = true;
    if (tell(EventKind::switch_method, false, other) != StepVerdict::ok) continue;
    message_here_ = message_late_ = false;
    if (by_message()) send();
    return true;
  }
  return false;
}

}  // namespace gatecast::second
