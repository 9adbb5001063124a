// Settings that are the same for everybody, and integrations.
#include <fmt/format.h>

#include <algorithm>

#include "rules/lint/lints.h"

namespace gatecast::rules {
namespace {

void warn_enabled(const Policy& policy, Diagnostics& diagnostics) {
  if (!policy.rollout || policy.two_factor.enabled) return;
  const Span span = policy.two_factor.span.empty() ? policy.rollout->span : policy.two_factor.span;
  diagnostics.warning("enabled-left-out", span,
                      "there is a rollout, but two-factor sign-in is off: `enabled` is left out",
                      "write `enabled: true`, or `enabled: false` to say that it is meant");
}

void warn_email_health(const Policy& policy, Diagnostics& diagnostics) {
  if (policy.integrations.email_mentioned) return;
  for (const Variant& variant : variants(policy)) {
    if (!variant.own().methods) continue;
    for (const Located<Method>& method : variant.own().methods->value) {
      if (method.value != Method::email) continue;
      diagnostics.warning("email-not-configured", method.span,
                          "`email` is never usable: the policy does not say that mail is healthy",
                          "write `integrations: {email: {healthy: true}}`");
    }
  }
}

bool is_risk_based(const Variant& variant) {
  const auto& enforcement = variant.own().enforcement;
  return enforcement && enforcement->value == Enforcement::risk_based;
}

// The first place that lets recognized devices through, if any does.
std::optional<Span> risk_based_at(const Policy& policy) {
  for (const Variant& variant : variants(policy)) {
    if (is_risk_based(variant)) return variant.own().enforcement->span;
  }
  return std::nullopt;
}

void warn_recognition(const Policy& policy, Diagnostics& diagnostics) {
  const std::optional<Span> risk_based = risk_based_at(policy);
  const auto& by = policy.two_factor.recognition.by;
  if (!risk_based || (by && by->value != Recognition::cookie_or_ip)) return;
  diagnostics.warning("address-recognition", by ? by->span : *risk_based,
                      "a new browser on a known address is let through without a second factor",
                      "write `recognition: {by: cookie}` to count devices alone");
}

bool looks_at_risk(const Condition& condition) {
  return condition.kind == Condition::Kind::risk ||
         std::any_of(condition.children.begin(), condition.children.end(), looks_at_risk);
}

void warn_risk(const Policy& policy, Diagnostics& diagnostics) {
  const std::optional<Span> risk_based = risk_based_at(policy);
  const bool looked_at = std::any_of(policy.rules.begin(), policy.rules.end(),
                                     [](const Rule& rule) { return looks_at_risk(rule.when); });
  if (!risk_based || looked_at) return;
  diagnostics.warning("risk-ignored", *risk_based,
                      "a recognized device is let through whatever the risk of the sign-in",
                      "add a rule: `when: {risk: high}`, `set: {enforcement: every_login}`");
}

void warn_totp(const TotpSettings& totp, Diagnostics& diagnostics) {
  const auto warn = [&](Span span, std::string_view usual) {
    diagnostics.warning("totp-unusual", span,
                        "popular authenticator apps ignore this and compute other codes",
                        fmt::format("the usual value is {}", usual));
  };
  if (totp.digits && totp.digits->value != defaults::totp_digits) warn(totp.digits->span, "6");
  if (totp.period && totp.period->value != defaults::totp_period) warn(totp.period->span, "30s");
  if (totp.algorithm && totp.algorithm->value != TotpAlgorithm::sha1) {
    warn(totp.algorithm->span, "SHA1");
  }
}

void warn_lockout(const LimitsPatch& limits, Diagnostics& diagnostics) {
  const Seconds first = limits.lockout ? limits.lockout->value : defaults::lockout;
  const Seconds most = limits.lockout_max ? limits.lockout_max->value : defaults::lockout_max;
  if (first <= most) return;
  diagnostics.warning("lockout-over-max",
                      limits.lockout ? limits.lockout->span : limits.lockout_max->span,
                      fmt::format("`lockout` of {} is longer than `lockout_max` of {}",
                                  format_duration(first), format_duration(most)));
}

void warn_exempt_channels(const TwoFactor& two_factor, Diagnostics& diagnostics) {
  if (!two_factor.exempt_channels) return;
  for (const Located<std::string>& channel : two_factor.exempt_channels->value) {
    const bool usual =
        std::find(std::begin(defaults::exempt_channels), std::end(defaults::exempt_channels),
                  channel.value) != std::end(defaults::exempt_channels);
    if (usual) continue;
    diagnostics.warning(
        "exempt-channel-added", channel.span,
        fmt::format("nobody is asked for a second factor on the channel `{}`", channel.value),
        "only saml, social and custom_login are exempt by default: their providers verify");
  }
}

}  // namespace

void lint_settings(const Policy& policy, Diagnostics& diagnostics) {
  warn_enabled(policy, diagnostics);
  warn_email_health(policy, diagnostics);
  warn_recognition(policy, diagnostics);
  warn_risk(policy, diagnostics);
  warn_totp(policy.two_factor.totp, diagnostics);
  warn_lockout(policy.two_factor.settings.limits, diagnostics);
  warn_exempt_channels(policy.two_factor, diagnostics);
}

}  // namespace gatecast::rules
