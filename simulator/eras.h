// The times between the dated events that the graph can see: within an era nothing changes for it
// but what time changes by itself.
#pragma once

#include <memory>
#include <vector>

#include "engine/graph/decide.h"
#include "rules/result.h"
#include "rules/time.h"
#include "simulator/behavior.h"
#include "simulator/code_entry.h"

namespace gatecast::simulator {

struct Era {
  rules::Instant from = rules::instant_min;  // until the next begins
  std::size_t policy = 0;                    // number of the policy in force
  // Of the environment, beside the policy's planned health.
  bool email_healthy = true;
  bool sms_healthy = true;
  Delays delays;  // of all codes; the graph knows nothing of them
};

// A policy that a drill puts in force, and since when; the first is the plan's own.
struct PolicyInForce {
  rules::Instant since = rules::instant_min;
  std::shared_ptr<const engine::Graph> graph;
};

struct Eras {
  std::vector<Era> all;  // in order, from long before `start`; at least one
  std::vector<PolicyInForce> policies;
};

// Fails only where a policy with a changed stage is too large for a graph.
rules::Result<Eras> eras_of(std::shared_ptr<const engine::Graph> graph, rules::Date start,
                            const std::vector<Drill>& drills);

}  // namespace gatecast::simulator
