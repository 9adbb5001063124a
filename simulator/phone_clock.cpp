// The clock of a phone with an authenticator. It goes wrong at times, and then, if by more than the
// policy accepts, the codes are refused, until the clock is put right: by itself or its owner after
// a while, by the help desk, or since another phone takes its place.
#include "simulator/journey.h"

namespace gatecast::simulator {

namespace {

constexpr Moment never = SlotClock::never;
constexpr double day_length = 86'400;
constexpr auto place = static_cast<std::size_t>(Happening::phone_clock);

}  // namespace

// Only with an authenticator does a clock matter. A set-up shows that it is right, since its first
// code was.
void Journey::follow_clock(Traveller& t, Moment at) const {
  const double rate = trait(Parameter::clock_off_per_year) / year_length;
  Moment& next = t.next[place];
  SignInClock& clock = t.phone_clock;
  const bool has_app =
      t.at_hand.has_secret && t.credentials.authenticator == rules::AuthenticatorState::enrolled;
  if (!has_app) {
    if (!t.at_hand.clock_off && next < never) clock.left = (next - at) * rate;
    t.at_hand.clock_off = false;
    next = never;
    return;
  }
  if (next < never) return;
  if (clock.left < 0) clock.left = t.luck.exponential(Purpose::clock_off_clock, clock.count++);
  next = at + clock.left / rate;
  clock.left = -1;
}

void Journey::clock_changes(Traveller& t, Moment at) const {
  if (t.at_hand.clock_off) return put_clock_right(t, at);
  Moment& next = t.next[place];
  const std::uint32_t number = t.phone_clock.count - 1;
  const double off =
      trait(Parameter::clock_off_seconds) * t.luck.exponential(Purpose::clock_size, number);
  next = never;
  if (off <= world_.clock_window_seconds) return mind_clock(t, at);
  t.at_hand.clock_off = true;
  const double days =
      trait(Parameter::clock_off_days) * t.luck.exponential(Purpose::clock_right, number);
  next = at + days * day_length;
}

void Journey::put_clock_right(Traveller& t, Moment at) const {
  if (!t.at_hand.clock_off) return;
  t.at_hand.clock_off = false;
  t.next[place] = never;
  mind_clock(t, at);
}

}  // namespace gatecast::simulator
