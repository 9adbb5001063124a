// From when grace counts, as a function of the pieces of unknown facts, and the clocks that go by
// it.
#include <algorithm>

#include "engine/unknown/restriction.h"

namespace gatecast::engine {

std::uint32_t Restriction::number(Instant opening) {
  const auto next = static_cast<std::uint32_t>(openings_.size());
  const auto [entry, is_new] = opening_numbers_.try_emplace(opening, next);
  if (is_new) openings_.push_back(opening);
  return entry->second;
}

const DecodedFacts& Restriction::opened(std::uint32_t number) {
  opened_.grace_started = openings_[number];
  return opened_;
}

// When the first stage admits.
Node Restriction::admission() {
  const Instant none = graph_.policy.rollout ? rules::instant_max : rules::instant_min;
  Node earliest = diagram_.terminal(number(none));
  for (std::uint32_t stage = 0; stage < graph_.stage_roots.size(); ++stage) {
    const Node matches =
        compose(graph_.stage_roots[stage], [&](auto value) { return diagram_.terminal(value); });
    const Node step = read({{Part::id}, {Part::ramp, stage}}, [&](const DecodedFacts& facts) {
      return std::uint32_t{facts.ramp_steps[stage]};
    });
    const auto& steps = graph_.variables.stage_steps[stage];
    for (const std::uint32_t value : terminals(diagram_, step)) {
      if (value >= steps.size()) continue;
      const Node is_step = map(step, [&](auto v) { return v == value ? 1U : 0U; });
      const Node admitted = map(
          earliest, [&](auto other) { return number(std::min(openings_[other], steps[value])); });
      earliest = diagram_.ite(diagram_.both(matches, is_step), admitted, earliest);
    }
  }
  return earliest;
}

Node Restriction::computed_opening() {
  const Node admitted = admission();
  return over(Part::created, possible_.known.created, [&](Instant created) {
    return map(admitted, [&](auto other) { return number(std::max(openings_[other], created)); });
  });
}

Node Restriction::opening() {
  if (has_opening_) return opening_;
  opening_ = over(Part::grace_started, possible_.known.grace_started, [&](Instant started) {
    return started == rules::instant_min ? computed_opening() : diagram_.terminal(number(started));
  });
  has_opening_ = true;
  return opening_;
}

Node Restriction::clock(std::uint32_t variable) {
  const Variable& v = graph_.variables.all()[variable];
  const auto by_opening = [&](std::int64_t skips) {
    return map(opening(), [&](auto number) {
      opened_.skips = static_cast<int>(skips);
      return graph_.variables.value(variable, opened(number));
    });
  };
  const bool counts_skips = v.asks == Asks::grace_clock && v.b != absent;
  if (!counts_skips) return by_opening(0);
  return over(Part::skips, possible_.known.skips, by_opening);
}

}  // namespace gatecast::engine
