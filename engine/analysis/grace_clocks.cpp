#include "engine/analysis/grace_clocks.h"

#include <algorithm>
#include <set>

#include "rules/check.h"

namespace gatecast::engine {
namespace {

using rules::day_seconds;
using rules::LocalSeconds;
using rules::TimeZone;

LocalSeconds seconds(std::uint32_t days) { return LocalSeconds{days} * day_seconds; }

}  // namespace

GraceClocks::GraceClocks(const std::vector<const Graph*>& graphs) {
  for (const Graph* graph : graphs) {
    const TimeZone& zone = graph->policy.zone;
    const auto same = std::find_if(zones_.begin(), zones_.end(), [&](const TimeZone* other) {
      return other->name() == zone.name();
    });
    zone_of_.push_back(static_cast<std::uint32_t>(same - zones_.begin()));
    if (same == zones_.end()) zones_.push_back(&zone);
    add_turns(*graph, zone_of_.back());
  }
  std::set<std::uint32_t> spans;
  for (std::size_t i = 0; i < turns_.size(); ++i) {
    spans.insert(turns_[i].span());
    for (std::size_t k = 0; k < i; ++k) {
      const bool is_shared = turns_[i].more == 0 && turns_[k].more == 0 &&
                             turns_[i].days == turns_[k].days && turns_[i].zone != turns_[k].zone;
      if (is_shared) shared_.push_back({turns_[i].days, k, i});
    }
  }
  spans_.assign(spans.begin(), spans.end());
}

void GraceClocks::add_turns(const Graph& graph, std::uint32_t zone) {
  const auto add = [&](const ClockTurn& turn) {
    if (std::find(turns_.begin(), turns_.end(), turn) == turns_.end()) turns_.push_back(turn);
  };
  for (const Variable& variable : graph.variables.all()) {
    if (variable.a == absent) continue;
    if (variable.asks == Asks::grace_clock) add({variable.a, 0, zone});
    if (variable.asks != Asks::overdue) continue;
    for (const std::uint32_t more : graph.variables.overdue_days) add({variable.a, more, zone});
  }
}

std::size_t GraceClocks::number(const ClockTurn& turn) const {
  const auto found = std::find(turns_.begin(), turns_.end(), turn);
  GATECAST_CHECK(found != turns_.end());
  return static_cast<std::size_t>(found - turns_.begin());
}

// No days later is then, also in an hour that the wall clock shows twice.
Instant GraceClocks::turn_of(Instant opening, const ClockTurn& turn) const {
  const TimeZone& zone = *zones_[turn.zone];
  const Instant end = turn.days == 0 ? opening : zone.add_days(opening, turn.days);
  return turn.more == 0 ? end : zone.add_days(end, turn.more);
}

Age GraceClocks::age(Instant opening, Instant now) const {
  std::vector<Instant> at;
  at.reserve(turns_.size());
  for (const ClockTurn& turn : turns_) at.push_back(turn_of(opening, turn));
  return age(at, [&](std::size_t turn) { return now >= at[turn]; });
}

template <class Turned>
Age GraceClocks::age(const std::vector<Instant>& at, const Turned& turned) const {
  Age age;
  for (std::size_t i = 0; i < turns_.size(); ++i) age.turned.push_back(turned(i));
  for (const Shared& shared : shared_) {
    const bool to_come = !age.turned[shared.turn] && !age.turned[shared.other];
    age.apart.push_back(to_come && at[shared.turn] != at[shared.other]);
  }
  return age;
}

Age GraceClocks::even(std::size_t passed) const {
  Age age;
  for (const ClockTurn& turn : turns_) {
    age.turned.push_back(passed > 0 && turn.span() <= spans_[passed - 1]);
  }
  age.apart.assign(shared_.size(), false);
  return age;
}

std::optional<std::size_t> GraceClocks::passed(const Age& age) const {
  std::size_t passed = 0;
  for (std::size_t i = 0; i < turns_.size(); ++i) {
    if (!age.turned[i]) continue;
    const auto at = std::lower_bound(spans_.begin(), spans_.end(), turns_[i].span());
    passed = std::max(passed, static_cast<std::size_t>(at - spans_.begin()) + 1);
  }
  if (age.turned != even(passed).turned) return std::nullopt;
  return passed;
}

bool GraceClocks::may_be_odd() const {
  const auto is_fixed = [](const TimeZone* zone) { return zone->is_fixed(); };
  if (std::all_of(zones_.begin(), zones_.end(), is_fixed)) return false;
  if (!shared_.empty()) return true;
  for (std::size_t i = 0; i < turns_.size(); ++i) {
    for (std::size_t k = 0; k < i; ++k) {
      if (turns_[i].span() == turns_[k].span()) return true;
    }
  }
  return false;
}

// From break to break all turns come with the opening, or stay where they are (where their wall
// time does not exist, at the change of the clocks), and in one order.
class GraceClocks::Strips {
 public:
  Strips(const GraceClocks& clocks, Instant first, Instant last, const Visit& visit)
      : clocks_(clocks), first_(first), last_(last), visit_(visit) {}

  void run() {
    breaks_.insert(first_);
    for (const TimeZone* zone : clocks_.zones_) add_changes(*zone);
    for (auto at = breaks_.begin(); at != breaks_.end(); ++at) {
      const auto next = std::next(at);
      split(*at, next == breaks_.end() ? last_ : *next - 1);
    }
  }

