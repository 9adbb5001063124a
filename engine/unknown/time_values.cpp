// Times from which grace may be counted: one on each side of everything that could depend on them.
#include <algorithm>
#include <set>
#include <utility>

#include "engine/unknown/possible.h"

namespace gatecast::engine {
namespace {

// 1900-01-01 to 2199-12-31, all that a fact can say.
constexpr Instant earliest = -2'208'988'800;
constexpr Instant latest = 7'258'118'399;

// Grace of `grace` days that began is over, and has been for `overdue` days.
struct Passed {
  std::uint32_t grace;
  std::uint32_t overdue;
  friend auto operator<=>(const Passed&, const Passed&) = default;
};

class Openings {
 public:
  Openings(const Graph& graph, Instant now, bool stages) : zone_(graph.policy.zone), now_(now) {
    std::set<Passed> asked;
    for (const Variable& variable : graph.variables.all()) {
      if (variable.a == absent) continue;
      if (variable.asks == Asks::grace_clock) asked.insert({variable.a, 0});
      if (variable.asks == Asks::overdue) asked.insert({variable.a, variable.b});
    }
    asked_.assign(asked.begin(), asked.end());
    if (!stages) return;
    for (const auto& steps : graph.variables.stage_steps) {
      steps_.insert(steps_.end(), steps.begin(), steps.end());
    }
  }

  std::vector<std::int64_t> values() const {
    std::set<Instant> candidates{earliest, now_, now_ + 1, latest};
    for (const Instant step : steps_) candidates.insert({step, step + 1});
    for (const Passed& passed : asked_) add_around(passed, candidates);
    // Of those that nothing can tell apart, one.
    std::set<std::vector<bool>> seen;
    std::vector<std::int64_t> values;
    for (const Instant opening : candidates) {
      if (opening < earliest || opening > latest) continue;
      if (seen.insert(signature(opening)).second) values.push_back(opening);
    }
    return values;
  }

 private:
  bool has(const Passed& passed, Instant opening) const {
    const Instant deadline = passed.grace == 0 ? opening : zone_.add_days(opening, passed.grace);
    return now_ >= zone_.add_days(deadline, passed.overdue);
  }

  // The last opening for which it has passed, and the next; where clocks change, several could be,
  // so what lies an hour or half an hour beside is looked at too.
  void add_around(const Passed& passed, std::set<Instant>& candidates) const {
    const std::int64_t days = std::int64_t{passed.grace} + passed.overdue;
    const Instant about = now_ - days * rules::day_seconds;
    Instant before = about - 3 * rules::day_seconds;
    Instant after = about + 3 * rules::day_seconds;
    while (after - before > 1) {
      const Instant middle = before + (after - before) / 2;
      (has(passed, middle) ? before : after) = middle;
    }
    for (const Instant beside : {0, 1800, 3600, 7200}) {
      candidates.insert({before - beside, after - beside, before + beside, after + beside});
    }
  }

  std::vector<bool> signature(Instant opening) const {
    std::vector<bool> bits;
    for (const Instant step : steps_) bits.push_back(opening > step);
    for (const Passed& passed : asked_) bits.push_back(has(passed, opening));
    return bits;
  }

  const rules::TimeZone& zone_;
  Instant now_;
  std::vector<Passed> asked_;
  std::vector<Instant> steps_;
};

}  // namespace

std::vector<std::int64_t> opening_values(const Graph& graph, Instant now, bool stages) {
  return Openings(graph, now, stages).values();
}

}  // namespace gatecast::engine
