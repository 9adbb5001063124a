// The clocks of grace of one policy or of several: of an instant, and of one at which grace opened,
// which of them have turned in between.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <tuple>
#include <vector>

#include "engine/graph/graph.h"

namespace gatecast::engine {

// Grace of so many days, and so many days overdue: a clock turns `days` and then `more` days after
// grace opened, each at the same local wall time.
struct ClockTurn {
  std::uint32_t days = 0;
  std::uint32_t more = 0;
  std::uint32_t zone = 0;  // of GraceClocks::zones
  std::uint32_t span() const { return days + more; }
  friend bool operator==(const ClockTurn&, const ClockTurn&) = default;
};

// What clocks say of grace that opened at some instant.
struct Age {
  std::vector<bool> turned;  // by GraceClocks::turns
  std::vector<bool> apart;   // by GraceClocks::shared: both ends are to come, and not at once
  friend bool operator==(const Age&, const Age&) = default;
  friend bool operator<(const Age& a, const Age& b) {
    return std::tie(a.turned, a.apart) < std::tie(b.turned, b.apart);
  }
};

class GraceClocks {
 public:
  explicit GraceClocks(const std::vector<const Graph*>& graphs);

  const std::vector<const rules::TimeZone*>& zones() const { return zones_; }  // each once
  std::uint32_t zone_of(std::size_t policy) const { return zone_of_[policy]; }
  const std::vector<ClockTurn>& turns() const { return turns_; }      // that the graphs ask for
  std::size_t number(const ClockTurn& turn) const;                    // of one of these
  const std::vector<std::uint32_t>& spans() const { return spans_; }  // in days, sorted, each once

  // Grace of so many days that ends by two zones: the numbers of both turns.
  struct Shared {
    std::uint32_t days;
    std::size_t turn, other;
  };
  const std::vector<Shared>& shared() const { return shared_; }

  Instant turn_of(Instant opening, const ClockTurn& turn) const;
  Age age(Instant opening, Instant now) const;
  // Just the turns of the first `passed` of the spans, and no ends apart. Others are odd: where
  // clocks change in between, turns of as many days in two zones, or in two parts, need not come at
  // once.
  Age even(std::size_t passed) const;
  // How many of the spans have passed, if turns of as many days agree.
  std::optional<std::size_t> passed(const Age& age) const;
  bool may_be_odd() const;

  // Openings from `first` to `last`, and instants from `from` to `until`, at each of which there is
  // one of these openings that has the age.
  struct Cell {
    Instant first, last;
    Instant from, until;
    Age age;
    bool is_still;                      // it has come to the age for all of them at once
    Instant latest(Instant now) const;  // of these openings
  };
  // Of each opening from `first` to `last`, and each instant, one.
  using Visit = std::function<void(const Cell&)>;
  void for_each_cell(Instant first, Instant last, const Visit& visit) const;

  // One that has this age, after `after` and before `before`: the latest, but if it may be no later
  // than two days after `now`.
  std::optional<Instant> opening(Instant now, const Age& age, Instant after, Instant before) const;

 private:
  class Strips;
  void add_turns(const Graph& graph, std::uint32_t zone);
  template <class Turned>
  Age age(const std::vector<Instant>& at, const Turned& turned) const;

  std::vector<const rules::TimeZone*> zones_;
  std::vector<std::uint32_t> zone_of_;  // by policy
  std::vector<ClockTurn> turns_;
  std::vector<std::uint32_t> spans_;
  std::vector<Shared> shared_;
};

}  // namespace gatecast::engine
