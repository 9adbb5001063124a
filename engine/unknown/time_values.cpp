// Times from which grace may be counted: one on each side of everything that could depend on them.
#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "engine/unknown/possible.h"

namespace gatecast::engine {
namespace {

// 1900-01-01 to 2199-12-31, all that a fact can say.
constexpr Instant earliest = -2'208'988'800;
constexpr Instant latest = 7'258'118'399;

class Openings {
 public:
  Openings(const Graph& graph, Instant now, bool stages) : variables_(graph.variables) {
    facts_.now = now;
    facts_.skips = -1;  // so that the clocks of grace go by the deadline alone
    for (std::uint32_t i = 0; i < variables_.all().size(); ++i) {
      const Variable& variable = variables_.all()[i];
      const bool is_clock = variable.asks == Asks::grace_clock || variable.asks == Asks::overdue;
      if (!is_clock || variable.a == absent) continue;
      asked_.push_back(i);
      if (variable.asks == Asks::grace_clock) clocks_.push_back({i, 1, variable.a});
      if (variable.asks != Asks::overdue) continue;
      for (const std::uint32_t more : variables_.overdue_days) {
        const std::uint32_t first = variables_.first_value_overdue(more);
        clocks_.push_back({i, first, std::int64_t{variable.a} + more});
      }
    }
    if (!stages) return;
    for (const auto& steps : variables_.stage_steps) {
      steps_.insert(steps_.end(), steps.begin(), steps.end());
    }
  }

  std::vector<std::int64_t> values() {
    std::set<Instant> candidates{earliest, facts_.now, facts_.now + 1, latest};
    for (const Instant step : steps_) candidates.insert({step, step + 1});
    for (const Clock& clock : clocks_) add_around(clock, candidates);
    // Of those that nothing but a deadline can tell apart, the first and the last.
    std::map<std::vector<std::uint32_t>, std::pair<Instant, Instant>> classes;
    for (const Instant opening : candidates) {
      if (opening < earliest || opening > latest) continue;
      const auto [entry, is_new] = classes.try_emplace(signature(opening), opening, opening);
      entry->second.second = opening;
    }
    std::set<std::int64_t> values;
    for (const auto& [said, ends] : classes) values.insert({ends.first, ends.second});
    return {values.begin(), values.end()};
  }

 private:
  // A variable turns to values from `first` on, or from there back, so many days after the opening.
  struct Clock {
    std::uint32_t variable;
    std::uint32_t first;
    std::int64_t days;
  };

  bool value(const Clock& clock, Instant opening) {
    facts_.grace_started = opening;
    return variables_.value(clock.variable, facts_) >= clock.first;
  }

  // Where the clock turns, on both sides; where clocks of the zone change it could turn several
  // times, so what lies an hour or half an hour beside is looked at too.
  void add_around(const Clock& clock, std::set<Instant>& candidates) {
    const Instant about = facts_.now - clock.days * rules::day_seconds;
    Instant before = about - 3 * rules::day_seconds;
    Instant after = about + 3 * rules::day_seconds;
    if (before < earliest || after > latest) return;
    const bool at_first = value(clock, before);
    while (after - before > 1) {
      const Instant middle = before + (after - before) / 2;
      (value(clock, middle) == at_first ? before : after) = middle;
    }
    for (const Instant beside : {0, 1800, 3600, 7200}) {
      candidates.insert({before - beside, after - beside, before + beside, after + beside});
    }
  }

  // What all variables say that go by it: one value each, however many bounds it has.
  std::vector<std::uint32_t> signature(Instant opening) {
    facts_.grace_started = opening;
    std::vector<std::uint32_t> all;
    for (const Instant step : steps_) all.push_back(opening > step ? 1 : 0);
    for (const std::uint32_t variable : asked_) all.push_back(variables_.value(variable, facts_));
    return all;
  }

  const Variables& variables_;
  DecodedFacts facts_;
  std::vector<Clock> clocks_;
  std::vector<std::uint32_t> asked_;  // their variables
  std::vector<Instant> steps_;
};

}  // namespace

std::vector<std::int64_t> opening_values(const Graph& graph, Instant now, bool stages) {
  return Openings(graph, now, stages).values();
}

}  // namespace gatecast::engine
