// One sign-in: the facts of the moment, the graph's decision, and what the person makes of it.
#include <algorithm>
#include <cmath>

#include "simulator/journey.h"

namespace gatecast::simulator {

namespace {

using engine::Decision;
using engine::EventKind;
using rules::Instant;
using rules::Outcome;

// Rows of SIGNIN's table that a person feels.
constexpr std::uint8_t row_then = 6;
constexpr std::uint8_t row_locked = 2;
constexpr std::uint8_t row_required = 11;
constexpr std::uint8_t row_recognized = 12;
constexpr std::uint8_t row_no_method = 14;

engine::Step begin_challenge(const engine::Credentials& credentials, const Decision& decision,
                             Instant now) {
  engine::ChallengeState state;
  state.credentials = credentials;
  return engine::step(state, {EventKind::begin, false, {}, &decision}, *decision.limits, now);
}

}  // namespace

bool Journey::sign_in(Traveller& t, Moment at, Draws draws, double device_draw) {
  const Instant now = world_.calendar.instant(at);
  add(Metric::sign_ins);
  const bool sso = draws.chance(member_->sso_share);
  facts_.channel = sso ? world_.exempt_channel : world_.password_channel;
  facts_.now = now;
  facts_.skipped = false;
  new_device_ = device_draw < trait(Parameter::new_device_share);
  facts_.device_cookie = !new_device_ && now < t.cookie_until;
  new_address_ = draws.chance(trait(Parameter::new_address_share));
  facts_.known_ip = !new_address_ && now < t.address_until;
  if (world_.seed_history && now < facts_.admitted_at) {
    // Before go-live every sign-in leaves its traces.
    if (!new_device_) t.cookie_until = now + world_.cookie_seconds;
    if (!new_address_) t.address_until = now + world_.address_seconds;
  }
  const Decision decision = engine::decide(*world_.plan.graph, facts_);
  if (decision.outcome == Outcome::enroll) {
    add(Metric::prompts);
    return prompt(t, at, decision, draws);
  }
  return follow(t, at, decision, draws);
}

// Of one's own accord: on the account's page, from the usual device.
void Journey::enroll(Traveller& t, Moment at, Draws draws) {
  at_usual_device(t, at);
  Decision decision = engine::decide(*world_.plan.graph, facts_);
  if (decision.outcome == Outcome::deny) return;  // cannot get to that page either
  if (decision.outcome != Outcome::enroll) {
    decision.outcome = Outcome::enroll;
    decision.enroll_in = world_.enroll_in;
    decision.proof = engine::Proof::password;
  }
  decision.may_skip = true;
  engine::Step begun = begin_challenge(t.credentials, decision, facts_.now);
  const Walk walk = set_up(t, begun.state, begun.verdict, *decision.limits, at, draws);
  if (walk.done) let_in(t, at, true);
}

bool Journey::follow(Traveller& t, Moment at, const Decision& decision, Draws& draws) {
  if (decision.outcome == Outcome::challenge) return challenge(t, at, decision, draws);
  if (decision.outcome == Outcome::deny) return deny(t, at, decision, draws);
  if (decision.row == row_recognized || decision.reason == "recognized_device") {
    add(Metric::protected_sign_ins);
  }
  let_in(t, at, false);
  return false;
}

// Asked to enroll: a prompt that may be skipped, or one that may not.
bool Journey::prompt(Traveller& t, Moment at, const Decision& decision, Draws& draws) {
  const engine::Limits& limits = *decision.limits;
  const bool able = can_enroll(t, decision.enroll_in);
  const bool accepts = !decision.may_skip ||
                       (able && t.willing && draws.chance(trait(Parameter::prompt_accept_share)));
  if (!accepts || (!able && decision.may_skip)) {
    // Skipped at once; the answer that this leads to is the graph's again.
  } else {
    engine::Step begun = begin_challenge(t.credentials, decision, facts_.now);
    const Walk walk = set_up(t, begun.state, begun.verdict, limits, at, draws);
    if (walk.done) {
      add(Metric::protected_sign_ins);
      let_in(t, at, true);
      return false;
    }
    if (!decision.may_skip) return block(t, at, walk, draws);
  }
  facts_.skipped = true;
  const Decision after = engine::decide(*world_.plan.graph, facts_);
  facts_.skipped = false;
  ++t.skips;
  facts_.skips = t.skips;
  if (after.outcome == Outcome::enroll) {
    // Skipping is over in this very sign-in (a lock that this set-up brought about, say).
    return block(t, at, {false, Cause::overdue, false, false, false}, draws);
  }
  return follow(t, at, after, draws);
}

bool Journey::challenge(Traveller& t, Moment at, const Decision& decision, Draws& draws) {
  add(Metric::challenges);
  add(Metric::spent, std::llround(trait(Parameter::challenge_seconds)));
  engine::Step begun = begin_challenge(t.credentials, decision, facts_.now);
  const Walk walk = enter_codes(t, begun.state, begun.verdict, *decision.limits, draws);
  t.credentials = begun.state.credentials;
  sync(t);
  count_status(t, at);
  if (!walk.done) return block(t, at, walk, draws);
  add(Metric::protected_sign_ins);
  let_in(t, at, true);
  return false;
}

bool Journey::deny(Traveller& t, Moment at, const Decision& decision, Draws& draws) {
  Walk walk;
  walk.lasting = true;
  const bool no_method = decision.reason == "no_usable_method";
  if (decision.row == row_locked) {
    walk.cause = Cause::attempts;
  } else if (decision.row == row_required && !no_method) {
    walk.cause = Cause::overdue;
  } else if (decision.row == row_no_method || no_method) {
    const bool locked = std::any_of(facts_.lock_until.begin(), facts_.lock_until.end(),
                                    [&](Instant until) { return facts_.now < until; });
    walk.cause = locked ? Cause::attempts : Cause::no_usable_method;
  } else if (decision.row == row_then) {
    walk.cause = Cause::none;  // refused on purpose; nobody to call about it
  }
  return block(t, at, walk, draws);
}

void Journey::let_in(Traveller& t, Moment at, bool verified) {
  t.next[static_cast<std::size_t>(Happening::retry)] = SlotClock::never;
  if (t.out) count_out(t, at, false, 0);
  if (!verified) return;
  t.hopeless = false;
  // Windows are absolute: they count from a verified sign-in, not from one let in by recognition.
  const Instant now = world_.calendar.instant(at);
  // One seen once is not seen again: only the usual device and address count.
  if (!new_device_) t.cookie_until = now + world_.cookie_seconds;
  if (!new_address_) t.address_until = now + world_.address_seconds;
}

void Journey::at_usual_device(const Traveller& t, Moment at) {
  facts_.now = world_.calendar.instant(at);
  facts_.channel = world_.password_channel;
  new_device_ = false;
  new_address_ = false;
  facts_.device_cookie = facts_.now < t.cookie_until;
  facts_.known_ip = facts_.now < t.address_until;
}

// Whoever is refused on a new device may still be let in on the usual one, or by single sign-on:
// he is blocked, not locked out.
bool Journey::has_way_in(const Traveller& t, Moment at) {
  at_usual_device(t, at);
  facts_.skipped = true;
  bool let_in = engine::decide(*world_.plan.graph, facts_).outcome == Outcome::allow;
  if (!let_in && member_->sso_share > 0) {
    facts_.channel = world_.exempt_channel;
    let_in = engine::decide(*world_.plan.graph, facts_).outcome == Outcome::allow;
  }
  facts_.skipped = false;
  return let_in;
}

// Not let in. Counts it, and decides what the person does next.
bool Journey::block(Traveller& t, Moment at, const Walk& walk, Draws& draws) {
  add(Metric::blocked_sign_ins);
  tally_.add_cause(cohort_, day_, Metric::blocked_by_cause, walk.cause);
  if (walk.cause == Cause::none) return false;
  Moment until = walk.lasting ? SlotClock::never : at;
  if (walk.cause == Cause::attempts) {
    // A timed lock ends by itself.
    Instant last = facts_.account_lock_until;
    for (const Instant lock : facts_.lock_until) last = std::max(last, lock);
    until = last == rules::instant_max
                ? SlotClock::never
                : std::max(at, world_.calendar.moment(std::max(last, world_.calendar.instant(at))));
  }
  // A lockout is the passage from having a way in to having none (also that of a challenge whose
  // attempts are used up), not each try while there is none.
  const bool was_out = t.out && at < t.out_until;
  const bool out = until > at && !has_way_in(t, at);
  if (!was_out && (walk.exhausted || out)) {
    add(Metric::lockouts);
    tally_.add_cause(cohort_, day_, Metric::lockouts_by_cause, walk.cause);
  }
  if (out) count_out(t, at, true, until);
  if (t.ticket_open || t.hopeless) return false;
  if (!walk.phone_elsewhere && draws.chance(trait(Parameter::calls_help_desk_share))) {
    t.trouble = walk.cause;
    return true;
  }
  // Once: after that people come back when they would have come anyway, not day and night.
  if (draws.purpose == Purpose::retry) return false;
  t.next[static_cast<std::size_t>(Happening::retry)] =
      at + std::max(trait(Parameter::retry_hours), 1.0 / 60) * 3600;
  return false;
}

}  // namespace gatecast::simulator
