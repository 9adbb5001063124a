// One sign-in: the facts of the moment, the graph's decision, and what the person makes of it.
#include <algorithm>
#include <vector>

#include "simulator/journey.h"

namespace gatecast::simulator {

namespace {

using engine::Decision;
using engine::EventKind;
using rules::Instant;
using rules::Outcome;

constexpr std::uint8_t row_recognized = 12;

engine::Step begin_challenge(const engine::Credentials& credentials, const Decision& decision,
                             Instant now) {
  engine::ChallengeState state;
  state.credentials = credentials;
  return engine::step(state, {EventKind::begin, false, {}, &decision}, *decision.limits, now);
}

}  // namespace

// The facts of this sign-in, from its device and address.
void Journey::arrive(const Traveller& t, Moment at, bool sso) {
  engine::DecodedFacts& facts = facts_at(t, at);
  facts.channel = sso ? world_.exempt_channel : world_.password_channel;
  facts.skipped = false;
  facts.device_cookie = !new_device_ && facts.now < t.cookie_until;
  facts.known_ip = !new_address_ && facts.now < t.address_until;
}

// One of which nothing is known yet.
bool Journey::any_sign_in(Traveller& t, Moment at, Draws& draws) {
  const bool sso = draws.chance(kind_->sso_share);
  new_device_ = draws.chance(trait(Parameter::new_device_share));
  new_address_ = draws.chance(trait(Parameter::new_address_share));
  const Instant now = world_.calendar.instant(at);
  add(Metric::sign_ins);
  arrive(t, at, sso);
  const bool leaves_traces = world_.seed_history && now < facts(t).admitted_at;
  const Decision decision = engine::decide(graph(), facts(t));
  if (leaves_traces) {
    if (!new_device_) t.cookie_until = now + world_.cookie_seconds;
    if (!new_address_) t.address_until = now + world_.address_seconds;
  }
  if (decision.outcome != Outcome::enroll) return follow(t, at, decision, draws);
  add(Metric::prompts);
  const bool able = can_enroll(t.has_smartphone, decision.enroll_in);
  const bool accepts = !decision.may_skip ||
                       (able && t.willing && draws.chance(trait(Parameter::prompt_accept_share)));
  return prompt(t, at, decision, accepts, draws);
}

// One that is known to matter, and how.
bool Journey::follow_branch(Traveller& t, Moment at, const Branch& branch, Draws& draws) {
  new_device_ = on_new_device(branch.situation);
  new_address_ = at_new_address(branch.situation);
  if (branch.any_device) {
    new_device_ = draws.chance(trait(Parameter::new_device_share));
    new_address_ = draws.chance(trait(Parameter::new_address_share));
  }
  if (branch.matter == Matter::trouble) return trouble(t, at, branch, draws);
  add(Metric::sign_ins);
  const Decision& decision = *branch.decision;
  if (decision.outcome == Outcome::enroll) {
    add(Metric::prompts);
    if (branch.skips) return skip(t, at, *branch.after, draws);
    if (branch.enrolling == nullptr) {
      arrive(t, at, by_sso(branch.situation));
      return prompt(t, at, decision, true, draws);
    }
    if (set_up(t, *branch.enrolling, draws)) {
      add(Metric::protected_sign_ins);
      let_in(t, at, true);
      return false;
    }
    if (!decision.may_skip) {
      return block(t, at, {false, Cause::overdue, false, false, false, 0}, draws);
    }
    return skip(t, at, *branch.after, draws);
  }
  return follow(t, at, decision, draws);
}

// A challenge that ends in one of the ways that leave a trace.
bool Journey::trouble(Traveller& t, Moment at, const Branch& branch, Draws& draws) {
  const Ending& ending = branch.table->draw(draws.uniform(), branch.in_any_case);
  add(Metric::sign_ins);
  if (branch.skips) add(Metric::prompts);
  add(Metric::challenges);
  add(Metric::spent, seconds_[kind_->traits].challenge);
  t.unblemished = false;
  const int codes = t.credentials.backup_codes;
  apply_ending(ending, world_.calendar.instant(at), t.credentials);
  const Decision& decision = branch.skips ? *branch.after : *branch.decision;
  if (ending.walk.done) regenerate_codes(t, codes, *decision.limits, draws);
  return leave_challenge(t, at, ending.walk, draws);
}

// Of one's own accord: on the account's page, from the usual device.
void Journey::enroll(Traveller& t, Moment at, Draws draws) {
  at_usual_device(t, at);
  Decision decision = engine::decide(graph(), facts(t));
  if (decision.outcome == Outcome::deny) return;  // cannot get to that page either
  if (decision.outcome != Outcome::enroll) {
    decision.outcome = Outcome::enroll;
    decision.enroll_in = world_.enroll_in;
  }
  // Whoever has not enrolled in anything has nothing else to prove.
  decision.proof = engine::Proof::password;
  if (world_.proof_by_mail) decision.proof = engine::enrollment_proof(graph(), facts(t));
  if (!decision.proof) return;  // no mailbox, say, or mail is down
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

// Asked to enroll, and tries or skips it.
bool Journey::prompt(Traveller& t, Moment at, const Decision& decision, bool accepts,
                     Draws& draws) {
  // One that may be skipped names its proof even where it cannot be given.
  const bool possible = !decision.may_skip || decision.proof == engine::Proof::password ||
                        engine::enrollment_proof(graph(), facts(t));
  if (accepts && possible) {
    engine::Step begun = begin_challenge(t.credentials, decision, world_.calendar.instant(at));
    const Walk walk = set_up(t, begun.state, begun.verdict, *decision.limits, at, draws);
    if (walk.done) {
      add(Metric::protected_sign_ins);
      let_in(t, at, true);
      return false;
    }
    if (!decision.may_skip) return block(t, at, walk, draws);
  }
  // The answer that skipping leads to is the graph's again.
  engine::DecodedFacts& facts = this->facts(t);
  facts.skipped = true;
  const Decision after = engine::decide(graph(), facts);
  facts.skipped = false;
  return skip(t, at, after, draws);
}

bool Journey::skip(Traveller& t, Moment at, const Decision& after, Draws& draws) {
  if (world_.skips_matter) {
    ++t.skips;
    sync(t);
  }
  if (after.outcome == Outcome::enroll) {
    // Skipping is over in this very sign-in (a lock that this set-up brought about, say).
    return block(t, at, {false, Cause::overdue, false, false, false}, draws);
  }
  return follow(t, at, after, draws);
}

bool Journey::challenge(Traveller& t, Moment at, const Decision& decision, Draws& draws) {
  add(Metric::challenges);
  add(Metric::spent, seconds_[kind_->traits].challenge);
  engine::Step begun = begin_challenge(t.credentials, decision, world_.calendar.instant(at));
  const Walk walk = enter_codes(t, begun.state, begun.verdict, *decision.limits, draws);
  const int codes = t.credentials.backup_codes;
  t.credentials = begun.state.credentials;
  if (walk.done) regenerate_codes(t, codes, *decision.limits, draws);
  t.unblemished = false;
  return leave_challenge(t, at, walk, draws);
}

// Whoever typed a backup code is told how many are left, and may make new ones while he is in.
void Journey::regenerate_codes(Traveller& t, int codes_before, const engine::Limits& limits,
                               Draws& draws) const {
  const int left = t.credentials.backup_codes;
  if (left >= codes_before || left > world_.backup_codes_low) return;
  if (!draws.chance(trait(Parameter::codes_regenerated_share))) return;
  engine::ChallengeState state;
  state.phase = engine::Phase::verified;
  state.credentials = t.credentials;
  const engine::Event event{engine::EventKind::regenerate_codes, false, {}, nullptr};
  t.credentials = engine::step(state, event, limits, 0).state.credentials;
}

bool Journey::leave_challenge(Traveller& t, Moment at, const Walk& walk, Draws& draws) {
  add(Metric::wrong_codes, walk.wrong_codes);
  sync(t);
  count_status(t);
  if (!walk.done) return block(t, at, walk, draws);
  add(Metric::protected_sign_ins);
  let_in(t, at, true);
  return false;
}

bool Journey::deny(Traveller& t, Moment at, const Decision& decision, Draws& draws) {
  Walk walk;
  walk.lasting = true;
  const Instant now = world_.calendar.instant(at);
  const auto& methods = t.credentials.methods;
  const bool locked = std::any_of(methods.begin(), methods.end(),
                                  [&](const auto& counters) { return now < counters.lock_until; });
  walk.cause = cause_of(decision, locked);
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
  engine::DecodedFacts& facts = facts_at(t, at);
  facts.channel = world_.password_channel;
  new_device_ = false;
  new_address_ = false;
  facts.device_cookie = facts.now < t.cookie_until;
  facts.known_ip = facts.now < t.address_until;
}

// Whoever is refused on a new device may still be let in on the usual one, or by single sign-on:
// he is blocked, not locked out.
bool Journey::has_way_in(const Traveller& t, Moment at) {
  at_usual_device(t, at);
  engine::DecodedFacts& facts = this->facts(t);
  facts.skipped = true;
  bool let_in = engine::decide(graph(), facts).outcome == Outcome::allow;
  if (!let_in && kind_->sso_share > 0) {
    facts.channel = world_.exempt_channel;
    let_in = engine::decide(graph(), facts).outcome == Outcome::allow;
  }
  facts.skipped = false;
  return let_in;
}

// When the next era begins in which the usual device is not refused, and gets another answer than
// now.
Moment Journey::answered_otherwise(const Traveller& t, Moment at) {
  const Calendar& calendar = world_.calendar;
  const auto answer = [&](Moment moment) {
    at_usual_device(t, moment);
    return engine::decide(graph(), facts(t));
  };
  const Decision now = answer(at);
  Moment found = SlotClock::never;
  for (const Era& era : world_.eras) {
    const bool is_ahead = era.from > calendar.instant(at);
    if (!is_ahead || found < SlotClock::never || era.from >= calendar.instant(calendar.end())) {
      continue;
    }
    const Decision then = answer(calendar.moment(era.from));
    const bool other = then.outcome != now.outcome || then.may_skip != now.may_skip ||
                       !(then.methods == now.methods);
    if (then.outcome != Outcome::deny && other) found = calendar.moment(era.from);
  }
  at_usual_device(t, at);
  return found;
}

// Of the last lock that holds; `at`: none does.
Moment Journey::lock_end(const Traveller& t, Moment at) {
  Instant last = facts(t).account_lock_until;
  for (const Instant lock : facts(t).lock_until) last = std::max(last, lock);
  if (last == rules::instant_max) return SlotClock::never;
  return std::max(at, world_.calendar.moment(std::max(last, world_.calendar.instant(at))));
}

// When locks, as they end, do not refuse the usual device any more; `at`: they do not. One method
// that can be used again is enough.
Moment Journey::refused_until(const Traveller& t, Moment at) {
  const Instant now = world_.calendar.instant(at);
  std::vector<Instant> ends{now, facts(t).account_lock_until};
  for (const Instant lock : facts(t).lock_until) ends.push_back(lock);
  std::sort(ends.begin(), ends.end());
  Moment until = SlotClock::never;
  for (const Instant end : ends) {
    if (end < now || end == rules::instant_max || until < SlotClock::never) continue;
    const Moment moment = end == now ? at : world_.calendar.moment(end);
    at_usual_device(t, moment);
    const bool locked = std::any_of(facts(t).lock_until.begin(), facts(t).lock_until.end(),
                                    [&](Instant lock) { return end < lock; });
    const Decision decision = engine::decide(graph(), facts(t));
    const bool refused = decision.outcome == Outcome::deny;
    if (!refused || cause_of(decision, locked) != Cause::attempts) until = moment;
  }
  at_usual_device(t, at);
  return until;
}

// Not let in. Counts it, and decides what the person does next.
bool Journey::block(Traveller& t, Moment at, const Walk& walk, Draws& draws) {
  add(Metric::blocked_sign_ins);
  tally_.add_cause(cohort_, day_, Metric::blocked_by_cause, walk.cause);
  if (walk.cause == Cause::none) return false;
  Moment until = walk.lasting ? SlotClock::never : at;
  if (walk.cause == Cause::attempts) {
    // A timed lock ends by itself; a clock is put right in the end.
    until = refused_until(t, at);
    if (walk.lasting && t.at_hand.clock_off) {
      until = std::max(until, t.next[static_cast<std::size_t>(Happening::phone_clock)]);
    }
  }
  // A lockout is the passage from having a way in to having none (also that of a challenge whose
  // attempts are used up), not each try while there is none.
  if (walk.lasting && world_.eras.size() > 1) {
    until = std::min(until, answered_otherwise(t, at));
  }
  const bool was_out = t.out && at < t.out_until;
  const bool out = until > at && !has_way_in(t, at);
  if (!was_out && (walk.exhausted || out)) {
    add(Metric::lockouts);
    tally_.add_cause(cohort_, day_, Metric::lockouts_by_cause, walk.cause);
    if (watchers_.lockouts != nullptr && !t.joiner)
      watchers_.lockouts->count(t.user, at, walk.cause, t.lockouts_seen);
  }
  if (out) count_out(t, at, true, until);
  if (t.ticket_open || t.hopeless) return false;
  if (walk.cause == Cause::attempts && at < t.told_until) return false;
  const bool failed_set_up = walk.cause == Cause::overdue && !walk.lasting;
  const double calls =
      trait(failed_set_up ? Parameter::calls_about_setup_share : Parameter::calls_help_desk_share);
  if (!walk.phone_elsewhere && draws.chance(calls)) {
    t.trouble = walk.cause;
    t.wants_in = true;
    return true;
  }
  // Once: after that people come back when they would have come anyway, not day and night.
  if (draws.purpose == Purpose::retry) return false;
  t.next[static_cast<std::size_t>(Happening::retry)] = SlotClock::never;
  retry(t, at + std::max(trait(Parameter::retry_hours), 1.0 / 60) * 3600);
  return false;
}

}  // namespace gatecast::simulator
