// What a decision graph may ask of a sign-in: finite variables, in a fixed order, and how each is
// read from decoded facts. The names behind the numbers (roles, groups, users ...) live here too.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/graph/decide.h"
#include "engine/graph/diagram.h"
#include "rules/policy.h"

namespace gatecast::engine {

enum class Asks : std::uint8_t {
  active,
  account_locked,
  emergency,
  channel,
  admin,
  user,
  type,
  role,  // a: number of the role
  other_role,
  group,  // a: number of the group
  application,
  country,
  network,  // a: index in the policy
  risk,
  attribute,  // a: index in the policy
  time,       // how many of the cuts have passed
  ramp,       // a: index of the stage; value: first step that admits, last: none
  weekday,
  hours,  // a: from_minute, b: to_minute
  recognized,
  authenticator,
  passkey,
  reset,
  email,
  phone,
  locked,  // a: the method
  email_healthy,
  sms_healthy,  // of the environment, beside the policy's planned health
  grace_clock,  // a: days, b: skips, absent for none; whether the clock is open
  overdue,      // a: days of grace, b: days after the deadline
};
inline constexpr std::uint32_t absent = 0xFFFF'FFFF;

struct Variable {
  Asks asks = Asks::active;
  std::uint32_t a = 0;
  std::uint32_t b = 0;
  std::uint32_t size = 2;
};

// Numbers for names, from 0 on, in the order in which they were added.
class Names {
 public:
  std::uint32_t add(std::string_view name);
  std::optional<std::uint32_t> find(std::string_view name) const;
  std::uint32_t size() const { return static_cast<std::uint32_t>(numbers_.size()); }
  std::vector<std::string> in_order() const;

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view s) const { return std::hash<std::string_view>{}(s); }
  };
  std::unordered_map<std::string, std::uint32_t, Hash, std::equal_to<>> numbers_;
};

class Variables {
 public:
  // Numbers every variable that the policy's conditions, stages and rows may ask, but for the
  // clocks of grace, which depend on the settings and come last.
  explicit Variables(const rules::Policy& policy);

  // The number of a variable; new ones are put last.
  std::uint32_t number(Asks asks, std::uint32_t a = 0, std::uint32_t b = 0);
  bool is_asked(Asks asks, std::uint32_t a = 0) const;
  const std::vector<Variable>& all() const { return all_; }

  std::uint32_t value(std::uint32_t variable, const DecodedFacts& facts) const;
  // The numbers of values of the variable `time` that lie at or after `instant`.
  std::uint32_t first_value_at(Instant instant) const;

  // The class of an attribute's value: which of the words or integers that conditions can tell
  // apart.
  std::uint32_t integer_class(std::uint32_t attribute, std::int64_t value) const;
  // The integers of an attribute that conditions name, sorted.
  const std::vector<std::int64_t>& integers(std::uint32_t attribute) const {
    return integers_[attribute];
  }
  Instant grace_deadline(const DecodedFacts& facts, std::uint32_t days) const;

  // 0 is another user, application or country; named ones follow.
  Names users, applications, countries;
  Names roles, groups, channels;
  std::vector<Instant> cuts;  // sorted instants at which the answer may change for everybody
  std::vector<std::vector<Instant>> stage_steps;  // by stage: when each step of its ramp begins

 private:
  void collect_names(const rules::Condition& condition);
  void collect_names();
  void collect_cuts();
  void number_account();
  void number_sign_in();
  void add(Asks asks, std::uint32_t size = 2, std::uint32_t a = 0, std::uint32_t b = 0);

  const rules::Policy& policy_;
  std::vector<Variable> all_;
  std::vector<rules::HourRange> hours_;
  std::vector<bool> networks_;
  std::vector<bool> attributes_;
  std::vector<std::vector<std::int64_t>> integers_;  // by attribute: those that conditions name
  bool weekday_ = false;
};

}  // namespace gatecast::engine