 private:
  // How turns move from the first opening of a strip to its last.
  struct Ends {
    std::vector<Instant> at_first, at_last;  // by turn
  };

  void add_break(Instant opening) {
    if (opening > first_ && opening <= last_) breaks_.insert(opening);
  }

  void add_changes(const TimeZone& zone) {
    const LocalSeconds most = clocks_.spans_.empty() ? 0 : seconds(clocks_.spans_.back());
    const Instant end = last_ + most + 3 * day_seconds;
    Instant change = zone.next_change(first_ - 3 * day_seconds);
    for (; change < end; change = zone.next_change(change)) add_change(zone, change);
  }

  // Of a change of the clocks, and of what comes to it.
  void add_change(const TimeZone& zone, Instant change) {
    add_break(change);
    // The wall times between which it lies.
    const LocalSeconds before = zone.to_local(change - 1) + 1;
    const LocalSeconds after = zone.to_local(change);
    for (const ClockTurn& turn : clocks_.turns_) {
      if (clocks_.zones_[turn.zone] != &zone) continue;
      for (const LocalSeconds local : {before, after}) {
        add_breaks(zone, local, turn.days);
        if (turn.more == 0) continue;
        for (const Instant middle : zone.instants_of(local - seconds(turn.more))) {
          add_break(middle);
          add_breaks(zone, zone.to_local(middle), turn.days);
        }
      }
    }
  }

  // Openings that come to a wall time after so many days.
  void add_breaks(const TimeZone& zone, LocalSeconds local, std::uint32_t days) {
    for (const Instant opening : zone.instants_of(local - seconds(days))) add_break(opening);
  }

  Ends ends(Instant first, Instant last) const {
    Ends ends;
    for (const ClockTurn& turn : clocks_.turns_) {
      ends.at_first.push_back(clocks_.turn_of(first, turn));
      ends.at_last.push_back(clocks_.turn_of(last, turn));
    }
    return ends;
  }

  // Where a turn that comes along meets one that stays.
  void split(Instant first, Instant last) {
    const Ends at = ends(first, last);
    std::set<Instant> cuts{first};
    const auto cut = [&](Instant opening) {
      if (opening > first && opening <= last) cuts.insert(opening);
    };
    for (std::size_t i = 0; i < at.at_first.size(); ++i) {
      const bool stays = at.at_first[i] == at.at_last[i];
      GATECAST_CHECK(stays || at.at_last[i] - at.at_first[i] == last - first);
      for (std::size_t k = 0; stays && k < at.at_first.size(); ++k) {
        if (at.at_first[k] == at.at_last[k]) continue;
        const Instant meet = first + at.at_first[i] - at.at_first[k];
        cut(meet);
        cut(meet + 1);
      }
    }
    if (cuts.size() == 1) return add_cells(first, last, at);
    for (auto from = cuts.begin(); from != cuts.end(); ++from) {
      const auto next = std::next(from);
      const Instant until = next == cuts.end() ? last : *next - 1;
      add_cells(*from, until, ends(*from, until));
    }
  }

  // One more cell where a turn passes, or several at once.
  void add_cells(Instant first, Instant last, const Ends& at) const {
    std::vector<std::size_t> order(at.at_first.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    const auto place = [&](std::size_t turn) {
      return std::pair{at.at_first[turn], at.at_last[turn]};
    };
    std::sort(order.begin(), order.end(),
              [&](std::size_t a, std::size_t b) { return place(a) < place(b); });
    std::vector<bool> turned(order.size(), false);
    for (std::size_t i = 0; i <= order.size();) {
      Cell cell{first, last, rules::instant_min, rules::instant_max, {}, true};
      if (i < order.size()) cell.until = at.at_last[order[i]] - 1;
      if (i > 0) {
        cell.from = at.at_first[order[i - 1]];
        cell.is_still = at.at_last[order[i - 1]] == cell.from;
      }
      cell.age = clocks_.age(at.at_first, [&](std::size_t turn) { return turned[turn]; });
      visit_(cell);
      if (i == order.size()) break;
      const auto passes = place(order[i]);
      while (i < order.size() && place(order[i]) == passes) turned[order[i++]] = true;
    }
  }

  const GraceClocks& clocks_;
  Instant first_, last_;
  const Visit& visit_;
  std::set<Instant> breaks_;
};

Instant GraceClocks::Cell::latest(Instant now) const {
  return is_still ? last : std::min(last, first + (now - from));
}

void GraceClocks::for_each_cell(Instant first, Instant last, const Visit& visit) const {
  if (first <= last) Strips(*this, first, last, visit).run();
}

std::optional<Instant> GraceClocks::opening(Instant now, const Age& age, Instant after,
                                            Instant before) const {
  // Of those that are earlier all has turned.
  const LocalSeconds most = (spans_.empty() ? 0 : seconds(spans_.back())) + 4 * day_seconds;
  const Instant first = std::max(after + 1, std::min(now, before) - most);
  std::optional<Instant> latest;
  // Grace may open later than now, too: where its two ends are apart years later.
  for (const std::int64_t days : {2, 1'000, 400'000}) {
    const Instant last = std::min(before - 1, std::max(now, first) + days * day_seconds);
    for_each_cell(first, last, [&](const Cell& cell) {
      if (cell.from <= now && now <= cell.until && cell.age == age) latest = cell.latest(now);
    });
    if (latest || last == before - 1) break;
  }
  GATECAST_CHECK(!latest || this->age(*latest, now) == age);
  return latest;
}

}  // namespace gatecast::engine
