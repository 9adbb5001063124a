#include "simulator/journey.h"

#include <algorithm>

#include "rules/check.h"

namespace gatecast::simulator {

namespace {

using engine::EventKind;
using rules::AuthenticatorState;
using rules::Method;

constexpr Moment never = SlotClock::never;
constexpr double day_length = 86'400;
constexpr double year_length = 365.25 * day_length;
// Between the help desk's answer and the next try; nobody waits for this, so it is not a parameter.
constexpr Moment after_help = 300;

std::size_t number(Happening what) { return static_cast<std::size_t>(what); }

Moment& next(Traveller& t, Happening what) { return t.next[number(what)]; }

}  // namespace

Journey::Journey(const World& world, const std::vector<Traits>& traits, std::uint32_t replicate,
                 Tally& tally)
    : world_(world), all_traits_(traits), replicate_(replicate), tally_(tally) {}

Traveller Journey::begin(std::uint32_t user) const {
  const Member& member = world_.members[user];
  const Traits& traits = all_traits_[member.traits];
  const engine::DecodedFacts& facts = member.facts;
  Traveller t;
  t.user = user;
  t.luck = Luck(world_.plan.seed, replicate_, user);
  t.next.fill(never);
  t.skips = facts.skips;
  t.credentials.authenticator = facts.authenticator;
  t.credentials.passkey = facts.passkey;
  t.credentials.backup_codes = facts.backup_codes;
  t.credentials.reset = facts.reset;
  t.credentials.emergency = facts.emergency;
  for (std::size_t m = 0; m < rules::method_count; ++m) {
    t.credentials.methods[m].lock_until = facts.lock_until[m];
    t.credentials.methods[m].hard = facts.lock_until[m] == rules::instant_max;
  }
  const Luck::Pair person = t.luck.pair(Purpose::person, 0);
  const Luck::Pair habits = t.luck.pair(Purpose::person, 1);
  const bool enrolled = facts.authenticator == AuthenticatorState::enrolled || facts.passkey;
  t.has_smartphone = facts.authenticator == AuthenticatorState::enrolled ||
                     person.first >= traits.of(Parameter::no_smartphone_share);
  t.willing = person.second >= traits.of(Parameter::unwilling_share);
  t.codes_saved = habits.first < traits.of(Parameter::backup_codes_saved_share);
  t.has_secret = enrolled;
  return t;
}

void Journey::enter(const Traveller& traveller) {
  member_ = &world_.members[traveller.user];
  traits_ = &all_traits_[member_->traits];
  cohort_ = member_->cohort;
  facts_ = member_->facts;
  sync(traveller);
}

std::optional<Moment> Journey::run(Traveller& t) {
  enter(t);
  if (!facts_.active) return std::nullopt;
  if (t.count[number(Happening::sign_in)] == 0) {
    tally_.add_span(cohort_, 0, world_.calendar.days(), Metric::active);
    t.status = 255;  // counted from the first day on
    count_status(t, 0);
    wind_sign_in(t);
    wind_enroll(t, 0);
    wind(t, Happening::phone_replaced, Purpose::replaced_clock, Parameter::phone_replaced_per_year,
         0);
    wind(t, Happening::phone_lost, Purpose::lost_clock, Parameter::phone_lost_per_year, 0);
    wind(t, Happening::number_changed, Purpose::number_clock, Parameter::number_changed_per_year,
         0);
  }
  const Moment end = world_.calendar.end();
  for (;;) {
    const auto first = std::min_element(t.next.begin(), t.next.end());
    const Moment at = *first;
    if (at >= end) break;
    if (at >= world_.calendar.day_begin(day_ + 1) || at < world_.calendar.day_begin(day_)) {
      day_ = world_.calendar.day(at);
    }
    if (happen(t, static_cast<Happening>(first - t.next.begin()), at)) return at;
  }
  finish(t);
  return std::nullopt;
}

bool Journey::happen(Traveller& t, Happening what, Moment at) {
  const std::uint32_t count = t.count[number(what)];
  switch (what) {
    case Happening::sign_in: {
      const double device = t.device_draw;
      wind_sign_in(t);
      return sign_in(t, at, {t.luck, Purpose::at_sign_in, count << 8U}, device);
    }
    case Happening::retry: {
      next(t, what) = never;
      ++t.count[number(what)];
      Draws draws{t.luck, Purpose::retry, count << 8U};
      const double device = t.luck.pair(Purpose::retry, (count << 8U) + 255).first;
      return sign_in(t, at, draws, device);
    }
    case Happening::enroll:
      enroll(t, at, {t.luck, Purpose::enroll, count << 8U});
      wind_enroll(t, at);
      return false;
    case Happening::phone_replaced:
    case Happening::phone_lost:
    case Happening::number_changed:
      lose_phone(t, what, at);
      return false;
    case Happening::desk:
      help(t, at);
      return false;
    case Happening::count_:
      break;
  }
  GATECAST_CHECK(false);
  return false;
}

void Journey::wind_sign_in(Traveller& t) const {
  // One's own rate, and what this replicate believes of the class relative to what its number says.
  const ParameterValue& said =
      world_.trait_classes[member_->traits].of(Parameter::sign_ins_per_day);
  const double rate =
      member_->sign_ins_per_day * trait(Parameter::sign_ins_per_day) / std::max(said.value, 1e-9);
  std::uint32_t& count = t.count[number(Happening::sign_in)];
  const Luck::Pair draw = t.luck.pair(Purpose::sign_in, count);
  ++count;
  t.device_draw = draw.second;
  if (rate <= 0) {
    next(t, Happening::sign_in) = never;
    return;
  }
  t.activity -= fixed::log(draw.first) / rate;
  next(t, Happening::sign_in) = world_.calendar.activity().moment(t.activity);
}

void Journey::wind(Traveller& t, Happening what, Purpose purpose, Parameter per_year,
                   Moment from) const {
  const double rate = trait(per_year);
  next(t, what) = never;
  if (rate <= 0) return;
  std::uint32_t& count = t.count[number(what)];
  next(t, what) = from + t.luck.exponential(purpose, count) * year_length / rate;
  ++count;
}

// When a unit-rate clock wound at `from` has run `threshold`, along the hazard of enrolling.
Moment Journey::hazard_moment(double threshold, Moment from) const {
  struct Regime {
    Moment end;
    double per_day;
  };
  const Moment deadline = member_->deadline;
  const bool ends = deadline < never;
  const Moment far_end = ends ? deadline - trait(Parameter::hazard_far_days) * day_length : never;
  const Moment mid_end = ends ? deadline - trait(Parameter::hazard_last_days) * day_length : never;
  const Regime regimes[] = {{far_end, trait(Parameter::enroll_hazard_far)},
                            {mid_end, trait(Parameter::enroll_hazard_mid)},
                            {never, trait(Parameter::enroll_hazard_last)}};
  Moment at = from;
  for (const Regime& regime : regimes) {
    if (regime.end <= at) continue;
    const double span = (regime.end - at) / day_length * regime.per_day;
    if (span >= threshold) return at + threshold / regime.per_day * day_length;
    threshold -= span;
    at = regime.end;
  }
  return never;
}

void Journey::wind_enroll(Traveller& t, Moment from) const {
  next(t, Happening::enroll) = never;
  const bool enrolled =
      t.credentials.authenticator == AuthenticatorState::enrolled || t.credentials.passkey;
  if (enrolled || member_->announced >= never || !t.willing) return;
  // An account that nobody uses, or uses through another's sign-in alone, sets nothing up.
  if (member_->sign_ins_per_day <= 0 || member_->sso_share >= 1) return;
  if (!can_enroll(t, world_.enroll_in)) return;
  std::uint32_t& count = t.count[number(Happening::enroll)];
  const double threshold = t.luck.exponential(Purpose::enroll_clock, count);
  ++count;
  next(t, Happening::enroll) = hazard_moment(threshold, std::max(from, member_->announced));
}

void Journey::lose_phone(Traveller& t, Happening what, Moment at) {
  // A lost phone is soon replaced and the number moves along: what is lost for good is the secret.
  if (what == Happening::number_changed) {
    t.number_current = false;
    wind(t, what, Purpose::number_clock, Parameter::number_changed_per_year, at);
    return;
  }
  if (what == Happening::phone_lost) {
    t.has_secret = false;
    wind(t, what, Purpose::lost_clock, Parameter::phone_lost_per_year, at);
    return;
  }
  const std::uint32_t count = t.count[number(what)];
  if (t.luck.uniform(Purpose::moved, count) >= trait(Parameter::secret_moved_share)) {
    t.has_secret = false;
  }
  wind(t, what, Purpose::replaced_clock, Parameter::phone_replaced_per_year, at);
}

void Journey::answer(Traveller& t, Moment opened, const Answer& answer) {
  enter(t);
  day_ = world_.calendar.day(opened);
  // A desk that never answers keeps the caller waiting to the end.
  const Moment begin = std::min(answer.begin, world_.calendar.end() + 31 * day_length);
  add(Metric::tickets);
  add(Metric::queue_wait, static_cast<std::int64_t>(begin - opened));
  t.ticket_open = true;
  t.answered = answer.answered;
  next(t, Happening::desk) = answer.end;
  next(t, Happening::retry) = never;
}

void Journey::reset(Traveller& t, Moment at) {
  engine::ChallengeState state;
  state.credentials = t.credentials;
  const engine::Step done = engine::step(state, {EventKind::administrator_reset, false, {}, {}},
                                         engine::Limits{}, world_.calendar.instant(at));
  t.credentials = done.state.credentials;
  if (done.effects.revoke_devices) {
    t.cookie_until = rules::instant_min;
    t.address_until = rules::instant_min;
  }
  t.has_secret = false;
  sync(t);
  count_status(t, at);
  wind_enroll(t, at);
}

// What the help desk does about the trouble of an answered ticket.
void Journey::help(Traveller& t, Moment at) {
  next(t, Happening::desk) = never;
  t.ticket_open = false;
  const Moment again = t.answered ? after_help : trait(Parameter::retry_hours) * 3600;
  next(t, Happening::retry) = std::min(next(t, Happening::retry), at + again);
  if (!t.answered) return;
  const rules::Instant now = world_.calendar.instant(at);
  switch (t.trouble) {
    case Cause::device_lost:
    case Cause::backup_codes_used:
      // Nothing to do for whoever has helped himself meanwhile.
      if (!t.has_secret) reset(t, at);
      break;
    case Cause::code_not_delivered:
      t.number_current = true;
      break;
    case Cause::overdue:
      // Nothing to do for whoever has enrolled meanwhile.
      if (t.credentials.authenticator == AuthenticatorState::enrolled) break;
      t.hopeless = !can_enroll(t, world_.enroll_in);
      t.assisted = !t.hopeless;
      if (t.assisted) reset(t, at);
      break;
    case Cause::attempts:
    case Cause::no_usable_method: {
      bool unlocked = t.trouble == Cause::attempts && facts_.account_lock_until <= now;
      for (const Method m : {Method::authenticator, Method::email, Method::sms, Method::passkey}) {
        engine::ChallengeState state;
        state.credentials = t.credentials;
        unlocked |= now < facts_.lock_until[static_cast<std::size_t>(m)];
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
