// What is known of each person before anything happens: numbers of behaviour, when the rollout
// reaches him, and when his grace ends.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "engine/decision.h"
#include "tests/simulator/second/decisions.h"
#include "tests/simulator/second/hours.h"
#include "tests/simulator/second/plan.h"

namespace gatecast::second {

struct Known {
  std::array<double, simulator::parameter_count> numbers{};
  std::size_t type = 0;
  bool active = true;
  bool emergency = false;
  bool administrator = false;
  std::string stage;                // that admits him first, before any drill; may be empty
  std::vector<Standing> standings;  // in order of time, from before the start
  double rate = 0;                  // below 0: drawn anew in each replicate
  double sso_share = 0;

  double of(simulator::Parameter parameter) const {
    return numbers[static_cast<std::size_t>(parameter)];
  }
};

// Tells `decisions` what policy each person has when.
std::vector<Known> know_people(const Plan& plan, const Hours& hours, Decisions& decisions);

// Whatever any part of the policy knows to enroll in.
engine::MethodList known_to_enroll_in(const rules::Policy& policy);

}  // namespace gatecast::second
