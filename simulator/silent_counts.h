// Sign-ins after which nothing is different: counted by the day, not one by one.
//
// While nothing changes for a person, such sign-ins are a Poisson process of a known rate, apart
// from everything else that happens to him. So only their expected number is added up, over all
// people of a cohort, and each day's number is drawn once at the end of a replicate: a sum of
// independent Poisson numbers is one. Exact, and it costs a few additions a person and regime.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "simulator/calendar.h"
#include "simulator/challenge_tree.h"
#include "simulator/luck.h"
#include "simulator/tally.h"

namespace gatecast::simulator {

// What one such sign-in counts as.
struct LaneKind {
  bool prompted = false;
  bool recognized = false;      // let in as a device that is known
  Cause blocked = Cause::none;  // not let in; `none`: let in
  bool refused = false;         // not let in, perhaps without a cause
  // Challenged, and in without a trace; null: not challenged. `table_number` tells tables apart,
  // `table_key` depends on nothing but what the table is of.
  const ChallengeTable* table = nullptr;
  std::uint32_t table_number = 0;
  std::uint64_t table_key = 0;
  double spent_seconds = 0;  // of one challenge
};

struct LaneShare {
  std::uint32_t lane = 0;
  double share = 0;  // of all sign-ins
};

class SilentCounts {
 public:
  // `cohort_keys`: a number of each cohort that depends on nothing but what it is.
  SilentCounts(const Calendar& calendar, const std::vector<std::uint64_t>& cohort_keys);
  void clear();

  // The lane of these sign-ins of this cohort.
  std::uint32_t lane(std::uint32_t cohort, const LaneKind& kind);
  // So many sign-ins a unit of activity, of which each lane has its share, from one point to a
  // later one.
  void add(std::span<const LaneShare> lanes, double rate, const Point& from, const Point& to) {
    const auto first = static_cast<std::size_t>(from.day);
    if (from.day == to.day) {
      const double expected = rate * (to.reading - from.reading);
      for (const LaneShare& lane : lanes) day(lane, first).within += lane.share * expected;
      return;
    }
    const double begin = rate * (day_readings_[first + 1] - from.reading);
    for (const LaneShare& lane : lanes) {
      day(lane, first).within += lane.share * begin;
      day(lane, first + 1).rate += lane.share * rate;
    }
    // What goes on to the end of the run goes on by itself.
    if (to.reading >= end_reading_) return;
    const auto last = static_cast<std::size_t>(to.day);
    const double end = rate * (to.reading - day_readings_[last]);
    for (const LaneShare& lane : lanes) {
      day(lane, last).rate -= lane.share * rate;
      day(lane, last).within += lane.share * end;
    }
  }
  // One of them that was looked at, on that day; `uniform` decides on its wrong codes.
  void count_one(std::uint32_t lane, int day, double uniform, Tally& tally) const;
  double day_reading(int day) const { return day_readings_[static_cast<std::size_t>(day)]; }

  // One number a lane and day, added to the tally.
  void draw(std::uint64_t seed, std::uint32_t replicate, Tally& tally) const;

 private:
  struct Day {
    double rate = 0;    // changes at the begin of this day
    double within = 0;  // expected on this day, of parts of it
  };
  Day& day(const LaneShare& lane, std::size_t day) { return days_[lane.lane * stride_ + day]; }
  struct Lane {
    std::uint32_t cohort;
    std::uint64_t key;
    LaneKind kind;
  };

  void count(const Lane& lane, int day, double expected, const Luck& luck, Tally& tally) const;
  static void add(const Lane& lane, int day, std::int64_t sign_ins, std::int64_t wrong_codes,
                  Tally& tally);

  std::vector<double> day_readings_;  // of the begin of each day, and of the end
  double end_reading_ = 0;
  const std::vector<std::uint64_t>& cohort_keys_;
  std::size_t stride_;
  std::vector<Lane> lanes_;
  std::vector<Day> days_;
  std::unordered_map<std::uint64_t, std::uint32_t> numbers_;
};

}  // namespace gatecast::simulator
