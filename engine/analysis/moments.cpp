#include "engine/analysis/moments.h"

#include <algorithm>
#include <map>
#include <set>

namespace gatecast::engine {
namespace {

using rules::day_seconds;

// So many days have every weekday at least once without a clock change.
constexpr int all_weekdays = 15;
constexpr Instant week = 7 * day_seconds;
// GraceClocks are changed between 1900 and 2200 (rules/time_zone).
constexpr Instant clocks_begin = -2'208'988'800;
constexpr Instant clocks_end = 7'258'118'400;
constexpr Instant year = 366 * day_seconds;

// From `first` to `last`.
struct Interval {
  Instant first, last;
};
using Intervals = std::vector<Interval>;  // sorted, with a gap between two of them

const Intervals always{{rules::instant_min, rules::instant_max}};

// Begins in one that begins earlier, or right after it.
bool follows(const Interval& one, const Interval& other) {
  return one.first <= other.first &&
         (one.last == rules::instant_max || other.first <= one.last + 1);
}

void merge(Intervals& intervals) {
  std::sort(intervals.begin(), intervals.end(),
            [](const Interval& a, const Interval& b) { return a.first < b.first; });
  Intervals merged;
  for (const Interval& each : intervals) {
    if (!merged.empty() && follows(merged.back(), each)) {
      merged.back().last = std::max(merged.back().last, each.last);
    } else {
      merged.push_back(each);
    }
  }
  intervals = std::move(merged);
}

// An age, and all instants at which there is such an opening.
struct TimedAge {
  Age age;
  Intervals at;
};

class Builder {
 public:
  Builder(const std::vector<const Graph*>& graphs, const std::vector<Between>& creations)
      : graphs_(graphs), creations_(creations), out_(GraceClocks(graphs)) {}

  Moments build(const std::vector<Instant>& dates, const std::vector<Instant>& openings) {
    find_minutes();
    find_begins(dates, openings);
    const std::vector<TimedAge> stored = stored_ages();
    std::vector<std::vector<TimedAge>> created;
    for (const Between& each : creations_) created.push_back(ages_between(each));
    add_kinds(always);
    for (const TimedAge& age : stored) add_kinds(age.at);
    for (const auto& ages : created) {
      for (const TimedAge& age : ages) add_kinds(age.at);
    }
    for (const auto& [instant, kind] : kinds_) out_.instants.push_back(instant);
    out_.first_usual = out_.first_at(out_.begins.front());
    out_.stored = possible(stored);
    std::vector<std::vector<PossibleAge>> by_span;
    by_span.reserve(created.size());
    for (const auto& ages : created) by_span.push_back(possible(ages));
    set_created(by_span);
    return std::move(out_);
  }

 private:
  void find_minutes() {
    minutes_.insert(0);
    for (const Graph* graph : graphs_) {
      for (const Variable& variable : graph->variables.all()) {
        if (variable.asks == Asks::hours) minutes_.insert({variable.a, variable.b});
        const bool of_day = variable.asks == Asks::hours || variable.asks == Asks::weekday;
        asks_day_ = asks_day_ || of_day;
      }
    }
  }

  // Between two of them nothing but weekday and hours changes.
  void find_begins(const std::vector<Instant>& dates, const std::vector<Instant>& openings) {
    std::set<Instant> cuts(dates.begin(), dates.end());
    for (const Graph* graph : graphs_) {
      cuts.insert(graph->variables.cuts.begin(), graph->variables.cuts.end());
    }
    for (const Instant opening : openings) {
      cuts.insert(opening);
      for (const ClockTurn& turn : out_.clocks.turns()) {
        cuts.insert(out_.clocks.turn_of(opening, turn));
      }
    }
    const rules::TimeZone& zone = *out_.clocks.zones().front();
    if (cuts.empty()) cuts.insert(zone.midnight(*rules::parse_date("2027-01-01")));
    const Instant begin = zone.add_days(*cuts.begin(), -all_weekdays);
    out_.begins.push_back(begin);
    out_.begins.insert(out_.begins.end(), cuts.upper_bound(begin), cuts.end());
  }

