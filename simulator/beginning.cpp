// Who somebody is as he sets out: his luck, his habits, what he has; and whoever joins.
#include <algorithm>

#include "simulator/fixed_math.h"
#include "simulator/journey.h"

namespace gatecast::simulator {

namespace {

using rules::AuthenticatorState;

constexpr Moment never = SlotClock::never;
constexpr double year_length = 365.25 * 86'400;

}  // namespace

void Journey::begin(Traveller& t, std::uint32_t user) {
  if (first_draws_.reach(user) && world_.rates_unknown) draw_rates(user / batch_people);
  const Member& member = world_.members[user];
  t.user = user;
  t.luck = Luck(world_.plan.seed, replicate_, user);
  t.joins = world_.kinds[member.kind].joins;
  settle(t, member, rates_[user % batch_people]);
}

Moment Journey::joins(std::uint32_t user, std::uint32_t number, Moment from) const {
  const Kind& kind = world_.kinds[world_.members[user].kind];
  const double rate = all_traits_[kind.traits].of(Parameter::joiners_per_year) / year_length;
  if (rate <= 0 || !has_joiners(kind)) return never;
  const double threshold =
      number == 0
          ? first_draws_.exponential(Purpose::joins_clock, user)
          : Luck(world_.plan.seed, replicate_, user).exponential(Purpose::joins_clock, number);
  return from + threshold / rate;
}

// With a luck of his own, and without anything that whom he is like has come by.
void Journey::begin_joiner(Traveller& t, std::uint32_t user, std::uint32_t number, Moment at) {
  const Member& like = world_.members[user];
  const int day = world_.calendar.day(at);
  Member member;
  member.sign_ins_per_day = like.sign_ins_per_day;
  member.kind = kinds_.joining(like.kind, day);
  t.user = user;
  t.joiner = true;
  t.luck = Luck(world_.plan.seed, replicate_, (std::uint64_t{number} + 1) << 32U | user);
  t.joins = day > 0 ? world_.calendar.day_begin(day) : 0;
  const double sigma = all_traits_[kinds_[member.kind].traits].of(Parameter::sign_ins_sigma);
  settle(t, member, fixed::exp(sigma * t.luck.normal(Purpose::person_rate, 0)));
}

// `own_rate`: where his rate is not known, so many times the median.
void Journey::settle(Traveller& t, const Member& member, double own_rate) const {
  const Kind& kind = kinds_[member.kind];
  const Traits& traits = all_traits_[kind.traits];
  t.kind = member.kind;
  t.next.fill(never);
  t.skips = member.skips;
  t.credentials.authenticator = member.authenticator;
  t.credentials.passkey = member.passkey;
  t.credentials.backup_codes = member.backup_codes;
  t.credentials.reset = member.reset;
  t.credentials.emergency = kind.facts.emergency;
  t.unblemished = true;
  for (std::size_t m = 0; m < rules::method_count; ++m) {
    const rules::Instant until = kind.facts.lock_until[m];
    if (until == rules::instant_min) continue;
    t.credentials.methods[m].lock_until = until;
    t.credentials.methods[m].hard = until == rules::instant_max;
    t.unblemished = false;
  }
  // Most people's answers need no draw: a share of 0 or 1 is certain.
  const auto drawn = [&](std::uint32_t index, Parameter share) {
    const double p = traits.of(share);
    if (p <= 0 || p >= 1) return p >= 1;
    return t.luck.uniform(Purpose::person, index) < p;
  };
  t.at_hand.has_secret = member.authenticator == AuthenticatorState::enrolled || member.passkey;
  t.has_smartphone = member.authenticator == AuthenticatorState::enrolled ||
                     !drawn(0, Parameter::no_smartphone_share);
  t.willing = !drawn(1, Parameter::unwilling_share);
  t.at_hand.codes_saved = drawn(2, Parameter::backup_codes_saved_share);
  // One's own rate, and what this replicate believes of the class relative to what its number says.
  double rate = member.sign_ins_per_day;
  if (rate < 0) {
    rate = traits.of(Parameter::sign_ins_per_day) * own_rate;
  } else {
    const ParameterValue& said = world_.trait_classes[kind.traits].of(Parameter::sign_ins_per_day);
    // A behaviour in which nobody signs in says nothing about those of whom it is known.
    if (said.value > 0) rate *= traits.of(Parameter::sign_ins_per_day) / said.value;
  }
  t.rate = std::max(rate, 0.0);
}

// Of a block of people: how often each signs in, beside the median.
void Journey::draw_rates(std::uint32_t block) {
  const std::uint32_t first = block * batch_people;
  draw_batch(DrawOf::normal, world_.plan.seed, replicate_, first, Purpose::person_rate, rates_);
  const auto people = std::min<std::size_t>(batch_people, world_.members.size() - first);
  for (std::size_t i = 0; i < people; ++i) {
    const Kind& kind = world_.kinds[world_.members[first + i].kind];
    rates_[i] *= all_traits_[kind.traits].of(Parameter::sign_ins_sigma);
  }
  exp_batch(rates_);
}

// The account is there from now on, up to when its owner leaves.
void Journey::start(Traveller& t) {
  t.begun = true;
  const double leaving = trait(Parameter::leavers_per_year);
  std::uint32_t leavings = 0;
  t.leaves = never;
  for (const Moment closes : kind_->closings) {
    // Only those that are there by then.
    if (t.joins <= 0 || closes > t.joins) t.leaves = std::min(t.leaves, closes);
  }
  if (leaving > 0) {
    const double threshold = this->threshold(t, Purpose::leaves_clock, leavings);
    t.leaves = std::min(t.leaves, t.at + threshold * year_length / leaving);
  }
  tally_.add_span(cohort_, day_, world_.calendar.days(), Metric::active);
  t.status = 255;  // counted from the first day on
  t.status_since = t.codes_since = day_;
  count_status(t);
  wind_enroll(t, t.at);
  wind(t, Happening::phone_replaced, Purpose::replaced_clock, Parameter::phone_replaced_per_year,
       t.at);
  wind(t, Happening::phone_lost, Purpose::lost_clock, Parameter::phone_lost_per_year, t.at);
  wind(t, Happening::number_changed, Purpose::number_clock, Parameter::number_changed_per_year,
       t.at);
  mind_clock(t, t.at);
}

}  // namespace gatecast::simulator
