#include "simulator/journey.h"

#include <algorithm>
#include <cmath>

#include "rules/check.h"
#include "simulator/fixed_math.h"

namespace gatecast::simulator {

namespace {

using engine::EventKind;
using rules::AuthenticatorState;
using rules::Method;

constexpr Moment never = SlotClock::never;
constexpr double day_length = 86'400;
// Between the help desk's answer and the next try; nobody waits for this, so it is not a parameter.
constexpr Moment after_help = 300;
constexpr std::uint32_t nobody = 0xFFFF'FFFF;  // no kind

std::size_t number(Happening what) { return static_cast<std::size_t>(what); }

Moment& next(Traveller& t, Happening what) { return t.next[number(what)]; }

bool enrolled(const engine::Credentials& credentials) {
  return credentials.authenticator == AuthenticatorState::enrolled || credentials.passkey;
}

// Those that ring for somebody.
std::vector<Purpose> clocks_in_use(const std::vector<Traits>& traits) {
  std::vector<Purpose> clocks = {Purpose::accept_clock, Purpose::trouble_clock};
  const auto add = [&](Purpose clock, std::initializer_list<Parameter> rates) {
    for (const Traits& people : traits) {
      for (const Parameter rate : rates) {
        if (people.of(rate) <= 0) continue;
        clocks.push_back(clock);
        return;
      }
    }
  };
  add(Purpose::enroll_clock,
      {Parameter::enroll_hazard_far, Parameter::enroll_hazard_mid, Parameter::enroll_hazard_last});
  add(Purpose::replaced_clock, {Parameter::phone_replaced_per_year});
  add(Purpose::lost_clock, {Parameter::phone_lost_per_year});
  add(Purpose::number_clock, {Parameter::number_changed_per_year});
  add(Purpose::leaves_clock, {Parameter::leavers_per_year});
  add(Purpose::joins_clock, {Parameter::joiners_per_year});
  return clocks;
}

}  // namespace

Journey::Journey(const World& world, Kinds& kinds, const std::vector<Traits>& traits,
                 std::uint32_t replicate, Regimes& regimes, SilentCounts& silent, Tally& tally,
                 const Watchers& watchers)
    : world_(world),
      kinds_(kinds),
      all_traits_(traits),
      replicate_(replicate),
      regimes_(regimes),
      silent_(silent),
      tally_(tally),
      watchers_(watchers),
      first_draws_(world.plan.seed, replicate, clocks_in_use(traits), {Purpose::at_accept}) {
  for (const Traits& people : traits) handling_.push_back(handling(people, {}));
  for (const Traits& people : traits) {
    seconds_.push_back({std::llround(people.of(Parameter::challenge_seconds)),
                        std::llround(people.of(Parameter::setup_minutes) * 60)});
  }
  singly_.matters[static_cast<std::size_t>(Matter::other)] = 1;
  singly_.complete();
  plain_world_ = !world.recognition_matters && !world.skips_matter;
  for (const Kind& kind : world.kinds) {
    if (!kind.facts.active || kind.joins > 0) continue;
    tally.add_span(kind.cohort, 0, world.calendar.days(), Metric::active, kind.members);
  }
  outsets_.resize(outset_count);
  horizon_ = world.calendar.point(world.calendar.end());
}

void Journey::enter(std::uint32_t kind) {
  kind_ = &kinds_[kind];
  traits_ = &all_traits_[kind_->traits];
  cohort_ = kind_->cohort;
  plain_ = plain_world_ && kind_->facts.account_lock_until == rules::instant_min;
  facts_current_ = false;
}

engine::DecodedFacts& Journey::facts(const Traveller& traveller) {
  if (!facts_current_) {
    if (facts_kind_ != traveller.kind) facts_ = kind_->facts_under(policy_);
    facts_kind_ = traveller.kind;
    facts_current_ = true;
    sync(traveller);
  }
  return facts_;
}

// The same at a moment: under the policy, and with the health, of its era.
engine::DecodedFacts& Journey::facts_at(const Traveller& traveller, Moment at) {
  const rules::Instant now = world_.calendar.instant(at);
  const Era& era = world_.era_at(now);
  if (era.policy != policy_) {
    policy_ = era.policy;
    facts_current_ = false;
    facts_kind_ = nobody;
  }
  engine::DecodedFacts& facts = this->facts(traveller);
  facts.now = now;
  set_health(era, facts);
  return facts;
}

bool Journey::happen(Traveller& t, Happening what, Moment at) {
  open_day();
  const std::uint32_t count = t.count[number(what)];
  switch (what) {
    case Happening::retry: {
      next(t, what) = never;
      ++t.count[number(what)];
      Draws draws{t.luck, Purpose::retry, count << 8U};
      return any_sign_in(t, at, draws);
    }
    case Happening::enroll:
      enroll(t, at, {t.luck, Purpose::enroll, count << 8U});
      wind_enroll(t, at);
      return false;
    case Happening::phone_replaced:
    case Happening::phone_lost:
    case Happening::number_changed:
      return lose_phone(t, what, at);
    case Happening::desk:
      help(t, at);
      return false;
    case Happening::phone_clock:
      clock_changes(t, at);
      return false;
    case Happening::count_:
      break;
  }
  GATECAST_CHECK(false);
  return false;
}

// When a unit-rate clock wound at `from` has run `threshold`, along the hazard of enrolling: by
// what is known in each era of announcement and deadline.
Moment Journey::hazard_moment(double threshold, Moment from) const {
  for (std::size_t e = 0; e < world_.eras.size(); ++e) {
    const bool last = e + 1 == world_.eras.size();
    const Moment until = last ? never : world_.calendar.moment(world_.eras[e + 1].from);
    const Dates& dates = kind_->dates_under(world_.eras[e].policy);
    const Moment begin = std::max(from, dates.announced);
    if (begin < until) {
      const Moment rings = spend_hazard(threshold, begin, until, dates);
      if (rings < never) return rings;
    }
    from = std::max(from, until);
  }
  return never;
}

// The same up to `until`; takes off `threshold` what is spent.
Moment Journey::spend_hazard(double& threshold, Moment from, Moment until,
                             const Dates& dates) const {
  const Moment deadline = dates.deadline;
  const bool ends = deadline < never;
  const Moment far_end = ends ? deadline - trait(Parameter::hazard_far_days) * day_length : never;
  const Moment mid_end = ends ? deadline - trait(Parameter::hazard_last_days) * day_length : never;
  const double announced_times = trait(Parameter::announcement_times);
  const Moment news_until = dates.announced + trait(Parameter::announcement_days) * day_length;
  for (Moment at = from; at < until;) {
    const bool far = at < far_end;
    const bool mid = !far && at < mid_end;
    Moment end = std::min(far ? far_end : mid ? mid_end : never, until);
    double per_day = trait(far   ? Parameter::enroll_hazard_far
                           : mid ? Parameter::enroll_hazard_mid
                                 : Parameter::enroll_hazard_last);
    const auto urge = [&](const Urging& urging) {
      if (at >= urging.until) return;
      if (at >= urging.from) per_day *= urging.times;
      end = std::min(end, at >= urging.from ? urging.until : urging.from);
    };
    if (announced_times != 1) urge({dates.announced, news_until, announced_times});
    for (const Urging& urging : kind_->urgings) urge(urging);
    const double span = (end - at) / day_length * per_day;
    if (span >= threshold) return at + threshold / per_day * day_length;
    threshold -= span;
    at = end;
  }
  return never;
}

void Journey::wind_enroll(Traveller& t, Moment from) const {
  next(t, Happening::enroll) = never;
  if (!has_hazard()) return;
  bool heard = kind_->dates.announced < never;
  for (const UnderPolicy& under : kind_->later) heard |= under.dates.announced < never;
  if (enrolled(t.credentials) || !heard || !t.willing) return;
  // An account that nobody uses, or uses through another's sign-in alone, sets nothing up.
  if (t.rate <= 0 || kind_->sso_share >= 1) return;
  if (!can_enroll(t.has_smartphone, world_.enroll_in)) return;
  std::uint32_t& count = t.count[number(Happening::enroll)];
  const double hazard = threshold(t, Purpose::enroll_clock, count);
  next(t, Happening::enroll) = hazard_moment(hazard, from);
}

// True: a ticket is opened.
bool Journey::lose_phone(Traveller& t, Happening what, Moment at) {
  // A lost phone is soon replaced and the number moves along: what is lost for good is the secret.
  if (what == Happening::number_changed) {
    t.at_hand.number_current = false;
    wind(t, what, Purpose::number_clock, Parameter::number_changed_per_year, at);
    return false;
  }
  if (what == Happening::phone_lost) {
    wind(t, what, Purpose::lost_clock, Parameter::phone_lost_per_year, at);
    return lose_secret(t, at);
  }
  const std::uint32_t count = t.count[number(what)];
  wind(t, what, Purpose::replaced_clock, Parameter::phone_replaced_per_year, at);
  const bool moved = t.luck.uniform(Purpose::moved, count) < trait(Parameter::secret_moved_share);
  if (!moved) return lose_secret(t, at);
  put_clock_right(t, at);  // it is another phone's
  return false;
}

bool Journey::lose_secret(Traveller& t, Moment at) {
  const bool had_one = t.at_hand.has_secret;
  t.at_hand.has_secret = false;
  mind_clock(t, at);
  if (!had_one || t.ticket_open) return false;
  Draws draws{t.luck, Purpose::reported, t.reports++ << 8U};
  if (!draws.chance(trait(Parameter::loss_reported_share))) return false;
  if (trait(Parameter::loss_resets_at_once) >= 0.5) reset(t, at);
  t.trouble = Cause::device_lost;
  t.wants_in = false;
  return true;
}

// The next moment at which whoever is travelling is stopped by something dated, or leaves, or the
// horizon. `from`: of what happens at that very moment, it is still to come.
Moment Journey::next_stop(const Traveller& t, bool from) const {
  Moment stop = std::min(world_.calendar.end(), std::max(t.leaves, t.at));
  for (const Moment loss : kind_->losses) {
    if (loss > t.at || (from && loss >= t.at)) stop = std::min(stop, loss);
  }
  return stop;
}

void Journey::answer(Traveller& t, Moment opened, const Answer& answer) {
  enter(t.kind);
  day_ = world_.calendar.day(opened);
  // A desk that never answers keeps the caller waiting to the end.
  const Moment begin = std::min(answer.begin, world_.calendar.end() + 31 * day_length);
  open_day();
  add(Metric::tickets);
  add(Metric::queue_wait, static_cast<std::int64_t>(begin - opened));
  t.steady = false;
  t.ticket_open = true;
  t.answered = answer.answered;
  next(t, Happening::desk) = answer.end;
  if (t.wants_in) next(t, Happening::retry) = never;
}

void Journey::reset(Traveller& t, Moment at) {
  engine::ChallengeState state;
  state.credentials = t.credentials;
  const engine::Step done = engine::step(state, {EventKind::administrator_reset, false, {}, {}},
                                         engine::Limits{}, world_.calendar.instant(at));
  t.credentials = done.state.credentials;
  t.unblemished = false;
  if (done.effects.revoke_devices) {
    t.cookie_until = rules::instant_min;
    t.address_until = rules::instant_min;
  }
  t.at_hand.has_secret = false;
  mind_clock(t, at);
  sync(t);
  count_status(t);
  wind_enroll(t, at);
}

// At the earlier of that moment and when it is planned already; past the horizon nobody looks.
void Journey::retry(Traveller& t, Moment at) const {
  if (at < world_.calendar.end()) {
    next(t, Happening::retry) = std::min(next(t, Happening::retry), at);
  }
}

// What the help desk does about the trouble of an answered ticket.
void Journey::help(Traveller& t, Moment at) {
  next(t, Happening::desk) = never;
  t.ticket_open = false;
  // Codes that are refused time and again: the agent has the clock set, and lifts a lock if there
  // is one.
  const bool clock = t.answered && t.trouble == Cause::attempts && t.at_hand.clock_off;
  const Moment locked_until = clock ? lock_end(t, at) : at;
  if (clock) {
    put_clock_right(t, at);
    t.out_until = std::min(t.out_until, locked_until);
  }
  const bool only_clock = clock && locked_until <= at;
  // Whoever had a reason to call about tries what the answer was worth.
  const bool by_itself =
      t.trouble == Cause::attempts && !only_clock && trait(Parameter::desk_lifts_locks) < 0.5;
  if (t.wants_in && !(t.answered && by_itself)) {
    const Moment again = t.answered ? after_help : trait(Parameter::retry_hours) * 3600;
    retry(t, at + again);
  }
  if (t.answered && by_itself) t.told_until = t.out_until;
  if (!t.answered || by_itself) return;
  const rules::Instant now = world_.calendar.instant(at);
  switch (t.trouble) {
    case Cause::device_lost:
    case Cause::backup_codes_used:
      // Nothing to do for whoever has helped himself meanwhile.
      if (!t.at_hand.has_secret && enrolled(t.credentials)) reset(t, at);
      break;
    case Cause::code_not_delivered:
      t.at_hand.number_current = true;
      break;
    case Cause::overdue:
      // Nothing to do for whoever has enrolled meanwhile.
      if (enrolled(t.credentials)) break;
      t.hopeless = !can_enroll(t.has_smartphone, world_.enroll_in);
      t.assisted = !t.hopeless;
      if (t.assisted) reset(t, at);
      break;
    case Cause::attempts:
    case Cause::no_usable_method: {
      if (only_clock) break;
      t.unblemished = false;
      bool unlocked = t.trouble == Cause::attempts && facts(t).account_lock_until <= now;
      for (const Method m : {Method::authenticator, Method::email, Method::sms, Method::passkey}) {
        engine::ChallengeState state;
        state.credentials = t.credentials;
        unlocked |= now < facts(t).lock_until[static_cast<std::size_t>(m)];
        t.credentials = engine::step(state, {EventKind::administrator_unlock, false, m, nullptr},
                                     engine::Limits{}, now)
                            .state.credentials;
      }
      sync(t);
      t.hopeless = !unlocked;
      break;
    }
    case Cause::none:
      break;
  }
  if (t.hopeless) {
    next(t, Happening::retry) = never;  // their own sign-ins go on, and are refused
  } else {
    count_out(t, at, false, 0);
  }
}

}  // namespace gatecast::simulator
