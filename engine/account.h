// Who signs in: the one struct behind facts, store rows and population columns.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "rules/check.h"
#include "rules/policy.h"
#include "rules/time.h"

namespace gatecast::engine {

using rules::Instant;

// Something the caller knows, knows to be none, or does not know.
template <class T>
class Fact {
 public:
  Fact() = default;                                                  // unknown
  Fact(T value) : state_(State::known), value_(std::move(value)) {}  // NOLINT: implicit on purpose
  static Fact none() {
    Fact fact;
    fact.state_ = State::none;
    return fact;
  }
  bool is_unknown() const { return state_ == State::unknown; }
  bool is_none() const { return state_ == State::none; }
  bool is_known() const { return state_ == State::known; }
  // Only when known.
  const T& value() const {
    GATECAST_CHECK(is_known());
    return value_;
  }
  // Without a copy; null unless known.
  const T* if_known() const { return is_known() ? &value_ : nullptr; }
  // `fallback` unless known.
  T value_or(T fallback) const { return is_known() ? value_ : fallback; }

 private:
  enum class State : std::uint8_t { unknown, none, known };
  State state_ = State::unknown;
  T value_{};
};

// At `until` it is over, hard or not; without `until` it stays.
struct Lock {
  std::optional<Instant> until;
  bool hard = false;
};

// The value of a declared attribute: `true`/`false`, an integer or one of its words.
struct AttributeValue {
  std::string name;
  Fact<std::variant<bool, std::int64_t, std::string>> value;
};

struct Account {
  Fact<std::string> id;
  Fact<rules::AccountType> type;  // none: that of its roles
  Fact<std::vector<std::string>> roles;
  Fact<std::vector<std::string>> groups;
  Fact<bool> active;
  Fact<Instant> created;  // none: long ago
  Fact<rules::AuthenticatorState> authenticator;
  Fact<bool> passkey;
  Fact<bool> email;  // whether there is an address
  Fact<bool> phone;
  Fact<int> backup_codes;  // codes left
  Fact<Instant> grace_started;
  Fact<int> skips;  // used so far
  Fact<Instant> reset_at;
  Fact<Lock> account_locked;
  std::array<Fact<Lock>, rules::method_count> locks;  // none: no lock
  std::vector<AttributeValue> attributes;             // absent names are unknown
};

}  // namespace gatecast::engine
