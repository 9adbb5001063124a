#include "engine/graph/graph.h"

#include "rules/library.h"

#include <algorithm>

namespace gatecast::engine {
namespace {

Settings base_of(const rules::Policy& policy) {
  Settings base;
  apply(policy.two_factor.settings, base);
  return base;
}

}  // namespace

Graph::Graph(const rules::Policy& a_policy, const rules::Source& a_source, Shape shape)
    : policy(a_policy),
      source(a_source),
      base(base_of(policy)),
      choices(choices_of(base, policy)),
      variables(policy, choices, shape) {}

std::uint32_t Graph::winner(const Contest& contest, const DecodedFacts& facts) const {
  std::uint32_t best = walk(contest.root, facts);
  for (const Contest::Bucket& bucket : contest.buckets) {
    if (variables.has(bucket.name, facts)) best = std::max(best, walk(bucket.root, facts));
  }
  return best;
}

std::uint32_t Graph::value(std::uint32_t variable, const DecodedFacts& facts) const {
  const Variable& v = variables.all()[variable];
  if (v.asks == Asks::setting) {
    return settings[v.a].choice[entry(static_cast<Piece>(v.a), facts)];
  }
  if (v.asks == Asks::then) {
    return then_value(winner(then, facts));
  }
  return variables.value(variable, facts);
}

Settings Graph::settings_of(const DecodedFacts& facts) const {
  Settings all = base;
  for (std::size_t i = 0; i < piece_count; ++i) {
    const auto piece = static_cast<Piece>(i);
    const std::uint32_t number = entry(piece, facts);
    if (piece == Piece::limits) {
      all.limits = limits[number];
    } else {
      copy(choices[i][settings[i].choice[number]], piece, all);
    }
  }
  return all;
}

DecidedBy decided_by(const rules::Source& source, rules::Span span) {
  if (span.empty()) return {0, "default"};
  const rules::LibraryPolicy* shipped = rules::library_policy_at(span.begin);
  return {source.position(span.begin).line, source.excerpt(span),
          shipped == nullptr ? std::string_view{} : shipped->name};
}

}  // namespace gatecast::engine
