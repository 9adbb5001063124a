#include "rules/validator.h"

#include <fmt/format.h>

#include <algorithm>

namespace gatecast::rules {
namespace {

using Methods = Setting<std::vector<Located<Method>>>;

bool lists(const Methods& methods, Method method) {
  return methods && std::any_of(methods->value.begin(), methods->value.end(),
                                [&](const Located<Method>& each) { return each.value == method; });
}

// A rule may count on the methods of any other, since those that hold together merge.
bool listed_anywhere(const Policy& policy, Method method) {
  if (lists(policy.two_factor.settings.methods, method)) return true;
  return std::any_of(policy.rules.begin(), policy.rules.end(), [&](const Rule& rule) {
    return rule.set && lists(rule.set->methods, method);
  });
}

void check_default(const SettingsPatch& patch, bool listed, Diagnostics& diagnostics) {
  if (!patch.default_method || listed) return;
  diagnostics.error("default-method-not-listed", patch.default_method->span,
                    fmt::format("the default method `{}` is not among `methods`",
                                name(patch.default_method->value)),
                    "add it to `methods`, or choose one of them");
}

void check_sms(const SettingsPatch& patch, const Integrations& integrations,
               Diagnostics& diagnostics) {
  if (!patch.methods || integrations.sms_provider) return;
  for (const Located<Method>& method : patch.methods->value) {
    if (method.value != Method::sms) continue;
    diagnostics.error("sms-without-provider", method.span, "`sms` needs a selected provider",
                      "write `integrations: {sms: {provider: ...}}`");
  }
}

void warn_email(const SettingsPatch& patch, const Integrations& integrations,
                Diagnostics& diagnostics) {
  if (!patch.methods || integrations.email_mentioned) return;
  for (const Located<Method>& method : patch.methods->value) {
    if (method.value != Method::email) continue;
    diagnostics.warning("email-not-configured", method.span,
                        "`email` is never usable: the policy does not say that mail is healthy",
                        "write `integrations: {email: {healthy: true}}`");
    return;
  }
}

void check_enrollable(const SettingsPatch& patch, Diagnostics& diagnostics) {
  const bool required = patch.authenticator && patch.authenticator->value == Requirement::required;
  if (!required || !patch.methods || lists(patch.methods, Method::authenticator) ||
      lists(patch.methods, Method::passkey)) {
    return;
  }
  diagnostics.error("enrollment-without-enrollable", patch.authenticator->span,
                    "enrollment is required, but no method is one to enroll in",
                    "add `authenticator` or `passkey` to `methods`");
}

// Neither days nor skips means none; 0 days are none whatever the skips; 0 skips are none too.
bool has_grace(const Setting<int>& days, const Setting<int>& skips) {
  if (!days && !skips) return false;
  return (!days || days->value > 0) && (!skips || skips->value > 0);
}

void check_overdue(const SettingsPatch& base, const SettingsPatch* patch,
                   Diagnostics& diagnostics) {
  const auto merged = [&](auto field) {
    return patch != nullptr && patch->*field ? patch->*field : base.*field;
  };
  const auto after = merged(&SettingsPatch::after_grace);
  if (!after || after->value != AfterGrace::deny) return;
  if (has_grace(merged(&SettingsPatch::grace_days), merged(&SettingsPatch::grace_skips))) return;
  Span span = after->span;
  if (patch != nullptr) {
    // Another rule may complete what this one leaves to `two_factor`; blame only what it says.
    if (!patch->after_grace && !patch->grace) return;
    if (!patch->after_grace) span = *patch->grace;
  }
  diagnostics.error("deny-overdue-without-grace", span,
                    "without any grace, `after_grace: deny` locks out whoever must enroll",
                    "give `grace` some days or skips, or write `after_grace: enroll`");
}

void check_settings(const Policy& policy, Diagnostics& diagnostics) {
  const SettingsPatch& base = policy.two_factor.settings;
  check_default(base, !base.default_method || lists(base.methods, base.default_method->value),
                diagnostics);
  check_overdue(base, nullptr, diagnostics);
  for (const Rule& rule : policy.rules) {
    if (!rule.set) continue;
    const SettingsPatch& set = *rule.set;
    if (set.default_method) {
      const Method method = set.default_method->value;
      check_default(set, set.methods ? lists(set.methods, method) : listed_anywhere(policy, method),
                    diagnostics);
    }
    check_overdue(base, &set, diagnostics);
  }
  const auto each = [&](const SettingsPatch& patch) {
    check_sms(patch, policy.integrations, diagnostics);
    check_enrollable(patch, diagnostics);
  };
  each(base);
  for (const Rule& rule : policy.rules) {
    if (rule.set) each(*rule.set);
  }
  const bool enabled = policy.two_factor.enabled && policy.two_factor.enabled->value;
  if (enabled && !base.methods) {
    diagnostics.error("no-methods", policy.two_factor.enabled->span,
                      "`two_factor` needs `methods` once it is enabled",
                      "write `methods: [authenticator, email]`");
  }
}

void warn_recognition(const Policy& policy, Diagnostics& diagnostics) {
  const TwoFactor& two_factor = policy.two_factor;
  const auto risk_based = [](const SettingsPatch& patch) {
    return patch.enforcement && patch.enforcement->value == Enforcement::risk_based;
  };
  const bool matters = risk_based(two_factor.settings) ||
                       std::any_of(policy.rules.begin(), policy.rules.end(), [&](const Rule& rule) {
                         return rule.set && risk_based(*rule.set);
                       });
  const auto& by = two_factor.recognition.by;
  if (!matters || (by && by->value != Recognition::cookie_or_ip)) return;
  Span span = two_factor.span;
  if (by) {
    span = by->span;
  } else if (two_factor.settings.enforcement) {
    span = two_factor.settings.enforcement->span;
  }
  diagnostics.warning("address-recognition", span,
                      "a new browser on a known address is let through without a second factor",
                      "write `recognition: {by: cookie}` to count devices alone");
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

void warn_limits(const LimitsPatch& limits, Diagnostics& diagnostics) {
  const Seconds first = limits.lockout ? limits.lockout->value : defaults::lockout;
  const Seconds most = limits.lockout_max ? limits.lockout_max->value : defaults::lockout_max;
  if (first <= most) return;
  diagnostics.warning("lockout-over-max",
                      limits.lockout ? limits.lockout->span : limits.lockout_max->span,
                      fmt::format("`lockout` of {} is longer than `lockout_max` of {}",
                                  format_duration(first), format_duration(most)));
}

void warn_rollout(const Policy& policy, Diagnostics& diagnostics) {
  const SettingsPatch& base = policy.two_factor.settings;
  if (!policy.rollout) {
    if (base.grace && has_grace(base.grace_days, base.grace_skips)) {
      diagnostics.warning("grace-without-rollout", *base.grace,
                          "without a rollout, grace counts from the creation of each account, "
                          "so it is over for most",
                          "add a `rollout` with a stage");
    }
    return;
  }
  for (const Stage& stage : policy.rollout->stages) {
    if (!stage.ramp || stage.ramp->percent_hundredths.empty() ||
        stage.ramp->percent_hundredths.back() == 10'000) {
      continue;
    }
    diagnostics.warning("unfinished-ramp", stage.name.span,
                        fmt::format("the ramp of `{}` never reaches everybody", stage.name.value),
                        "end it with 100");
  }
  const auto sets = std::find_if(policy.rules.begin(), policy.rules.end(),
                                 [](const Rule& rule) { return rule.set.has_value(); });
  if (sets != policy.rules.end()) {
    diagnostics.warning("settings-wait-for-stage",
                        sets->name.span.empty() ? sets->span : sets->name.span,
                        "what rules set has no effect for users whose stage has not started");
  }
}

}  // namespace

void check_consistency(const Policy& policy, Diagnostics& diagnostics) {
  check_settings(policy, diagnostics);
}

void warn_surprises(const Policy& policy, Diagnostics& diagnostics) {
  warn_email(policy.two_factor.settings, policy.integrations, diagnostics);
  for (const Rule& rule : policy.rules) {
    if (rule.set) warn_email(*rule.set, policy.integrations, diagnostics);
  }
  warn_recognition(policy, diagnostics);
  warn_totp(policy.two_factor.totp, diagnostics);
  warn_limits(policy.two_factor.settings.limits, diagnostics);
  warn_rollout(policy, diagnostics);
}

}  // namespace gatecast::rules
