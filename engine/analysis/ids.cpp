#include "engine/analysis/ids.h"

#include <algorithm>
#include <limits>
#include <map>
#include <set>

#include <fmt/format.h>

#include "engine/graph/decode.h"
#include "engine/graph/ramp.h"

namespace gatecast::engine {
namespace {

// A fifth of a second of hashes. One combination in 20,000 people is all but surely found.
constexpr int ids_tried = 200'000;
constexpr std::size_t most_combinations = 512;

using Graphs = std::vector<const Graph*>;

const rules::Ramp* ramp_of(const Graph& graph, std::size_t stage) {
  const auto& ramp = graph.policy.rollout->stages[stage].ramp;
  return ramp ? &*ramp : nullptr;
}

std::set<std::string> named_ids(const Graphs& graphs) {
  std::set<std::string> named;
  for (const Graph* graph : graphs) {
    const std::vector<std::string> users = graph->variables.users.in_order();
    named.insert(users.begin(), users.end());
    if (!graph->policy.emergency_access) continue;
    for (const auto& account : graph->policy.emergency_access->accounts) {
      named.insert(account.value);
    }
  }
  return named;
}

KnownId known(const Graphs& graphs, std::string id) {
  KnownId one{std::move(id), {}};
  for (const Graph* graph : graphs) {
    IdSeen& seen = one.seen.emplace_back();
    seen.user = user_number(*graph, one.id);
    seen.emergency = is_emergency(*graph, one.id);
    for (std::size_t i = 0; i < graph->variables.stage_steps.size(); ++i) {
      seen.ramp_steps.push_back(ramp_step(*graph, i, one.id));
    }
  }
  return one;
}

// Buckets from one percentage to the next are alike.
void find_ranges(const Graphs& graphs, RampDraw& draw) {
  std::set<int> begins{0};
  for (const auto& [policy, stage] : draw.stages) {
    for (const int percent : ramp_of(*graphs[policy], stage)->percent_hundredths) {
      if (percent < 10'000) begins.insert(percent);
    }
  }
  for (const int begin : begins) {
    RampDraw::Range& range = draw.ranges.emplace_back();
    range.first_bucket = begin;
    for (const auto& [policy, stage] : draw.stages) {
      range.steps.push_back(ramp_step_of(*ramp_of(*graphs[policy], stage), begin));
    }
  }
}

std::vector<RampDraw> draws_of(const Graphs& graphs) {
  std::map<std::pair<std::string_view, std::string_view>, RampDraw> by_name;
  for (std::size_t policy = 0; policy < graphs.size(); ++policy) {
    const Graph& graph = *graphs[policy];
    for (std::size_t i = 0; i < graph.variables.stage_steps.size(); ++i) {
      if (ramp_of(graph, i) == nullptr) continue;
      const rules::Stage& stage = graph.policy.rollout->stages[i];
      by_name[{graph.policy.name.value, stage.name.value}].stages.emplace_back(policy, i);
    }
  }
  std::vector<RampDraw> draws;
  for (auto& [name, draw] : by_name) {
    find_ranges(graphs, draw);
    draws.push_back(std::move(draw));
  }
  return draws;
}

}  // namespace

KnownIds known_ids(const Graphs& graphs) {
  constexpr std::size_t most = std::numeric_limits<std::size_t>::max() / 10'000;
  KnownIds known_ids;
  known_ids.draws = draws_of(graphs);
  std::size_t combinations = 1;
  for (const RampDraw& draw : known_ids.draws) {
    combinations = std::min(combinations * draw.ranges.size(), most);
  }
  const std::size_t wanted = std::min(combinations, most_combinations);
  const std::set<std::string> named = named_ids(graphs);
  // Users whose steps are the same everywhere are alike.
  std::set<std::string> found;
  for (int i = 1; i <= ids_tried && found.size() < wanted; ++i) {
    std::string id = fmt::format("u-{}", i);
    if (named.count(id) > 0) continue;
    KnownId one = known(graphs, std::move(id));
    std::string steps;  // as bytes
    for (const IdSeen& seen : one.seen) {
      steps.insert(steps.end(), seen.ramp_steps.begin(), seen.ramp_steps.end());
    }
    if (found.insert(std::move(steps)).second) known_ids.ids.push_back(std::move(one));
  }
  known_ids.unnamed = known_ids.ids.size();
  known_ids.misses_some = found.size() < combinations;
  for (const std::string& id : named) known_ids.ids.push_back(known(graphs, id));
  return known_ids;
}

}  // namespace gatecast::engine
