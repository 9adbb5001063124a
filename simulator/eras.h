// The times between the dated events that the graph can see: within an era nothing changes for it
// but what time changes by itself.
#pragma once

#include <vector>

#include "rules/time.h"
#include "simulator/simulation.h"

namespace gatecast::simulator {

struct Era {
  rules::Instant from = rules::instant_min;  // until the next begins
  // Of the environment, beside the policy's planned health.
  bool email_healthy = true;
  bool sms_healthy = true;
};

// In order, from long before the plan's start; at least one.
std::vector<Era> eras_of(const Plan& plan);

}  // namespace gatecast::simulator
