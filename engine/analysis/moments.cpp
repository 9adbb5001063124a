#include "engine/analysis/moments.h"

#include <algorithm>
#include <set>

#include "rules/check.h"

namespace gatecast::engine {
namespace {

// So many days have every weekday at least once without a clock change.
constexpr int all_weekdays = 15;
constexpr Instant hour = 3600;

class Builder {
 public:
  explicit Builder(const std::vector<const Graph*>& graphs) : graphs_(graphs) {
    for (const Graph* graph : graphs) {
      const rules::TimeZone& zone = graph->policy.zone;
      const auto same = std::find_if(out_.zones.begin(), out_.zones.end(), [&](const auto* other) {
        return other->name() == zone.name();
      });
      out_.zone_of.push_back(static_cast<std::uint32_t>(same - out_.zones.begin()));
      if (same == out_.zones.end()) out_.zones.push_back(&zone);
    }
  }

  Moments build(const std::vector<Instant>& dates, const std::vector<Instant>& openings) {
    find_turns();
    find_minutes();
    std::set<Instant> cuts(dates.begin(), dates.end());
    for (const Graph* graph : graphs_) {
      cuts.insert(graph->variables.cuts.begin(), graph->variables.cuts.end());
    }
    for (const Instant opening : openings) {
      cuts.insert(opening);
      for (const ClockTurn& turn : out_.turns) cuts.insert(out_.turn_of(opening, turn));
    }
    const rules::TimeZone& zone = *out_.zones.front();
    if (cuts.empty()) cuts.insert(zone.midnight(*rules::parse_date("2027-01-01")));
    add(zone.add_days(*cuts.begin(), -all_weekdays), cuts);
    if (out_.zones.size() == 1) add_odd();
    out_.instants.assign(all_.begin(), all_.end());
    for (std::size_t i = 0; i < out_.odd.size(); ++i) {
      out_.odd[i].now = out_.first_at(odd_nows_[i]);
    }
    return std::move(out_);
  }

 private:
  void find_turns() {
    std::set<std::uint64_t> spans;
    const auto add = [&](ClockTurn turn) {
      if (std::find(out_.turns.begin(), out_.turns.end(), turn) != out_.turns.end()) return;
      out_.turns.push_back(turn);
      spans.insert(turn.span());
    };
    for (std::size_t i = 0; i < graphs_.size(); ++i) {
      const Variables& variables = graphs_[i]->variables;
      for (const Variable& variable : variables.all()) {
        if (variable.a == absent) continue;
        if (variable.asks == Asks::grace_clock) add({variable.a, 0, out_.zone_of[i]});
        if (variable.asks != Asks::overdue) continue;
        for (const std::uint32_t more : variables.overdue_days) {
          add({variable.a, more, out_.zone_of[i]});
        }
      }
    }
    out_.spans.assign(spans.begin(), spans.end());
  }

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

  // What the variables of time say.
  std::vector<std::uint32_t> pattern(Instant now) const {
    DecodedFacts facts;
    facts.now = now;
    std::vector<std::uint32_t> values;
    for (const Graph* graph : graphs_) {
      const auto& all = graph->variables.all();
      for (std::uint32_t i = 0; i < all.size(); ++i) {
        const Asks asks = all[i].asks;
        if (asks == Asks::time || asks == Asks::weekday || asks == Asks::hours) {
          values.push_back(graph->variables.value(i, facts));
        }
      }
    }
    return values;
  }

  // Between two cuts nothing but weekday and hours changes.
  void add(Instant begin, const std::set<Instant>& cuts) {
    std::vector<Instant> begins{begin};
    begins.insert(begins.end(), cuts.upper_bound(begin), cuts.end());
    out_.begins = begins;
    for (std::size_t i = 0; i < begins.size(); ++i) {
      add_between(begins[i], i + 1 < begins.size() ? begins[i + 1] : rules::instant_max);
    }
  }

