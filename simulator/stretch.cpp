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

Point Journey::point_at(Moment end) const {
  return end >= world_.calendar.end() ? horizon_ : world_.calendar.point(end);
}

[[gnu::always_inline]] inline Journey::Stretch Journey::to(const Regime& regime, Moment end) const {
  const Point point = point_at(end);
  return {&regime, end, point.reading, point.day};
}

// Nothing that looked_at_singly() asks for, and nothing that a challenge would start with.
[[gnu::always_inline]] inline bool Journey::at_ease(const Traveller& t) const {
  return plain_ && t.unblemished && !t.ticket_open && !t.out &&
         t.next[static_cast<std::size_t>(Happening::retry)] >= SlotClock::never;
}

// Of somebody at ease, where more than time may have changed: the course he is on.
[[gnu::always_inline]] inline void Journey::take_course(Traveller& t) {
  PersonState state;
  state.authenticator = t.credentials.authenticator;
  state.passkey = t.credentials.passkey;
  state.has_codes = t.credentials.backup_codes > 0;
  state.reset = t.credentials.reset;
  if (t.course == nullptr || t.course->code != Course::code_of(state, t)) {
    t.course = &regimes_.course(t.kind, state, t);
    t.step = t.course->steps.data();
  }
  t.steady = true;
}

// On one's course to the end of its step, or to `end`, which is no later than the end of the run
// and later than now.
[[gnu::always_inline]] inline Journey::Stretch Journey::along(Traveller& t, Moment end) {
  while (t.step->end <= t.at) ++t.step;
  const Regime& regime = regimes_.regime(*t.course, *t.step);
  const Course::Step& step = *t.step;
  // Of verified sign-ins some are remembered, and that changes more than time does.
  if (regime.verified_lanes != 0) t.steady = false;
  if (step.end <= end) return {&regime, step.end, step.end_point.reading, step.end_point.day};
  return to(regime, end);
}

// Where more than time may have changed.
Journey::Stretch Journey::look(Traveller& t, Moment end) {
  const Instant now = world_.calendar.instant(t.at);
  t.steady = false;
  if (looked_at_singly(t, now, end)) return to(singly_, end);

  Instant until = rules::instant_max;
  PersonTraits person = t;
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
  if (t.course == nullptr || t.course->code != Course::code_of(state, person)) {
    t.course = &regimes_.course(t.kind, state, person);
    t.step = t.course->steps.data();
  }
  if (until < rules::instant_max) end = std::min(end, world_.calendar.moment(until));
  // From when a stage is taken back on every sign-in is remembered.
  const bool may_be_taken_back = world_.seed_history && world_.policies.size() > 1;
  t.steady = until == rules::instant_max && !(world_.recognition_matters && may_be_taken_back);
  return along(t, end);
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
  const std::span<const LaneShare> lanes = regime.silent();
  silent_.add(lanes.first(regime.verified_lanes), t.rate, from, verified_until);
  silent_.add(lanes.subspan(regime.verified_lanes), t.rate, from, until);
}

