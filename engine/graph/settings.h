// The settings in force at a sign-in, complete: every default filled in, and where each was set
// last.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "engine/decision.h"
#include "engine/graph/variables.h"
#include "rules/policy.h"
#include "rules/source.h"

namespace gatecast::engine {

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
  // Equal keys: the same diagram of rows.
  std::string diagram_key() const;
  // Equal keys: the same settings.
  std::string key() const;
};

// Whether the policy plans that email or sms can be sent; true for the other methods.
bool planned_healthy(const rules::Policy& policy, Method method);

// What `patch` says put over `settings`.
void apply(const rules::SettingsPatch& patch, Settings& settings);

}  // namespace gatecast::engine
