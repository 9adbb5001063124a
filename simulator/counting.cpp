// What is counted of a person at the end of each day: spans of days, closed when something changes.
#include <algorithm>

#include "simulator/journey.h"

namespace gatecast::simulator {

namespace {

using rules::AuthenticatorState;

constexpr std::uint8_t not_counted = 255;

Metric status_metric(std::uint8_t status) {
  if (status == static_cast<std::uint8_t>(AuthenticatorState::enrolled)) return Metric::enrolled;
  if (status == static_cast<std::uint8_t>(AuthenticatorState::pending)) return Metric::pending;
  return Metric::not_started;
}

}  // namespace

// What the graph sees of a person follows what the challenge left behind.
void Journey::sync(const Traveller& t) {
  if (facts_current_) set_facts(t.credentials, t.skips, facts_);
}

void Journey::count_status(Traveller& t) {
  // Whoever has a passkey has a second factor, whatever his authenticator says.
  const AuthenticatorState state =
      t.credentials.passkey ? AuthenticatorState::enrolled : t.credentials.authenticator;
  const auto status = static_cast<std::uint8_t>(state);
  std::uint8_t codes = 0;
  if (t.credentials.authenticator == AuthenticatorState::enrolled) {
    if (t.credentials.backup_codes <= world_.backup_codes_low) codes = 1;
    if (t.credentials.backup_codes <= 0) codes = 2;
  }
  if (status == t.status && codes == t.codes) return;
  if (status != t.status) {
    if (t.status != not_counted) {
      tally_.add_span(cohort_, t.status_since, day_, status_metric(t.status));
    }
    t.status = status;
    t.status_since = day_;
  }
  if (codes != t.codes) {
    const Metric was = t.codes == 1 ? Metric::backup_codes_low : Metric::backup_codes_none;
    if (t.codes != 0) tally_.add_span(cohort_, t.codes_since, day_, was);
    t.codes = codes;
    t.codes_since = day_;
  }
}

void Journey::count_out(Traveller& t, Moment at, bool out, Moment until) {
  const int day = at < world_.calendar.end() ? day_ : world_.calendar.days();
  // Still without a way in: the span goes on, perhaps for longer.
  if (out && t.out && at < t.out_until) {
    t.out_until = std::max(t.out_until, until);
    return;
  }
  if (t.out) {
    const int ended = world_.calendar.day(std::min(t.out_until, world_.calendar.end()));
    tally_.add_span(cohort_, t.out_since, std::min(day, ended), Metric::locked_out);
  }
  t.out = out;
  t.out_until = until;
  t.out_since = day;
}

// At the horizon, or when the account is deactivated: from that day on it is not counted.
void Journey::finish(Traveller& t, Moment at) {
  const int days = world_.calendar.days();
  const int day = at < world_.calendar.end() ? day_ : days;
  if (day < days) {
    tally_.add(cohort_, day, Metric::active, -1);
    tally_.add(cohort_, days, Metric::active, 1);
  }
  tally_.add_span(cohort_, t.status_since, day, status_metric(t.status));
  const Metric codes = t.codes == 1 ? Metric::backup_codes_low : Metric::backup_codes_none;
  if (t.codes != 0) tally_.add_span(cohort_, t.codes_since, day, codes);
  if (t.out) count_out(t, at, false, 0);
}

}  // namespace gatecast::simulator
