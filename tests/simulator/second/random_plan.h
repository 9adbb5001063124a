// Random plans for both simulators.
#pragma once

#include <cstdint>

#include "tests/simulator/second/plan.h"

namespace gatecast::second {

// What a plan is to be full of.
enum class Theme : std::uint8_t {
  any,
  locks,      // codes mistyped all the time, few attempts
  few_sends,  // by message alone, asked for again and again
  short_cookies,
  risk_later,   // every login first, by risk later
  hopeless,     // refused after grace, and without a smartphone
  losses,       // reported by those who lose something
  closed_desk,  // few hours, little patience
  history,      // devices seen before go-live count, for weeks
  stages,       // paused, or rolled back
  outages,      // mail and text messages down, the desk away, secrets taken, more sign-ins
  count_
};
const char* name(Theme theme);

// `people` is about how many there are.
Plan random_plan(std::uint64_t seed, Theme theme, int people);

}  // namespace gatecast::second
