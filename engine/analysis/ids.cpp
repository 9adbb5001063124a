#include "engine/analysis/ids.h"

#include <algorithm>
#include <limits>
#include <set>

#include <fmt/format.h>

#include "engine/graph/decode.h"

namespace gatecast::engine {
namespace {

// A fifth of a second of hashes. One combination of steps in 20,000 people is all but surely found.
constexpr int ids_tried = 200'000;
constexpr std::size_t most_combinations = 512;

std::set<std::string> named_ids(const Graph& graph) {
  const std::vector<std::string> users = graph.variables.users.in_order();
  std::set<std::string> named(users.begin(), users.end());
  if (graph.policy.emergency_access) {
    for (const auto& account : graph.policy.emergency_access->accounts) named.insert(account.value);
  }
  return named;
}

KnownId known(const Graph& graph, std::string id) {
  KnownId one{std::move(id), 0, false, {}};
  one.user = user_number(graph, one.id);
  one.emergency = is_emergency(graph, one.id);
  for (std::size_t i = 0; i < graph.variables.stage_steps.size(); ++i) {
    one.ramp_steps.push_back(ramp_step(graph, i, one.id));
  }
  return one;
}

}  // namespace

std::vector<std::vector<std::uint8_t>> possible_steps(const Graph& graph) {
  std::vector<std::vector<std::uint8_t>> all;
  for (std::size_t i = 0; i < graph.variables.stage_steps.size(); ++i) {
    const auto& ramp = graph.policy.rollout->stages[i].ramp;
    std::vector<std::uint8_t>& steps = all.emplace_back();
    if (!ramp) {
      steps.push_back(0);
      continue;
    }
    int admitted = 0;
    for (std::size_t step = 0; step < ramp->percent_hundredths.size(); ++step) {
      if (ramp->percent_hundredths[step] <= admitted) continue;
      steps.push_back(static_cast<std::uint8_t>(std::min<std::size_t>(step, 255)));
      admitted = ramp->percent_hundredths[step];
    }
    if (admitted < 10'000) steps.push_back(255);
  }
  return all;
}

KnownIds known_ids(const Graph& graph) {
  constexpr std::size_t most = std::numeric_limits<std::size_t>::max() / 1000;
  std::size_t combinations = 1;
  for (const auto& steps : possible_steps(graph)) {
    combinations = std::min(combinations * steps.size(), most);
  }
  const std::size_t wanted = std::min(combinations, most_combinations);
  const std::set<std::string> named = named_ids(graph);
  KnownIds known_ids;
  std::set<std::string> found;  // steps, as bytes
  for (int i = 1; i <= ids_tried && found.size() < wanted; ++i) {
    std::string id = fmt::format("u-{}", i);
    if (named.count(id) > 0) continue;
    KnownId one = known(graph, std::move(id));
    const bool is_new = found.emplace(one.ramp_steps.begin(), one.ramp_steps.end()).second;
    if (is_new) known_ids.ids.push_back(std::move(one));
  }
  known_ids.unnamed = known_ids.ids.size();
  known_ids.misses_some = found.size() < combinations;
  for (const std::string& id : named) known_ids.ids.push_back(known(graph, id));
  return known_ids;
}

}  // namespace gatecast::engine
