// When accounts were created, as far as two policies can tell: of who was created after the one
// would have admitted him and before the other, grace counts from creation by the one and from
// admission by the other. Finitely many values stand for all times before the last admission; who
// was created later gets what grace gives that is stored.
#pragma once

#include <optional>
#include <vector>

#include "engine/analysis/moments.h"

namespace gatecast::engine {

// Dates between which nobody is admitted by any of the policies, and of who is created there no
// grace ends when that of others does.
struct CreationDates {
  bool matter = false;              // the policies admit people at other times
  std::optional<Instant> earliest;  // who was created before is like who was then; none: is not
  std::vector<Instant> dates;       // sorted, after that and before the last admission
  Instant last = 0;                 // that; nothing is said of who was created from then on

  // Before anything that a policy may say; from the least instant no days can be counted.
  static constexpr Instant long_ago = -2'208'988'800;  // 1900
  // The spans between the dates, without them; in order. None where dates do not matter.
  std::vector<Between> spans() const;
};

// `ordinary`: when accounts are created of which nothing is said.
CreationDates creation_dates(const std::vector<const Graph*>& graphs, Instant ordinary);

// At a date, or in a span between two.
struct Creation {
  Instant at = 0;
  std::optional<std::size_t> span;  // of CreationDates::spans
};

// In order of time, but the ordinary one first; nothing else where dates do not matter.
std::vector<Creation> creations(const CreationDates& dates, Instant ordinary);

}  // namespace gatecast::engine
