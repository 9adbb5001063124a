#include "simulator/silent_counts.h"

#include <algorithm>
#include <cmath>

#include "simulator/poisson.h"

namespace gatecast::simulator {

namespace {

// What is left of a rate after all who had it are gone: sums of doubles do not cancel to the last
// bit.
constexpr double nothing = 1e-7;

std::uint64_t code_of(const LaneKind& kind, std::uint64_t table) {
  return std::uint64_t{kind.prompted} | std::uint64_t{kind.recognized} << 1U |
         std::uint64_t{kind.refused} << 2U | static_cast<std::uint64_t>(kind.blocked) << 3U |
         std::uint64_t{kind.table != nullptr} << 6U | table << 7U;
}

// Of two numbers, 47 bits that are a person's number nowhere.
std::uint64_t mixed(std::uint64_t a, std::uint64_t b) {
  std::uint64_t x = a * 0x9e3779b97f4a7c15ULL + b;
  x = (x ^ (x >> 31U)) * 0xbf58476d1ce4e5b9ULL;
  x ^= x >> 29U;
  return (x >> 17U) | std::uint64_t{1} << 47U;
}

}  // namespace

SilentCounts::SilentCounts(const Calendar& calendar, const std::vector<std::uint64_t>& cohort_keys)
    : cohort_keys_(cohort_keys), stride_(static_cast<std::size_t>(calendar.days()) + 2) {
  for (int day = 0; day <= calendar.days(); ++day) {
    day_readings_.push_back(calendar.activity().reading(calendar.day_begin(day)));
  }
  end_reading_ = day_readings_.back();
  day_readings_.push_back(end_reading_);
}

void SilentCounts::clear() {
  lanes_.clear();
  days_.clear();
  numbers_.clear();
}

std::uint32_t SilentCounts::lane(std::uint32_t cohort, const LaneKind& kind) {
  const std::uint64_t code = code_of(kind, kind.table_number) << 24U | cohort;
  const auto next = static_cast<std::uint32_t>(lanes_.size());
  const auto [place, is_new] = numbers_.try_emplace(code, next);
  if (is_new) {
    lanes_.push_back({cohort, mixed(cohort_keys_[cohort], code_of(kind, kind.table_key)), kind});
    days_.resize(days_.size() + stride_);
  }
  return place->second;
}

void SilentCounts::add(const Lane& lane, int day, std::int64_t n, std::int64_t wrong_codes,
                       Tally& tally) {
  const LaneKind& kind = lane.kind;
  const auto count = [&](Metric metric, std::int64_t of) {
    tally.add(lane.cohort, day, metric, of);
  };
  count(Metric::sign_ins, n);
  if (kind.prompted) count(Metric::prompts, n);
  if (kind.table != nullptr || kind.recognized) count(Metric::protected_sign_ins, n);
  if (kind.table != nullptr) {
    count(Metric::challenges, n);
    count(Metric::wrong_codes, wrong_codes);
    count(Metric::spent, n * std::llround(kind.spent_seconds));
  }
  if (!kind.refused) return;
  count(Metric::blocked_sign_ins, n);
  tally.add_cause(lane.cohort, day, Metric::blocked_by_cause, kind.blocked, n);
}

void SilentCounts::count_one(std::uint32_t number, int day, double uniform, Tally& tally) const {
  const Lane& lane = lanes_[number];
  std::int64_t wrong = 0;
  if (const ChallengeTable* table = lane.kind.table) {
    double left = uniform * table->silent;
    const std::size_t last = table->silent_chances.size() - 1;
    for (std::size_t codes = 0; codes < last && left >= table->silent_chances[codes]; ++codes) {
      left -= table->silent_chances[codes];
      ++wrong;
    }
  }
  add(lane, day, 1, wrong, tally);
}

void SilentCounts::count(const Lane& lane, int day, double expected, const Luck& luck,
                         Tally& tally) const {
  const auto draw = [&](std::size_t part, double mean) {
    const auto index = static_cast<std::uint32_t>(day) << 16U | static_cast<std::uint32_t>(part)
                                                                    << 4U;
    return poisson(luck, Purpose::silent, index, mean);
  };
  const ChallengeTable* table = lane.kind.table;
  if (table == nullptr) return add(lane, day, draw(0, expected), 0, tally);
  std::int64_t n = 0;
  std::int64_t wrong = 0;
  for (std::size_t codes = 0; codes < table->silent_chances.size(); ++codes) {
    const std::int64_t some = draw(codes, expected * table->silent_chances[codes] / table->silent);
    n += some;
    wrong += some * static_cast<std::int64_t>(codes);
  }
  add(lane, day, n, wrong, tally);
}

void SilentCounts::draw(std::uint64_t seed, std::uint32_t replicate, Tally& tally) const {
  const int days = static_cast<int>(stride_) - 2;
  for (std::size_t l = 0; l < lanes_.size(); ++l) {
    const Luck luck(seed, replicate, lanes_[l].key);
    const Day* counted = days_.data() + l * stride_;
    double rate = 0;
    for (int day = 0; day < days; ++day) {
      const auto d = static_cast<std::size_t>(day);
      rate += counted[d].rate;
      const double whole = rate > nothing ? rate * (day_readings_[d + 1] - day_readings_[d]) : 0;
      const double expected = whole + counted[d].within;
      if (expected > 0) count(lanes_[l], day, expected, luck, tally);
    }
  }
}

}  // namespace gatecast::simulator
