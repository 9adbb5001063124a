#include "rules/validator.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace gatecast::rules {

bool has_grace(const Setting<int>& days, const Setting<int>& skips) {
  if (!days && !skips) return false;
  return (!days || days->value > 0) && (!skips || skips->value > 0);
}

namespace {

using Methods = Setting<std::vector<Located<Method>>>;

bool lists(const Methods& methods, Method method) {
  return methods && std::any_of(methods->value.begin(), methods->value.end(),
                                [&](const Located<Method>& each) { return each.value == method; });
}

// By method. A rule may count on the methods of any other, since those that hold together merge.
std::array<bool, method_count> listed_anywhere(const Policy& policy) {
  std::array<bool, method_count> listed{};
  const auto note = [&](const Methods& methods) {
    if (!methods) return;
    for (const Located<Method>& each : methods->value) {
      listed[static_cast<std::size_t>(each.value)] = true;
    }
  };
  note(policy.two_factor.settings.methods);
  for (const Rule& rule : policy.rules) {
    if (rule.set) note(rule.set->methods);
  }
  return listed;
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
  const auto listed = listed_anywhere(policy);
  for (const Rule& rule : policy.rules) {
    if (!rule.set) continue;
    const SettingsPatch& set = *rule.set;
    if (set.default_method) {
      const Method method = set.default_method->value;
      check_default(
          set, set.methods ? lists(set.methods, method) : listed[static_cast<std::size_t>(method)],
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

}  // namespace

void check_consistency(const Policy& policy, Diagnostics& diagnostics) {
  check_settings(policy, diagnostics);
}

}  // namespace gatecast::rules