  void add_between(Instant begin, Instant end) {
    all_.insert(begin);
    if (!asks_day_) return;
    std::set<Instant> found;
    for (const rules::TimeZone* zone : out_.zones) add_minutes(*zone, begin, found);
    std::set<std::vector<std::uint32_t>> seen{pattern(begin)};
    for (const Instant at : found) {
      if (at > begin && at < end && seen.insert(pattern(at)).second) all_.insert(at);
    }
  }

  void add_minutes(const rules::TimeZone& zone, Instant begin, std::set<Instant>& found) const {
    const rules::Date day = zone.local_date(begin);
    for (int i = 0; i <= all_weekdays; ++i) {
      for (const std::uint32_t minute : minutes_) {
        const rules::LocalSeconds local =
            (rules::LocalSeconds{day.days} + i) * rules::day_seconds + rules::Seconds{minute} * 60;
        const Instant at = zone.to_instant(local);
        found.insert(at);
        // A local time that happens twice, a second time.
        for (const Instant later : {hour / 2, hour, 2 * hour}) {
          if (zone.to_local(at + later) == local) found.insert(at + later);
        }
      }
    }
  }

  bool has_rival(const ClockTurn& turn) const {
    return std::any_of(out_.turns.begin(), out_.turns.end(), [&](const ClockTurn& other) {
      return other.span() == turn.span() && other.days != turn.days;
    });
  }

  // A turn whose first part ends in an hour that a day lacks is put off by that hour, and another
  // of as many days is not.
  void add_odd() {
    const rules::TimeZone& zone = *out_.zones.front();
    if (zone.is_fixed()) return;
    const bool any = std::any_of(out_.turns.begin(), out_.turns.end(), [&](const ClockTurn& turn) {
      return turn.days > 0 && turn.more > 0 && has_rival(turn);
    });
    if (!any) return;
    const int first = rules::parse_date("1900-01-02")->days;
    const int last = rules::parse_date("2199-12-30")->days;
    for (int day = first; day < last; ++day) {
      const Instant begin = zone.midnight({day});
      const Instant length = zone.midnight({day + 1}) - begin;
      if (length < rules::day_seconds) add_odd(day, begin, begin + length);
    }
  }

  void add_odd(int day, Instant begin, Instant end) {
    const rules::TimeZone& zone = *out_.zones.front();
    // The change lies between the two.
    const Instant offset = zone.to_local(begin) - begin;
    Instant before = begin;
    Instant after = end;
    if (zone.to_local(end) - end <= offset) return;
    while (after - before > 1) {
      const Instant middle = before + (after - before) / 2;
      (zone.to_local(middle) - middle == offset ? before : after) = middle;
    }
    const rules::LocalSeconds midnight = rules::LocalSeconds{day} * rules::day_seconds;
    const rules::LocalSeconds from = zone.to_local(before) + 1 - midnight;
    const rules::LocalSeconds to = zone.to_local(after) - midnight;
    for (const ClockTurn& turn : out_.turns) {
      if (turn.days == 0 || turn.more == 0 || !has_rival(turn)) continue;
      const auto at = [&](std::int64_t days, rules::LocalSeconds local) {
        return zone.to_instant(midnight + days * rules::day_seconds + local);
      };
      const Instant opening = at(-std::int64_t{turn.days}, from);
      keep_odd(at(turn.more, from), opening);
      for (const std::uint32_t minute : minutes_) {
        const rules::LocalSeconds local = rules::LocalSeconds{minute} * 60;
        if (local > from && local < to) keep_odd(at(turn.more, local), opening);
      }
    }
  }

  void keep_odd(Instant now, Instant opening) {
    OddMoment odd;
    odd.opening = opening;
    std::vector<std::uint32_t> seen = pattern(now);
    for (const ClockTurn& turn : out_.turns) {
      odd.turned.push_back(now >= out_.turn_of(opening, turn));
      seen.push_back(odd.turned.back() ? 1 : 0);
    }
    if (is_even(odd) || !odd_seen_.insert(seen).second) return;
    all_.insert(now);
    odd_nows_.push_back(now);
    out_.odd.push_back(std::move(odd));
  }

