#include "simulator/administrator_probe.h"

#include <algorithm>

#include "simulator/journey.h"

namespace gatecast::simulator {

void AdministratorProbe::begin(std::uint32_t replicate) {
  replicate_ = replicate;
  counts_.begin(replicate);
}

// A day ends with its last second: what the next day brings is not there yet.
void AdministratorProbe::look(const Traveller& t, const Kind& kind, const Traits& traits,
                              Moment from) {
  if (!kind.facts.admin) return;
  const Calendar& calendar = world_.calendar;
  for (int day = std::max(calendar.day(from), counts_.first_day()); day < calendar.days(); ++day) {
    const Moment last = calendar.day_begin(day + 1) - 1;
    if (last < from) continue;
    if (last >= t.at) return;
    counts_.count(replicate_, kind.cohort, day,
                  could_get_in(t, kind, traits, calendar.instant(last)));
  }
}

// Verified sign-ins that were not looked at one by one may have made his device known at any time
// of this while. They are only where that makes no difference to an answer (regime.cpp).
bool AdministratorProbe::could_get_in(const Traveller& t, const Kind& kind, const Traits& traits,
                                      rules::Instant now) {
  const Era& era = world_.era_at(now);
  const engine::Graph& graph = *world_.policies[era.policy].graph;
  facts_ = kind.facts_under(era.policy);
  facts_.now = now;
  set_facts(t.credentials, t.skips, facts_);
  set_health(era, facts_);
  facts_.device_cookie = now < t.cookie_until;
  facts_.known_ip = now < t.address_until;
  const Handling how = handling(traits, era.delays);
  const Trying who{t,
                   t.credentials,
                   how,
                   t.assisted || traits.of(Parameter::setup_success_share) > 0,
                   t.assisted || traits.of(Parameter::passkey_setup_success_share) > 0,
                   traits.of(Parameter::prompt_accept_share) > 0};
  facts_.channel = world_.password_channel;
  if (way_in_.exists(graph, facts_, who)) return true;
  if (kind.sso_share <= 0) return false;
  facts_.channel = world_.exempt_channel;
  return way_in_.exists(graph, facts_, who);
}

}  // namespace gatecast::simulator
