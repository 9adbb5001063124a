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
#include "simulator/simulation.h"
#include "simulator/tally.h"
#include "simulator/traits.h"

namespace gatecast::simulator {

struct Member {
  engine::DecodedFacts facts;  // as the run begins
  std::uint32_t cohort = 0;
  std::uint32_t traits = 0;  // index of the trait class
  double sign_ins_per_day = 0;
  double sso_share = 0;
  // When people hear of it, and when grace ends; `never` where that does not come.
  Moment announced = SlotClock::never;
  Moment deadline = SlotClock::never;
};

struct World {
  explicit World(const Plan& of);

  const Plan& plan;
  const rules::Policy& policy;
  Calendar calendar;
  std::vector<Member> members;      // by index of the population
  std::vector<std::string> groups;  // all, type:*, role:*, stage:*
  std::vector<Cohort> cohorts;
  std::vector<TraitClass> trait_classes;
  TraitClass desk;
  std::vector<StageDates> stages;

  std::uint32_t password_channel = 0;
  std::uint32_t exempt_channel = 0;  // that of single sign-on
  rules::Seconds cookie_seconds = 0;
  rules::Seconds address_seconds = 0;
  bool seed_history = false;
  int backup_codes_low = 0;
  engine::MethodList enroll_in;  // of one's own accord: what the policy knows
};

// Fails, naming the account, where one cannot be decoded.
rules::Result<std::unique_ptr<const World>> prepare(const Plan& plan);

}  // namespace gatecast::simulator
