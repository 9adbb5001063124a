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
#include "engine/graph/settings.h"
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
  overdue,      // a: days of grace; how many of `overdue_days` have passed since the deadline
  setting,      // a: the piece; which of its choices is in force
  then,         // 0: no `then:` rule holds; else 1 + the outcome of the first that does
  skipped,
};

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

// A role, group, user, application or country that the policy names.
struct Name {
  Asks asks;
  std::uint32_t number;  // of a role or group its number, else the value of the variable
  friend bool operator==(const Name&, const Name&) = default;
  friend bool operator<(const Name& x, const Name& y) {
    return x.asks != y.asks ? x.asks < y.asks : x.number < y.number;
  }
};

class Variables {
 public:
  // Numbers every variable that the policy's conditions, stages and rows may ask. Where it is
  // split, names are asked last, else first (README.md).
  Variables(const rules::Policy& policy, const Choices& choices, Shape shape);

  // CHECKs that there is such a variable.
  std::uint32_t number(Asks asks, std::uint32_t a = 0, std::uint32_t b = 0) const;
  bool is_asked(Asks asks, std::uint32_t a = 0) const;
  const std::vector<Variable>& all() const { return all_; }
  // Whether it is about what decode_account settles; where names come first these lie together, in
  // front of all others.
  bool is_of_account(std::uint32_t variable) const { return variable < account_end_; }
  bool is_split() const { return is_split_; }
  bool has(const Name& name, const DecodedFacts& facts) const;

  // Of everything but settings and `then`, which are diagrams themselves (Graph::value).
  std::uint32_t value(std::uint32_t variable, const DecodedFacts& facts) const;
  // The numbers of values of the variable `time` that lie at or after `instant`.
  std::uint32_t first_value_at(Instant instant) const;
  // The values of the variable `overdue` that say: at least `days`; `days` is one of overdue_days.
  std::uint32_t first_value_overdue(std::uint32_t days) const;

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
  std::vector<std::uint32_t> overdue_days;        // sorted; those that conditions name, and 0

 private:
  void collect_names(const rules::Condition& condition);
  void collect_names();
  void collect_cuts();
  void number_names();
  void number_attributes(rules::Attribute::On on);
  void number_sign_in();
  void number_state();
  void number_place();
  void number_dates();
  void number_settings(const Choices& choices);
  void number_clocks(const Choices& choices);
  void add(Asks asks, std::uint32_t size = 2, std::uint32_t a = 0, std::uint32_t b = 0);
  bool passed(const DecodedFacts& facts, std::uint32_t days, std::uint32_t overdue) const;

  const rules::Policy& policy_;
  std::vector<Variable> all_;
  std::unordered_map<std::uint64_t, std::uint32_t> numbers_;
  std::vector<rules::HourRange> hours_;
  std::vector<bool> networks_;
  std::vector<bool> attributes_;
  std::vector<std::vector<std::int64_t>> integers_;  // by attribute: those that conditions name
  bool weekday_ = false;
  bool is_split_ = false;
  std::uint32_t account_end_ = 0;
};

bool recognized(rules::Recognition by, bool cookie, bool ip);

}  // namespace gatecast::engine
