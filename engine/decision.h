// What a sign-in gets: the answer of the decision graph.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>

#include "rules/policy.h"
#include "rules/time.h"

namespace gatecast::engine {

using rules::Instant;
using rules::Method;
using rules::Outcome;
using rules::Seconds;

// Up to four methods in an order, without memory of its own.
class MethodList {
 public:
  MethodList() = default;
  MethodList(std::initializer_list<Method> methods) {
    for (const Method m : methods) push_back(m);
  }
  void push_back(Method m) {
    items_[size_] = m;
    ++size_;
  }
  const Method* begin() const { return items_; }
  const Method* end() const { return items_ + size_; }
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  Method front() const { return items_[0]; }
  bool contains(Method m) const {
    for (const Method item : *this) {
      if (item == m) return true;
    }
    return false;
  }
  friend bool operator==(const MethodList& a, const MethodList& b) {
    if (a.size_ != b.size_) return false;
    for (std::size_t i = 0; i < a.size_; ++i) {
      if (a.items_[i] != b.items_[i]) return false;
    }
    return true;
  }

 private:
  Method items_[rules::method_count] = {};
  std::uint8_t size_ = 0;
};

// As in force for this sign-in.
struct Limits {
  int code_length = rules::defaults::code_length;
  Seconds code_ttl = rules::defaults::code_ttl;
  Seconds challenge_ttl = rules::defaults::challenge_ttl;
  int attempts = rules::defaults::attempts;
  int resends = rules::defaults::resends;
  Seconds resend_cooldown = rules::defaults::resend_cooldown;
  int sends_per_hour = rules::defaults::sends_per_hour;
  int method_lock_after = rules::defaults::method_lock_after;
  Seconds lockout = rules::defaults::lockout;
  Seconds lockout_max = rules::defaults::lockout_max;
  int hard_lock_after = rules::defaults::hard_lock_after;
  int backup_codes_count = rules::defaults::backup_codes_count;
  int backup_codes_low = rules::defaults::backup_codes_low;
  friend bool operator==(const Limits&, const Limits&) = default;
};

enum class Proof : std::uint8_t { password, email, authenticator, passkey };
std::string_view name(Proof);

// Line and text of what decided; line 0: the policy is silent, or the account decided.
struct DecidedBy {
  std::uint32_t line = 0;
  std::string_view text;
  std::string_view extends = {};  // the shipped policy that the line is of; empty: the author's own
};
inline constexpr DecidedBy nothing_decided;

// An instant or none, in the space of one, so that a decision is filled in without a branch.
class Deadline {
 public:
  Deadline() = default;
  Deadline(Instant at) : at_(at) {}  // NOLINT: implicit on purpose; instant_max: none
  Deadline(std::nullopt_t) {}        // NOLINT: as of an optional
  Deadline(std::optional<Instant> at) : at_(at.value_or(rules::instant_max)) {}  // NOLINT
  bool has_value() const { return at_ != rules::instant_max; }
  explicit operator bool() const { return has_value(); }
  Instant operator*() const { return at_; }  // only where there is one
  Instant value_or(Instant other) const { return has_value() ? at_ : other; }
  operator std::optional<Instant>() const {  // NOLINT: implicit on purpose
    return has_value() ? std::optional(at_) : std::nullopt;
  }
  void reset() { at_ = rules::instant_max; }
  friend bool operator==(const Deadline&, const Deadline&) = default;

 private:
  Instant at_ = rules::instant_max;
};

// The answer that skipping an enrollment leads to: a challenge, or a way in.
struct AfterSkip {
  Outcome outcome = Outcome::allow;
  MethodList methods;
  bool backup_code = false;
  bool in_grace = false;  // let in as long as grace lasts, which is until the decision's deadline
  std::string_view reason() const;
};

// The condition of a row of SIGNIN's table, 1 to 14, in a few words: `account locked`.
std::string_view row_condition(int row);

// Views and pointers lead into the graph that decided, which must outlive the decision. It is
// copied whenever a decision is made, so it is small.
struct Decision {
  Outcome outcome = Outcome::deny;
  std::uint8_t row = 0;  // of SIGNIN's table of fourteen
  bool may_skip = false;
  bool second_factor = false;
  bool alert = false;
  bool backup_code = false;  // the authenticator is among the methods and a code is left
  MethodList methods;        // for a challenge: what may be used, first the one to present
  MethodList enroll_in;
  std::optional<Proof> proof;
  std::optional<AfterSkip> if_skipped;
  std::string_view reason;
  Deadline deadline;
  const Limits* limits = nullptr;
  const DecidedBy* rule = &nothing_decided;  // never null
};

}  // namespace gatecast::engine