  std::vector<TimedAge> stored_ages() const {
    const GraceClocks& clocks = out_.clocks;
    if (clocks.turns().empty()) return {};
    if (clocks.may_be_odd()) return ages_between({clocks_begin - 400 * year, clocks_end});
    std::vector<TimedAge> even;
    for (std::size_t passed = 0; passed <= clocks.spans().size(); ++passed) {
      even.push_back({clocks.even(passed), always});
    }
    return even;
  }

  // First the even ones.
  std::vector<TimedAge> ages_between(const Between& openings) const {
    const GraceClocks& clocks = out_.clocks;
    if (clocks.turns().empty()) return {};
    std::map<Age, Intervals> ages;
    clocks.for_each_cell(openings.after + 1, openings.before - 1,
                         [&](const GraceClocks::Cell& cell) {
                           Intervals& at = ages[cell.age];
                           at.push_back({cell.from, cell.until});
                           if (at.size() > 1 && follows(at[at.size() - 2], at.back())) {
                             at.pop_back();
                             at.back().last = std::max(at.back().last, cell.until);
                           }
                         });
    std::vector<TimedAge> all;
    const auto take = [&](const Age& age) {
      const auto found = ages.find(age);
      if (found == ages.end()) return;
      merge(found->second);
      all.push_back({age, std::move(found->second)});
      ages.erase(found);
    };
    for (std::size_t passed = 0; passed <= clocks.spans().size(); ++passed) {
      take(clocks.even(passed));
    }
    while (!ages.empty()) take(Age(ages.begin()->first));
    return all;
  }

  // What is said of an instant: between which dates it lies, and weekday and hours.
  std::size_t segment(Instant now) const {
    const auto& begins = out_.begins;
    const auto after = std::upper_bound(begins.begin() + 1, begins.end(), now);
    return static_cast<std::size_t>(after - begins.begin());
  }

  std::size_t kind(Instant now) {
    DecodedFacts facts;
    facts.now = now;
    std::vector<std::size_t> said{segment(now)};
    for (const Graph* graph : graphs_) {
      const auto& all = graph->variables.all();
      for (std::uint32_t i = 0; asks_day_ && i < all.size(); ++i) {
        const Asks asks = all[i].asks;
        if (asks == Asks::weekday || asks == Asks::hours) {
          said.push_back(graph->variables.value(i, facts));
        }
      }
    }
    return numbers_.try_emplace(std::move(said), numbers_.size()).first->second;
  }

  // For each kind that there is in the intervals an instant in them, if none is there yet.
  void add_kinds(const Intervals& intervals) {
    done_.clear();
    seen_.clear();
    for (const Interval& interval : intervals) {
      const auto end = kinds_.upper_bound(interval.last);
      for (auto at = kinds_.lower_bound(interval.first); at != end; ++at) done_.insert(at->second);
    }
    const Instant usual = out_.begins.front();
    for (const Interval& interval : intervals) {
      for (const Interval& piece : pieces({std::max(interval.first, usual), interval.last})) {
        add_kinds(piece);
      }
    }
    // Before that only what is said at no other time, the latest first.
    for (auto interval = intervals.rbegin(); interval != intervals.rend(); ++interval) {
      const Intervals early =
          pieces({std::max(interval->first, clocks_begin), std::min(interval->last, usual - 1)});
      for (auto piece = early.rbegin(); piece != early.rend(); ++piece) add_kinds(*piece);
    }
  }

  // In which no date comes, and no clock is changed that anything hangs on.
  Intervals pieces(const Interval& interval) const {
    Intervals all;
    for (Instant first = interval.first; first <= interval.last;) {
      Instant end = rules::instant_max;
      const auto begin = std::upper_bound(out_.begins.begin(), out_.begins.end(), first);
      if (begin != out_.begins.end()) end = *begin;
      for (const rules::TimeZone* zone : out_.clocks.zones()) {
        if (asks_day_) end = std::min(end, zone->next_change(first));
      }
      if (end > interval.last || end == rules::instant_max) {
        all.push_back({first, interval.last});
        break;
      }
      all.push_back({first, end - 1});
      first = end;
    }
    return all;
  }