// Silent verified sign-ins leave one trace: from when on the device and the address are known. So
// the last of them are found, backwards from the end; before that reading they remain unseen.
double Journey::find_last(Traveller& t, const Regime& regime, double to_reading) {
  double share = 0;
  const std::span<const LaneShare> lanes = regime.silent();
  for (std::size_t l = 0; l < regime.verified_lanes; ++l) share += lanes[l].share;
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
    while (lane + 1 < regime.verified_lanes && pick >= lanes[lane].share) {
      pick -= lanes[lane].share;
      ++lane;
    }
    const Moment at = world_.calendar.activity().moment(reading);
    const Instant now = world_.calendar.instant(at);
    const Luck::Pair place = t.luck.pair(Purpose::last, t.last_draws++);
    const double wrong = t.luck.uniform(Purpose::last, t.last_draws++);
    silent_.count_one(lanes[lane].lane, world_.calendar.day(at), wrong, tally_);
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

double Journey::wind_sign_ins(Traveller& t, std::size_t matter) const {
  return threshold(t, clock_purposes[matter], t.clocks[matter].count) * t.inverse_rate;
}

bool Journey::matter(Traveller& t, const Regime& regime, Matter matter) {
  open_day();
  const auto m = static_cast<std::size_t>(matter);
  SignInClock& clock = t.clocks[m];
  clock.left = -1;
  Draws draws{t.luck, matter_purposes[m], (clock.count - 1) << 8U, &first_draws_};
  if (&regime == &singly_) return any_sign_in(t, t.at, draws);
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
  if (t.rate <= 0 || t.at >= end) return {&singly_, end, t.reading, point_at(end).day};
  if (!t.steady) {
    if (!at_ease(t)) {
      const Stretch looked = look(t, end);
      return {looked.regime, looked.end, looked.end_reading, looked.end_day};
    }
    take_course(t);
  }
  return along(t, end);
}

// To the next sign-in that matters, or to the end of the stretch. The clocks run, and the silent
// sign-ins until then are counted.
[[gnu::always_inline]] inline Matter Journey::pass(Traveller& t, const Stretch& stretch) {
  const Regime& regime = *stretch.regime;
  Point until{stretch.end_day, stretch.end_reading};
  Moment to = stretch.end;
  Matter next = Matter::count_;
  double elapsed = until.reading - t.reading;
  if (elapsed > 0) {
    for (std::size_t c = 0; c < regime.clock_count; ++c) {
      const std::uint8_t m = regime.clocks[c];
      SignInClock& clock = t.clocks[m];
      if (clock.left < 0) clock.left = wind_sign_ins(t, m);
      const double rings = clock.left * regime.clock_inverses[c];
      if (rings >= elapsed) continue;
      elapsed = rings;
      next = static_cast<Matter>(m);
    }
    if (next != Matter::count_) {
      until.reading = t.reading + elapsed;
      to = std::clamp(world_.calendar.activity().moment(until.reading), t.at, stretch.end);
      until.day = std::min(world_.calendar.day(to), until.day);
    }
    for (std::size_t c = 0; c < regime.clock_count; ++c) {
      double& left = t.clocks[regime.clocks[c]].left;
      const double rest = left - regime.clock_shares[c] * elapsed;
      left = rest > 0 ? rest : 0;
    }
    if (regime.verified_lanes == 0) {
      silent_.add(regime.silent(), t.rate, {day_, t.reading}, until);
    } else {
      count_verified(t, regime, until, to);
    }
  }
  t.at = to;
  t.reading = until.reading;
  day_ = until.day;
  return next;
}

// `probed`: as a template, so that nobody pays for it who does not ask.
template <bool probed>
Moment Journey::travel(Traveller& t) {
  enter(t.kind);
  const Moment horizon = world_.calendar.end();
  const bool begins = !t.begun;
  if (begins) {
    t.at = t.joins;
    if (!kind_->facts.active || t.at >= horizon) return SlotClock::never;
    day_ = 0;
    if (t.at > 0) {
      t.reading = point_at(t.at).reading;
      day_ = world_.calendar.day(t.at);
    }
    start(t);
  } else {
    day_ = world_.calendar.day(t.at);
  }
  Moment stop = next_stop(t, begins);
  // Between two events he stays as he is.
  const auto probe = [&](Moment from) {
    if constexpr (probed) watchers_.probe->look(t, *kind_, *traits_, from);
  };
  Moment from = t.at;
  if (begins) skip_quiet(t, stop);
  probe(from);
  for (;;) {
    const Moment other = std::min(first_of(t.next), stop);
    const Stretch stretch = this->stretch(t, other);
    from = t.at;
    const Matter matter = pass(t, stretch);
    probe(from);
    if (matter != Matter::count_) {
      t.steady = false;
      if (this->matter(t, *stretch.regime, matter)) return t.at;
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
    const auto what = std::find(t.next.begin(), t.next.end(), other) - t.next.begin();
    if (happen(t, static_cast<Happening>(what), other)) return other;
  }
  finish(t, t.at);
  return SlotClock::never;
}

template Moment Journey::travel<false>(Traveller& t);
template Moment Journey::travel<true>(Traveller& t);

}  // namespace gatecast::simulator
