// From one event of a person to the next: what sign-ins lead to meanwhile, and when one of them
// matters.
#include <algorithm>

#include "simulator/fixed_math.h"
#include "simulator/journey.h"

namespace gatecast::simulator {

namespace {

using rules::Instant;

constexpr Purpose clock_purposes[] = {Purpose::accept_clock, Purpose::trouble_clock,
                                      Purpose::other_clock};
constexpr Purpose matter_purposes[] = {Purpose::at_accept, Purpose::at_trouble, Purpose::at_other};
static_assert(std::size(clock_purposes) == matter_count);

constexpr rules::Seconds hour = 3600;

// Failures, or codes sent within the hour, that a challenge would start with. `until`: when codes
// that were sent are forgotten; those that are already, are.
bool is_dirty(engine::Credentials& credentials, Instant now, Instant& until) {
  bool dirty = false;
  for (engine::MethodCounters& counters : credentials.methods) {
    dirty |= counters.consecutive_failures != 0 || counters.lockouts != 0 || counters.hard;
    if (counters.sends_this_hour == 0) continue;
    if (now >= counters.hour_begin + hour) {
      counters.sends_this_hour = 0;
      continue;
    }
    dirty = true;
    until = std::min(until, counters.hour_begin + hour);
  }
  return dirty;
}

const Outlook* end_of(const Timeline& timeline) {
  return timeline.spans.data() + timeline.spans.size();
}

// To the span of now.
void skip_spans(Traveller& t, Instant now) {
  const Outlook* end = end_of(*t.timeline);
  while (t.span != end && t.span->until <= now) ++t.span;
}

}  // namespace

// Whoever is in the middle of some trouble: each of his sign-ins may end it. `end`: when that may
// be over by itself.
bool Journey::looked_at_singly(const Traveller& t, Instant now, Moment& end) const {
  if (t.next[static_cast<std::size_t>(Happening::retry)] < SlotClock::never) return true;
  if (t.ticket_open) return true;
  if (t.out && !(t.hopeless && t.out_until >= SlotClock::never)) return true;
  bool singly = false;
  const auto until = [&](Instant instant) {
    if (instant <= now) return;
    if (instant != rules::instant_max) end = std::min(end, world_.calendar.moment(instant));
    singly = true;
  };
  until(kind_->facts.account_lock_until);
  if (!t.unblemished) {
    for (const engine::MethodCounters& counters : t.credentials.methods) until(counters.lock_until);
  }
  // Before go-live every sign-in leaves its traces.
  if (world_.seed_history && world_.recognition_matters) {
    until(kind_->facts_under(world_.era_at(now).policy).admitted_at);
  }
  return singly;
}

double Journey::reading_at(Moment end) const {
  return end >= world_.calendar.end() ? horizon_reading_ : world_.calendar.activity().reading(end);
}

// Where more than time may have changed.
Journey::Stretch Journey::look(Traveller& t, Instant now, Moment end) {
  const Calendar& calendar = world_.calendar;
  t.steady = false;
  if (looked_at_singly(t, now, end)) return {&singly_, end, reading_at(end)};

  Instant until = rules::instant_max;
  PersonTraits person{t.has_smartphone, t.willing, t.at_hand, t.hopeless, t.out, false};
  if (!t.unblemished) {
    person.dirty = is_dirty(t.credentials, now, until);
    t.unblemished = !person.dirty;
  }
  PersonState state;
  state.authenticator = t.credentials.authenticator;
  state.passkey = t.credentials.passkey;
  state.has_codes = t.credentials.backup_codes > 0;
  state.reset = t.credentials.reset;
  if (world_.recognition_matters) {
    state.cookie = now < t.cookie_until;
    state.address = now < t.address_until;
    if (state.cookie) until = std::min(until, t.cookie_until);
    if (state.address) until = std::min(until, t.address_until);
  }
  if (world_.skips_matter) state.skips = static_cast<std::uint32_t>(t.skips);
  if (t.timeline == nullptr || t.timeline->state != state.code()) {
    t.timeline = &outlooks_.of(t.kind, state);
    t.span = t.timeline->spans.data();
  }
  skip_spans(t, now);
  if (t.span == end_of(*t.timeline)) return {&singly_, end, reading_at(end)};
  const Outlook& span = *t.span;
  const Regime& regime = regimes_.of(t.kind, span, state, person);
  t.person = person.code();
  // Of verified sign-ins some are remembered, and that changes more than time does.
  t.steady = until == rules::instant_max && regime.verified_lanes == 0;
  if (until >= span.until && span.until_moment <= end) {
    return {&regime, span.until_moment, span.until_reading};
  }
  if (until < span.until) end = std::min(end, calendar.moment(until));
  return {&regime, end, reading_at(end)};
}

// Silent sign-ins after some of which a device is known.
void Journey::count_verified(Traveller& t, const Regime& regime, const Point& until, Moment to) {
  const Point from{day_, t.reading};
  Point verified_until = until;
  if (to < world_.calendar.end()) {
    verified_until.reading = find_last(t, regime, until.reading);
    verified_until.day = world_.calendar.day(
        std::min(world_.calendar.activity().moment(verified_until.reading), to));
    verified_until.day = std::clamp(verified_until.day, from.day, until.day);
  }
  for (std::size_t l = 0; l < regime.lanes.size(); ++l) {
    silent_.add(regime.lanes[l].lane, t.rate * regime.lanes[l].share, from,
                l < regime.verified_lanes ? verified_until : until);
  }
}

// Silent verified sign-ins leave one trace: from when on the device and the address are known. So
// the last of them are found, backwards from the end; before that reading they remain unseen.
double Journey::find_last(Traveller& t, const Regime& regime, double to_reading) {
  double share = 0;
  for (std::size_t l = 0; l < regime.verified_lanes; ++l) share += regime.lanes[l].share;
  const double rate = t.rate * share;
  double reading = to_reading;
  bool device = false;
  bool address = false;
  while (!device || !address) {
    const Luck::Pair way = t.luck.pair(Purpose::last, t.last_draws++);
    reading += fixed::log(way.first) / rate;
    if (reading <= t.reading) return t.reading;
    double pick = way.second * share;
    std::size_t lane = 0;
    while (lane + 1 < regime.verified_lanes && pick >= regime.lanes[lane].share) {
      pick -= regime.lanes[lane].share;
      ++lane;
    }
    const Moment at = world_.calendar.activity().moment(reading);
    const Instant now = world_.calendar.instant(at);
    const Luck::Pair place = t.luck.pair(Purpose::last, t.last_draws++);
    const double wrong = t.luck.uniform(Purpose::last, t.last_draws++);
    silent_.count_one(regime.lanes[lane].lane, world_.calendar.day(at), wrong, tally_);
    if (!device && place.first >= trait(Parameter::new_device_share)) {
      device = true;
      t.cookie_until = std::max(t.cookie_until, now + world_.cookie_seconds);
    }
    if (!address && place.second >= trait(Parameter::new_address_share)) {
      address = true;
      t.address_until = std::max(t.address_until, now + world_.address_seconds);
    }
  }
  return reading;
}

bool Journey::matter(Traveller& t, const Stretch& stretch, Matter matter) {
  const auto m = static_cast<std::size_t>(matter);
  SignInClock& clock = t.clocks[m];
  clock.left = -1;
  Draws draws{t.luck, matter_purposes[m], (clock.count - 1) << 8U, &first_draws_};
  if (stretch.regime == &singly_) return any_sign_in(t, t.at, draws);
  const Regime& regime = *stretch.regime;
  if (regime.only[m] != nullptr) return follow_branch(t, t.at, *regime.only[m], draws);
  const Branch* chosen = nullptr;
  double left = -1;
  for (const Branch& branch : regime.branches) {
    if (branch.matter != matter) continue;
    // Where there is but one, no draw decides.
    if (chosen != nullptr && left < 0) left = draws.uniform() * regime.matters[m];
    if (chosen != nullptr) {
      left -= chosen->share;
      if (left < 0) break;
    }
    chosen = &branch;
  }
  return follow_branch(t, t.at, *chosen, draws);
}

[[gnu::always_inline]] inline Journey::Stretch Journey::stretch(Traveller& t, Moment end) {
  if (t.rate <= 0 || t.at >= end) return {&singly_, end, t.reading};
  const Instant now = world_.calendar.instant(t.at);
  if (t.steady) {
    skip_spans(t, now);
    if (t.span != end_of(*t.timeline)) {
      const Outlook& span = *t.span;
      if (const Regime* regime = regimes_.known(span, t.person)) {
        if (span.until_moment <= end) return {regime, span.until_moment, span.until_reading};
        return {regime, end, reading_at(end)};
      }
    }
  }
  return look(t, now, end);
}

// To the next sign-in that matters, or to the end of the stretch. The clocks run, and the silent
// sign-ins until then are counted.
[[gnu::always_inline]] inline Matter Journey::pass(Traveller& t, const Stretch& stretch) {
  const Calendar& calendar = world_.calendar;
  const Regime& regime = *stretch.regime;
  double reading = stretch.end_reading;
  Matter next = Matter::count_;
  double rates[matter_count];
  if (t.rate > 0) {
    const double elapsed_to_end = reading - t.reading;
    for (std::size_t c = 0; c < regime.clock_count; ++c) {
      const std::size_t m = regime.clocks[c];
      SignInClock& clock = t.clocks[m];
      if (clock.left < 0) clock.left = threshold(t, clock_purposes[m], clock.count);
      rates[c] = t.rate * regime.matters[m];
      if (clock.left >= rates[c] * elapsed_to_end) continue;
      const double rings = t.reading + clock.left / rates[c];
      if (rings >= reading) continue;
      reading = rings;
      next = static_cast<Matter>(m);
    }
  }
  Moment to = stretch.end;
  if (next != Matter::count_) {
    to = std::clamp(calendar.activity().moment(reading), t.at, stretch.end);
  }
  const int last_day = calendar.days() - 1;
  const int day = to >= calendar.day_begin(day_ + 1) ? std::min(calendar.day(to), last_day) : day_;
  const double span = reading - t.reading;
  if (t.rate > 0 && span > 0) {
    for (std::size_t c = 0; c < regime.clock_count; ++c) {
      SignInClock& clock = t.clocks[regime.clocks[c]];
      clock.left = std::max(0.0, clock.left - rates[c] * span);
    }
    if (regime.verified_lanes == 0) {
      for (const LaneShare& lane : regime.lanes) {
        silent_.add(lane.lane, t.rate * lane.share, {day_, t.reading}, {day, reading});
      }
    } else {
      count_verified(t, regime, {day, reading}, to);
    }
  }
  t.at = to;
  t.reading = reading;
  day_ = day;
  return next;
}

Moment Journey::run(Traveller& t) {
  enter(t);
  if (!kind_->facts.active) return SlotClock::never;
  const Moment horizon = world_.calendar.end();
  const bool begins = !t.begun;
  if (begins && t.joins > 0) {
    if (t.joins >= horizon) return SlotClock::never;
    t.at = t.joins;
    t.reading = reading_at(t.at);
  }
  day_ = world_.calendar.day(t.at);
  if (begins) start(t);
  Moment stop = next_stop(t, begins);
  for (;;) {
    if (!t.steady) {
      const auto soonest = std::min_element(t.next.begin(), t.next.end());
      t.soonest = static_cast<std::uint32_t>(soonest - t.next.begin());
    }
    const Moment other = std::min(t.next[t.soonest], stop);
    const Stretch stretch = this->stretch(t, other);
    const Matter matter = pass(t, stretch);
    if (matter != Matter::count_) {
      t.steady = false;
      if (this->matter(t, stretch, matter)) return t.at;
      continue;
    }
    if (stretch.end < other) continue;
    t.steady = false;
    if (other >= stop) {
      if (stop >= std::min(horizon, t.leaves)) break;
      stop = next_stop(t, false);
      if (lose_secret(t, other)) return other;
      continue;
    }
    if (happen(t, static_cast<Happening>(t.soonest), other)) return other;
  }
  finish(t, t.at);
  return SlotClock::never;
}

}  // namespace gatecast::simulator