  void add_kinds(const Interval& piece) {
    const auto add = [&](Instant now) {
      const std::size_t number = kind(now);
      if (done_.insert(number).second) kinds_.emplace(now, number);
    };
    if (asks_day_ && !seen_.insert(like(piece)).second) return;
    add(piece.first);
    if (!asks_day_) return;
    std::set<Instant> found;
    for (const rules::TimeZone* zone : out_.clocks.zones()) {
      const Instant offset = zone->to_local(piece.first) - piece.first;
      const Instant midnight = Instant{zone->local_date(piece.first).days} * day_seconds - offset;
      for (int day = 0; day <= 7; ++day) {
        for (const std::uint32_t minute : minutes_) {
          const Instant at = midnight + day * day_seconds + Instant{minute} * 60;
          if (at > piece.first && at <= piece.last) found.insert(at);
        }
      }
    }
    for (const Instant at : found) add(at);
  }

  // Equal where the same is said: one whole week is like any other.
  std::vector<Instant> like(const Interval& piece) const {
    std::vector<Instant> like{static_cast<Instant>(segment(piece.first))};
    for (const rules::TimeZone* zone : out_.clocks.zones()) {
      like.push_back(zone->to_local(piece.first) - piece.first);
    }
    if (piece.last - piece.first >= week) return like;
    like.push_back((piece.first % week + week) % week);
    like.push_back(piece.last - piece.first);
    return like;
  }

  std::vector<PossibleAge> possible(const std::vector<TimedAge>& ages) const {
    std::vector<PossibleAge> all;
    for (const TimedAge& each : ages) {
      PossibleAge possible{each.age, {}};
      for (const Interval& interval : each.at) {
        const std::size_t first = out_.first_at(interval.first);
        const std::size_t end = interval.last == rules::instant_max
                                    ? out_.instants.size()
                                    : out_.first_at(interval.last + 1);
        if (first < end) possible.at.emplace_back(first, end);
      }
      if (!possible.at.empty()) all.push_back(std::move(possible));
    }
    return all;
  }

  void set_created(const std::vector<std::vector<PossibleAge>>& by_span) {
    std::set<std::pair<std::size_t, Age>> in_order;
    const auto order = [&](const Age& age) {
      for (std::size_t passed = 0; passed <= out_.clocks.spans().size(); ++passed) {
        if (age == out_.clocks.even(passed)) return passed;
      }
      return out_.clocks.spans().size() + 1;
    };
    for (const auto& ages : by_span) {
      for (const PossibleAge& each : ages) in_order.emplace(order(each.age), each.age);
    }
    for (const auto& [place, age] : in_order) out_.created.push_back(age);
    for (const auto& ages : by_span) {
      std::vector<Runs>& at = out_.created_at.emplace_back(out_.created.size());
      for (const PossibleAge& each : ages) {
        const auto found = std::find(out_.created.begin(), out_.created.end(), each.age);
        at[static_cast<std::size_t>(found - out_.created.begin())] = each.at;
      }
    }
  }

  const std::vector<const Graph*>& graphs_;
  const std::vector<Between>& creations_;
  Moments out_;
  std::set<std::uint32_t> minutes_;  // of a day, at which some hours begin or end
  bool asks_day_ = false;
  std::map<std::vector<std::size_t>, std::size_t> numbers_;  // of kinds, by what is said
  std::map<Instant, std::size_t> kinds_;
  std::set<std::size_t> done_;
  std::set<std::vector<Instant>> seen_;
};

}  // namespace

std::size_t Moments::first_at(Instant instant) const {
  return static_cast<std::size_t>(std::lower_bound(instants.begin(), instants.end(), instant) -
                                  instants.begin());
}

Moments moments_of(const std::vector<const Graph*>& graphs, const std::vector<Instant>& dates,
                   const std::vector<Instant>& openings, const std::vector<Between>& creations) {
  return Builder(graphs, creations).build(dates, openings);
}

}  // namespace gatecast::engine
