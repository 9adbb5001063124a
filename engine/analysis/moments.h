// Time as far as a policy can tell: finitely many instants that stand for all, and ages of grace
// that is stored, or counts from creation.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "engine/analysis/grace_clocks.h"
#include "engine/graph/graph.h"

namespace gatecast::engine {

// Instants from one to another, both excluded.
struct Between {
  Instant after = 0, before = 0;
};

// By number, from one to before another; in order.
using Runs = std::vector<std::pair<std::size_t, std::size_t>>;

// An age that grace may have, and at which of the instants there is such an opening.
struct PossibleAge {
  Age age;
  Runs at;
};

struct Moments {
  explicit Moments(GraceClocks of) : clocks(std::move(of)) {}

  GraceClocks clocks;
  // Sorted. Whatever `time`, `weekday` and hours say between two dates is said at one of these, and
  // with each age with which it may be said; first where it is said first, but before the first
  // date in the last days before it.
  std::vector<Instant> instants;
  std::size_t first_usual = 0;  // those before it are only for what the last days do not have
  std::vector<Instant> begins;  // where something but weekday and hours may change
  // Of what is stored: as many of the spans as may have passed, and then the odd ones.
  std::vector<PossibleAge> stored;
  // Of what is created in one of the spans: all ages, the even ones first, and when by each of the
  // spans; nowhere, of an age that nobody has.
  std::vector<Age> created;
  std::vector<std::vector<Runs>> created_at;  // by span and age

  // The first of the instants that is not before `instant`; their number if there is none.
  std::size_t first_at(Instant instant) const;
};

// Of one policy or of several, for all of them at once. Instants also lie at each of `dates`, and
// wherever a clock turns that began at one of `openings`.
Moments moments_of(const std::vector<const Graph*>& graphs, const std::vector<Instant>& dates,
                   const std::vector<Instant>& openings, const std::vector<Between>& creations);

}  // namespace gatecast::engine
