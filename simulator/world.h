// What all replicates of a plan share, worked out once: every account decoded for the graph, the
// groups it is counted in, its dates, and the numbers of behaviour that apply to it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/graph/decide.h"
#include "rules/result.h"
#include "simulator/calendar.h"
#include "simulator/eras.h"
#include "simulator/simulation.h"
#include "simulator/tally.h"
#include "simulator/traits.h"

namespace gatecast::simulator {

// When people hear of it, and when grace ends; `never` where that does not come.
struct Dates {
  Moment announced = SlotClock::never;
  Moment deadline = SlotClock::never;
};

// While the hazard of enrolling is so many times what it is else.
struct Urging {
  Moment from = 0;
  Moment until = 0;
  double times = 1;
};

// What another policy makes of people of a kind, once it is in force.
struct UnderPolicy {
  engine::DecodedFacts facts;
  Dates dates;
};

// People who are alike but for their luck, how often they sign in, and what changes as they do.
struct Kind {
  engine::DecodedFacts facts;  // of nobody who has enrolled, skipped or been reset
  std::uint32_t members = 0;   // how many are of this kind
  std::uint32_t cohort = 0;
  std::uint32_t traits = 0;  // index of the trait class
  int stage = -1;            // that admits them first; -1: none
  double sso_share = 0;
  Dates dates;
  std::vector<UnderPolicy> later;  // by number of the policy, from 1 on
  std::vector<Moment> losses;      // of all secrets, by drills
  std::vector<Urging> urgings;     // by reminders
  Moment joins = 0;                // when the account is created; 0: it was there before
  std::vector<Moment> closings;    // when drills deactivate it, if it is there by then

  const engine::DecodedFacts& facts_under(std::size_t policy) const {
    return policy == 0 ? facts : later[policy - 1].facts;
  }
  const Dates& dates_under(std::size_t policy) const {
    return policy == 0 ? dates : later[policy - 1].dates;
  }
};

// One account as the run begins.
struct Member {
  double sign_ins_per_day = 0;  // below 0: not known, and drawn anew in each replicate
  std::uint32_t kind = 0;
  std::int32_t backup_codes = 0;
  std::int32_t skips = 0;
  rules::AuthenticatorState authenticator = rules::AuthenticatorState::not_started;
  bool passkey = false;
  bool reset = false;
};

struct World {
  World(const Plan& of, Eras eras_of_it);

  const Plan& plan;
  const rules::Policy& policy;
  Calendar calendar;
  std::vector<Member> members;  // by index of the population
  bool rates_unknown = false;   // some sign_ins_per_day is
  std::vector<Kind> kinds;
  std::vector<std::string> groups;  // all, type:*, role:*, stage:*
  std::vector<Cohort> cohorts;
  std::vector<std::uint64_t> cohort_keys;  // by cohort: a number that its groups' names alone make
  std::vector<TraitClass> trait_classes;
  TraitClass desk;
  std::vector<StageDates> stages;

  std::uint32_t password_channel = 0;
  std::uint32_t exempt_channel = 0;  // that of single sign-on
  rules::Seconds cookie_seconds = 0;
  rules::Seconds address_seconds = 0;
  std::vector<Era> eras;
  std::vector<PolicyInForce> policies;
  double clock_window_seconds = 0;  // codes of a clock that is off by more are refused
  bool proof_by_mail = false;       // some enrollment is to be proved by a code by mail
  bool seed_history = false;
  bool recognition_matters = false;  // some sign-in's answer depends on its device or address
  bool skips_matter = false;         // some grace ends after so many skips
  int backup_codes_low = 0;
  engine::MethodList enroll_in;  // of one's own accord: what the policy knows

  // The end of the era of `now`; instant_max: it is the last.
  rules::Instant era_end(rules::Instant now) const {
    for (const Era& era : eras) {
      if (era.from > now) return era.from;
    }
    return rules::instant_max;
  }
  const Era& era_at(rules::Instant now) const {
    std::size_t place = eras.size() - 1;
    while (eras[place].from > now) --place;
    return eras[place];
  }
};

// Those of a kind, under each policy, by its facts and its stage.
void set_dates(const World& world, Kind& kind);
// Grace that opened under the policy before stays as it was: it opens once a person. `since`: when
// the policy of `facts` came into force.
void open_grace(const engine::DecodedFacts& before, rules::Instant since,
                engine::DecodedFacts& facts);

// Fails, naming the account, where one cannot be decoded.
rules::Result<std::unique_ptr<const World>> prepare(const Plan& plan);

}  // namespace gatecast::simulator
