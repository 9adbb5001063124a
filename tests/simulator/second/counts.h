// What the second simulator counts in one replicate, by day: of everybody, and of each type.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace gatecast::second {

enum class Count : std::uint8_t {
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
  waited_seconds,
  protected_sign_ins,
  spent_seconds,
  lockouts_by_cause,
  blocked_by_cause = lockouts_by_cause + 6,
  count_ = blocked_by_cause + 6
};
inline constexpr std::size_t count_count = static_cast<std::size_t>(Count::count_);
// As a forecast names them (times in hours and minutes there); people at the end of the day first.
inline constexpr std::array<const char*, count_count> count_names = {
    "active",
    "enrolled",
    "pending",
    "not_started",
    "locked_out",
    "backup_codes_low",
    "backup_codes_none",
    "sign_ins",
    "challenges",
    "wrong_codes",
    "prompts",
    "enrollments",
    "blocked_sign_ins",
    "lockouts",
    "tickets",
    "queue_wait_hours",
    "protected_sign_ins",
    "minutes_spent",
    "lockouts:attempts",
    "lockouts:no_usable_method",
    "lockouts:code_not_delivered",
    "lockouts:device_lost",
    "lockouts:backup_codes_used",
    "lockouts:overdue",
    "blocked_sign_ins:attempts",
    "blocked_sign_ins:no_usable_method",
    "blocked_sign_ins:code_not_delivered",
    "blocked_sign_ins:device_lost",
    "blocked_sign_ins:backup_codes_used",
    "blocked_sign_ins:overdue"};
inline constexpr bool is_people(std::size_t count) { return count < 7; }

inline constexpr std::array<const char*, 4> group_names = {"all", "type:internal", "type:partner",
                                                           "type:customer"};

class Counts {
 public:
  explicit Counts(int days)
      : days_(static_cast<std::size_t>(days)),
        n_(group_names.size() * count_count * days_),
        administrators_in_(days_) {}

  // `type`: as an account's; counts for everybody, too.
  void add(std::size_t type, Count count, int day, std::int64_t n = 1) {
    at(0, static_cast<std::size_t>(count), day) += n;
    at(type + 1, static_cast<std::size_t>(count), day) += n;
  }
  std::int64_t of(std::size_t group, std::size_t count, int day) const {
    return n_[(group * count_count + count) * days_ + static_cast<std::size_t>(day)];
  }
  // At the end of a day: administrators who could sign in if they tried.
  std::int64_t& administrators_in(int day) {
    return administrators_in_[static_cast<std::size_t>(day)];
  }
  std::int64_t administrators_in(int day) const {
    return administrators_in_[static_cast<std::size_t>(day)];
  }

 private:
  std::int64_t& at(std::size_t group, std::size_t count, int day) {
    return n_[(group * count_count + count) * days_ + static_cast<std::size_t>(day)];
  }

  std::size_t days_;
  std::vector<std::int64_t> n_;
  std::vector<std::int64_t> administrators_in_;
};

}  // namespace gatecast::second
