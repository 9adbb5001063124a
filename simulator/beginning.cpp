// Who somebody is as he sets out: his luck, his habits, what he has; and whoever joins.
#include <algorithm>

#include "simulator/fixed_math.h"
#include "simulator/journey.h"

namespace gatecast::simulator {

namespace {

using rules::AuthenticatorState;

}  // namespace

void Journey::begin(Traveller& t, std::uint32_t user) {
  if (first_draws_.reach(user) && world_.rates_unknown) draw_rates(user / batch_people);
  const Member& member = world_.members[user];
  settle(t, member, world_.kinds[member.kind].joins);
  t.user = user;
  t.luck = Luck(world_.plan.seed, replicate_, user);
  set_habits(t, member, rates_[user % batch_people]);
}

Moment Journey::joins(std::uint32_t user, std::uint32_t number, Moment from) const {
  const Kind& kind = world_.kinds[world_.members[user].kind];
  const double rate = all_traits_[kind.traits].of(Parameter::joiners_per_year) / year_length;
  if (rate <= 0 || !has_joiners(kind)) return SlotClock::never;
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
  settle(t, member, day > 0 ? world_.calendar.day_begin(day) : 0);
  t.user = user;
  t.joiner = true;
  t.luck = Luck(world_.plan.seed, replicate_, (std::uint64_t{number} + 1) << 32U | user);
  const double sigma = all_traits_[kinds_[member.kind].traits].of(Parameter::sign_ins_sigma);
  set_habits(t, member, fixed::exp(sigma * t.luck.normal(Purpose::person_rate, 0)));
}

// As all set out who are alike.
void Journey::settle(Traveller& t, const Member& member, Moment joins) {
  Outset& outset = outsets_[member.kind % outset_count];
  if (!outset.begins_like(member)) set_out(outset, member, joins);
  outset_ = &outset;
  copy(outset.traveller, t);
  t.joins = joins;
}

// What luck decides. `own_rate`: where his rate is not known, so many times the median.
void Journey::set_habits(Traveller& t, const Member& member, double own_rate) const {
  const Kind& kind = kinds_[member.kind];
  const Traits& traits = all_traits_[kind.traits];
  const auto drawn = [&](std::uint32_t index, Parameter share) {
    return t.luck.uniform(Purpose::person, index) < traits.of(share);
  };
  const Outset& outset = *outset_;
  if (outset.draws_smartphone) t.has_smartphone = !drawn(0, Parameter::no_smartphone_share);
  if (outset.draws_willing) t.willing = !drawn(1, Parameter::unwilling_share);
  if (outset.draws_codes_saved) {
    t.at_hand.codes_saved = drawn(2, Parameter::backup_codes_saved_share);
  }
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
  t.inverse_rate = t.rate > 0 ? 1 / t.rate : 0;
}

void Journey::set_out(Outset& outset, const Member& member, Moment joins) {
  count_quiet(outset);
  enter(member.kind);
  const Kind& kind = *kind_;
  outset = {};
  outset.known = true;
  outset.member = member;
  Traveller& t = outset.traveller;
  t.kind = member.kind;
  t.next.fill(SlotClock::never);
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
  const auto certain = [&](Parameter share, bool& answer) {
    const double p = trait(share);
    answer = p >= 1;
    return p <= 0 || p >= 1;
  };
  t.at_hand.has_secret = member.authenticator == AuthenticatorState::enrolled || member.passkey;
  bool lacks_smartphone = false;
  bool unwilling = false;
  outset.draws_smartphone = !certain(Parameter::no_smartphone_share, lacks_smartphone) &&
                            member.authenticator != AuthenticatorState::enrolled;
  t.has_smartphone = member.authenticator == AuthenticatorState::enrolled || !lacks_smartphone;
  outset.draws_willing = !certain(Parameter::unwilling_share, unwilling);
  t.willing = !unwilling;
  outset.draws_codes_saved = !certain(Parameter::backup_codes_saved_share, t.at_hand.codes_saved);
  const auto winds = [&](Happening what, Purpose purpose, Parameter per_year) {
    const double rate = trait(per_year);
    if (rate > 0) outset.windings[outset.winding_count++] = {what, purpose, year_length / rate};
  };
  winds(Happening::phone_replaced, Purpose::replaced_clock, Parameter::phone_replaced_per_year);
  winds(Happening::phone_lost, Purpose::lost_clock, Parameter::phone_lost_per_year);
  winds(Happening::number_changed, Purpose::number_clock, Parameter::number_changed_per_year);
  outset.enrolls = has_hazard();
  t.status = 255;  // counted from the first day on
  count_status(t);
  if (!kind.facts.active || joins > 0 || outset.draws()) return;
  const Stretch first = look(t, world_.calendar.end());
  const bool quiet = t.steady && first.regime->clock_count == 0;
  if (quiet) outset.quiet = t.step;
}

// Past the first step at once, if nothing else happens before its end.
void Journey::skip_quiet(Traveller& t, Moment stop) {
  const Course::Step* quiet = outset_->quiet;
  if (quiet == nullptr || t.at > 0 || t.rate <= 0 || std::min(first_of(t.next), stop) < quiet->end)
    return;
  outset_->quiet_rate += t.rate;
  t.at = quiet->end;
  t.reading = quiet->end_point.reading;
  day_ = quiet->end_point.day;
}

void Journey::count_quiet(Outset& outset) {
  if (outset.quiet_rate <= 0) return;
  silent_.add(outset.quiet->regime->silent(), outset.quiet_rate, {0, 0}, outset.quiet->end_point);
}

void Journey::end() {
  for (Outset& outset : outsets_) count_quiet(outset);
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
  t.leaves = SlotClock::never;
  for (const Moment closes : kind_->closings) {
    // Only those that are there by then.
    if (t.joins <= 0 || closes > t.joins) t.leaves = std::min(t.leaves, closes);
  }
  if (leaving > 0) {
    const double threshold = this->threshold(t, Purpose::leaves_clock, leavings);
    t.leaves = std::min(t.leaves, t.at + threshold * year_length / leaving);
  }
  if (t.joiner || t.joins > 0)
    tally_.add_span(cohort_, day_, world_.calendar.days(), Metric::active);
  t.status_since = t.codes_since = day_;
  if (outset_->enrolls) wind_enroll(t, t.at);
  for (std::size_t i = 0; i < outset_->winding_count; ++i) {
    const Outset::Winding& winding = outset_->windings[i];
    const auto what = static_cast<std::size_t>(winding.what);
    t.next[what] = t.at + threshold(t, winding.purpose, t.count[what]) * winding.seconds;
  }
  mind_clock(t, t.at);
}

}  // namespace gatecast::simulator