  // Turns of as many days agree.
  bool is_even(const OddMoment& odd) const {
    for (std::size_t i = 0; i < out_.turns.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        if (out_.turns[i].span() == out_.turns[j].span() && odd.turned[i] != odd.turned[j]) {
          return false;
        }
      }
    }
    return true;
  }

  const std::vector<const Graph*>& graphs_;
  Moments out_;
  std::set<std::uint32_t> minutes_;  // of a day, at which some hours begin or end
  bool asks_day_ = false;
  std::set<Instant> all_;
  std::vector<Instant> odd_nows_;  // by Moments::odd
  std::set<std::vector<std::uint32_t>> odd_seen_;
};

}  // namespace

std::size_t Moments::first_at(Instant instant) const {
  return static_cast<std::size_t>(std::lower_bound(instants.begin(), instants.end(), instant) -
                                  instants.begin());
}

std::size_t Moments::span(const ClockTurn& turn) const {
  return static_cast<std::size_t>(std::lower_bound(spans.begin(), spans.end(), turn.span()) -
                                  spans.begin());
}

Instant Moments::turn_of(Instant opening, const ClockTurn& turn) const {
  const rules::TimeZone& zone = *zones[turn.zone];
  return zone.add_days(turn.days == 0 ? opening : zone.add_days(opening, turn.days), turn.more);
}

bool Moments::fits(Instant opening, Instant now, std::size_t passed) const {
  return std::all_of(turns.begin(), turns.end(), [&](const ClockTurn& turn) {
    return (now >= turn_of(opening, turn)) == (span(turn) < passed);
  });
}

std::optional<Instant> Moments::stored_opening(Instant now, std::size_t passed) const {
  // So long ago that the last of them has passed, and less than a day longer.
  const auto days = passed == 0 ? 0 : static_cast<std::int64_t>(spans[passed - 1] >> 8);
  const Instant about =
      passed == 0 ? now + rules::day_seconds : zones.front()->add_days(now, -days);
  for (const Instant earlier : {Instant{0}, 6 * hour, 3 * hour, 12 * hour, hour, 2 * hour}) {
    if (fits(about - earlier, now, passed)) return about - earlier;
  }
  GATECAST_CHECK(zones.size() > 1);
  return std::nullopt;
}

std::optional<Instant> Moments::opening_between(Instant now, std::size_t passed, Instant after,
                                                Instant before) const {
  const Instant latest =
      passed == 0 ? now : zones.front()->add_days(now, -std::int64_t(spans[passed - 1] >> 8));
  // A date in the middle, if it may be.
  const Instant middle = after + (before - after) / 2 / rules::day_seconds * rules::day_seconds;
  if (middle > after && fits(middle, now, passed)) return middle;
  for (const Instant earlier : {Instant{0}, 6 * hour, 3 * hour, 12 * hour, hour, 2 * hour, -hour,
                                -rules::day_seconds, before - latest, latest - after}) {
    const Instant opening = std::clamp(latest - earlier, after + 1, before - 1);
    if (fits(opening, now, passed)) return opening;
  }
  return std::nullopt;
}

Instant Moments::first_within(std::size_t passed, Instant after) const {
  Instant first = rules::instant_min;
  for (const ClockTurn& turn : turns) {
    if (span(turn) < passed) first = std::max(first, turn_of(after, turn));
  }
  return first;
}

Instant Moments::end_within(std::size_t passed, Instant before) const {
  Instant end = rules::instant_max;
  for (const ClockTurn& turn : turns) {
    if (span(turn) >= passed) end = std::min(end, turn_of(before, turn));
  }
  return end;
}

Moments moments_of(const std::vector<const Graph*>& graphs, const std::vector<Instant>& dates,
                   const std::vector<Instant>& openings) {
  return Builder(graphs).build(dates, openings);
}

}  // namespace gatecast::engine
