// The settings in force for a sign-in, with where each was set last, as the oracle reads them.
#pragma once

#include <optional>
#include <vector>

#include "engine/decision.h"
#include "rules/policy.h"

namespace gatecast::oracle {

struct Settings {
  rules::Enforcement enforcement = rules::Enforcement::every_login;
  std::vector<rules::Method> methods;
  std::optional<rules::Method> default_method;
  bool allow_fallback = false;
  rules::EnrolledUsers enrolled_users = rules::EnrolledUsers::challenge;
  rules::Requirement authenticator = rules::Requirement::optional;
  std::optional<int> grace_days;
  std::optional<int> grace_skips;
  rules::AfterGrace after_grace = rules::AfterGrace::enroll;
  rules::ProofKind proof = rules::ProofKind::password;
  bool recognized_device_waives = false;
  rules::AfterReset after_reset = rules::AfterReset::required;
  engine::Limits limits;
  // Where: nothing while the policy is silent.
  std::optional<rules::Span> enforcement_at;
  std::optional<rules::Span> methods_at;
  std::optional<rules::Span> authenticator_at;
  std::optional<rules::Span> grace_at;
  std::optional<rules::Span> after_grace_at;
  std::optional<rules::Span> proof_at;

  bool has(rules::Method method) const;
};

void apply(const rules::SettingsPatch& patch, Settings& settings);

}  // namespace gatecast::oracle
