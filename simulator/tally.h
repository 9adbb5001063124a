// What one replicate counts: whole numbers by cohort, day and metric, and their sums by group.
//
// A cohort is the people who belong to exactly the same groups, so that an event is counted once
// and not once a group. Sums of integers do not depend on the order of counting.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "simulator/forecast.h"

namespace gatecast::simulator {

enum class Cause : std::uint8_t {
  attempts,
  no_usable_method,
  code_not_delivered,
  device_lost,
  backup_codes_used,
  overdue,
  none
};
inline constexpr std::size_t cause_count = 6;
static_assert(std::size(causes) == cause_count);

// The order of forecast.h, then events by cause; times are in seconds while they are counted.
enum class Metric : std::uint8_t {
  active,
  enrolled,
  pending,
  not_started,
  locked_out,
  backup_codes_low,
  backup_codes_none,
  sign_ins,
  challenges,
  wrong_codes,
  prompts,
  enrollments,
  blocked_sign_ins,
  lockouts,
  tickets,
  queue_wait,
  protected_sign_ins,
  spent,
  lockouts_by_cause,
  blocked_by_cause = lockouts_by_cause + cause_count,
  count_ = blocked_by_cause + cause_count
};
inline constexpr std::size_t metric_count = static_cast<std::size_t>(Metric::count_);
inline constexpr std::size_t people_metric_count = std::size(people_metrics);
static_assert(static_cast<std::size_t>(Metric::lockouts_by_cause) ==
              people_metric_count + std::size(event_metrics));

// Names as in a forecast: `active` ... `lockouts:attempts`.
std::vector<std::string> metric_names();

// Which groups a cohort belongs to, by index into the forecast's groups.
struct Cohort {
  std::vector<std::uint32_t> groups;
  friend bool operator==(const Cohort&, const Cohort&) = default;
};

class Tally {
 public:
  using Cell = std::array<std::int64_t, metric_count>;

  Tally(std::size_t cohorts, int days);
  void clear();

  void add(std::uint32_t cohort, int day, Metric metric, std::int64_t n = 1) {
    cell(cohort, day)[static_cast<std::size_t>(metric)] += n;
  }
  void add_cause(std::uint32_t cohort, int day, Metric first, Cause cause, std::int64_t n = 1) {
    if (cause == Cause::none) return;
    cell(cohort, day)[static_cast<std::size_t>(first) + static_cast<std::size_t>(cause)] += n;
  }
  // So many people of whom `metric` holds at the end of each day in [from, to).
  void add_span(std::uint32_t cohort, int from, int to, Metric metric, std::int64_t people = 1) {
    if (from >= to) return;
    add(cohort, from, metric, people);
    add(cohort, to, metric, -people);
  }

  // Sums by group, laid out [group][metric][day]. Checks on the way that every cohort's people are
  // conserved on every day. Waits become the mean of a ticket, in seconds.
  std::vector<std::uint32_t> by_group(const std::vector<Cohort>& cohorts, std::size_t groups) const;

  // What is counted of a cohort on a day.
  Cell& cell(std::uint32_t cohort, int day) {
    return cells_[cohort * stride_ + static_cast<std::size_t>(day)];
  }

 private:
  std::size_t stride_;  // days, and one more for what ends after the last
  std::vector<Cell> cells_;
};

}  // namespace gatecast::simulator
