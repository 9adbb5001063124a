// The settings in force at a sign-in, complete: every default filled in, and where each was set
// last.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/decision.h"
#include "rules/policy.h"
#include "rules/source.h"

namespace gatecast::engine {

inline constexpr std::uint32_t absent = 0xFFFF'FFFF;

struct Settings {
  // Decide the diagram.
  rules::Enforcement enforcement = rules::Enforcement::every_login;
  MethodList methods;
  std::optional<Method> default_method;
  bool allow_fallback = false;
  rules::EnrolledUsers enrolled_users = rules::EnrolledUsers::challenge;
  rules::Requirement authenticator = rules::Requirement::optional;
  std::uint32_t grace_days = absent;  // absent: no deadline, if there are skips
  std::uint32_t grace_skips = absent;
  rules::AfterGrace after_grace = rules::AfterGrace::enroll;
  rules::ProofKind proof = rules::ProofKind::password;
  bool recognized_device_waives = false;
  rules::AfterReset after_reset = rules::AfterReset::required;
  // Complete the decision.
  Limits limits;
  // Where each was set last; an empty span where the policy is silent.
  rules::Span enforcement_at, methods_at, grace_at, authenticator_at, after_grace_at, proof_at;

  // No days and no skips are no grace; skips alone have no deadline.
  std::uint32_t days() const {
    return grace_days == absent && grace_skips == absent ? 0 : grace_days;
  }
  bool can_enroll() const {
    return methods.contains(Method::authenticator) || methods.contains(Method::passkey);
  }
};

// What rules may set, one by one: a rule that sets one leaves the others as they are.
enum class Piece : std::uint8_t {
  enforcement,
  methods,
  default_method,
  allow_fallback,
  enrolled_users,
  authenticator,
  grace_days,
  grace_skips,
  after_grace,
  proof,
  recognized_device_waives,
  after_reset,
  // These decide nothing: where grace was set last, and the limits.
  grace_place,
  limits
};
inline constexpr std::size_t piece_count = 14;

bool sets(const rules::SettingsPatch& patch, Piece piece);
// Copies one piece, and where it was set last.
void copy(const Settings& from, Piece piece, Settings& to);
bool equal(const Settings& a, const Settings& b, Piece piece);
// Where the piece was set last, if `rule` may name it; else nothing.
rules::Span place(const Settings& settings, Piece piece);

// By piece: the values that it may have, first that of `two_factor`. Always at least one.
using Choices = std::array<std::vector<Settings>, piece_count>;
Choices choices_of(const Settings& base, const rules::Policy& policy);

// Whether the policy plans that email or sms can be sent; true for the other methods.
bool planned_healthy(const rules::Policy& policy, Method method);

// What `patch` says put over `settings`.
void apply(const rules::SettingsPatch& patch, Settings& settings);

}  // namespace gatecast::engine
