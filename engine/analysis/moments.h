// Time as far as a policy can tell: finitely many instants that stand for all, and openings of
// grace that stand for all that may be stored.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/graph/graph.h"

namespace gatecast::engine {

// Grace of so many days, and so many days overdue: a clock turns `days` and then `more` days after
// grace opened, each at the same local wall time.
struct ClockTurn {
  std::uint32_t days = 0;
  std::uint32_t more = 0;
  std::uint32_t zone = 0;  // of Moments::zones
  // Turns of one span turn at once, but for odd moments.
  std::uint64_t span() const { return (std::uint64_t{days} + more) << 8 | zone; }
  friend bool operator==(const ClockTurn&, const ClockTurn&) = default;
};

// Where the clocks of a zone are put forward, turns that are as many days away need not turn at
// once. An instant and an opening for which they do not.
struct OddMoment {
  std::size_t now = 0;  // of Moments::instants
  Instant opening = 0;
  std::vector<bool> turned;  // by Moments::turns
};

struct Moments {
  // Sorted. Whatever `time`, `weekday` and hours say between two dates is said at one of these,
  // first where it is said first; before the first date, in the last days before it.
  std::vector<Instant> instants;
  std::vector<Instant> begins;                // where something but weekday and hours may change
  std::vector<const rules::TimeZone*> zones;  // each once
  std::vector<std::uint32_t> zone_of;         // by policy
  std::vector<ClockTurn> turns;               // those that the graphs ask for
  std::vector<std::uint64_t> spans;           // sorted spans of the turns, each once
  std::vector<OddMoment> odd;

  // The first of the instants that is not before `instant`; their number if there is none.
  std::size_t first_at(Instant instant) const;
  std::size_t span(const ClockTurn& turn) const;  // the place of its span
  Instant turn_of(Instant opening, const ClockTurn& turn) const;
  // An opening from which exactly the first `passed` of the spans have passed at `now`. With one
  // zone there always is one.
  std::optional<Instant> stored_opening(Instant now, std::size_t passed) const;
  // The same of one between two instants. With one zone there is one from `first_within` on, and
  // before `end_within`; but for the very first second.
  std::optional<Instant> opening_between(Instant now, std::size_t passed, Instant after,
                                         Instant before) const;
  Instant first_within(std::size_t passed, Instant after) const;
  Instant end_within(std::size_t passed, Instant before) const;

 private:
  bool fits(Instant opening, Instant now, std::size_t passed) const;
};

// Of one policy or of several, for all of them at once. Instants also lie at each of `dates`, and
// wherever a clock turns that began at one of `openings`.
Moments moments_of(const std::vector<const Graph*>& graphs, const std::vector<Instant>& dates,
                   const std::vector<Instant>& openings);

}  // namespace gatecast::engine
