#include "engine/graph/graph.h"

namespace gatecast::engine {
namespace {

Settings base_of(const rules::Policy& policy) {
  Settings base;
  apply(policy.two_factor.settings, base);
  return base;
}

}  // namespace

Graph::Graph(const rules::Policy& a_policy, const rules::Source& a_source)
    : policy(a_policy),
      source(a_source),
      base(base_of(policy)),
      choices(choices_of(base, policy)),
      variables(policy, choices) {}

std::uint32_t Graph::value(std::uint32_t variable, const DecodedFacts& facts) const {
  const Variable& v = variables.all()[variable];
  if (v.asks == Asks::setting) {
    return settings[v.a].choice[walk(settings[v.a].root, facts)];
  }
  if (v.asks == Asks::then) {
    return then_value(walk(then_root, facts));
  }
  return variables.value(variable, facts);
}

Settings Graph::settings_of(const DecodedFacts& facts) const {
  Settings all = base;
  for (std::size_t i = 0; i < piece_count; ++i) {
    const auto piece = static_cast<Piece>(i);
    copy(settings[i].entries[entry(piece, facts)], piece, all);
  }
  return all;
}

}  // namespace gatecast::engine
