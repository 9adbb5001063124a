// Makes whole people of accounts with gaps: draws or assumes what is unknown, and says so.
//
// AccountLuck is keyed by the account's id, so one account more changes nobody else.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "simulator/behavior.h"
#include "simulator/population.h"
#include "simulator/random.h"

namespace gatecast::simulator {

// What a population says about an account, in the order of the notes.
enum class Column : std::uint16_t {
  type,
  roles,
  groups,
  active,
  created,
  authenticator,
  passkey,
  email,
  phone,
  backup_codes,
  grace_started,
  skips,
  reset_at,
  sso,
  sign_ins_per_day,
  dormant,
  application,
  attributes,
  count_
};
inline constexpr std::size_t column_count = static_cast<std::size_t>(Column::count_);

inline constexpr double assumed_email_share = 0.98;
inline constexpr double assumed_phone_share = 0.9;

// A number in (0, 1) for one column of one account, always the same.
class AccountLuck {
 public:
  AccountLuck(std::uint64_t seed, std::string_view id);
  double uniform(Column column, std::uint32_t index = 0) const {
    return draw_.uniform(purpose(column), index);
  }
  // Whether this person is of the share who never sign in.
  bool is_dormant(double share) const { return uniform(Column::dormant) < share; }
  // The rate of one who does: log-normal over people.
  double rate(double median, double sigma) const;

 private:
  static std::uint16_t purpose(Column column) {
    return static_cast<std::uint16_t>(first_population_purpose + static_cast<unsigned>(column));
  }
  Draw draw_;
};

// What no source has a column for: nobody is locked, and a type that is left out is that of the
// roles.
void settle_unsaid(engine::Account& account);

class Completion {
 public:
  Completion(const rules::Policy& policy, const Behavior& behavior, std::uint64_t seed);

  Person complete(Draft draft);
  // One sentence a column that had gaps.
  std::vector<std::string> notes() const;

 private:
  void complete_kind(engine::Account& account);
  void complete_factors(engine::Account& account, const AccountLuck& luck);
  void complete_attributes(engine::Account& account);
  void complete_rate(Draft& draft, const AccountLuck& luck);
  std::string dormancy() const;
  template <class T>
  void fill(engine::Fact<T>& fact, Column column, engine::Fact<T> assumed);
  void gap(Column column) { ++gaps_[static_cast<std::size_t>(column)]; }
  std::string assumption(Column column) const;

  const rules::Policy& policy_;
  const Behavior& behavior_;
  std::uint64_t seed_;
  int backup_codes_;
  std::uint64_t people_ = 0;
  std::array<std::uint64_t, column_count> gaps_{};
  std::uint64_t disagreeing_roles_ = 0;
};

}  // namespace gatecast::simulator
