// The settings in force, as a policy writes them, and what set each last.
#include <fmt/format.h>

#include <functional>
#include <string>

#include "engine/explain/parts.h"

namespace gatecast::engine {
namespace {

using rules::Setting;
using rules::SettingsPatch;
using rules::Span;

// One key of `two_factor`: how it reads in force, and where a patch says it.
struct Key {
  std::string_view name;
  std::string (*value)(const Settings&);
  Span (*said)(const SettingsPatch&);
};

std::string yes(bool value) { return value ? "true" : "false"; }

std::string list(const MethodList& methods) {
  std::string text;
  for (const Method method : methods)
    text += (text.empty() ? "" : ", ") + std::string(name(method));
  return "[" + text + "]";
}

std::string count(std::uint32_t value) { return value == absent ? "none" : std::to_string(value); }

template <class T>
Span span(const Setting<T>& setting) {
  return setting ? setting->span : Span{};
}

#define GATECAST_KEY(text, in_force, patched)                        \
  {                                                                  \
    text, [](const Settings& s) -> std::string { return in_force; }, \
        [](const SettingsPatch& p) { return span(p.patched); }       \
  }

constexpr Key keys[] = {
    GATECAST_KEY("enforcement", std::string(name(s.enforcement)), enforcement),
    GATECAST_KEY("methods", list(s.methods), methods),
    GATECAST_KEY("default_method", s.default_method ? std::string(name(*s.default_method)) : "none",
                 default_method),
    GATECAST_KEY("allow_fallback", yes(s.allow_fallback), allow_fallback),
    GATECAST_KEY("enrolled_users", std::string(name(s.enrolled_users)), enrolled_users),
    GATECAST_KEY("enrollment.authenticator", std::string(name(s.authenticator)), authenticator),
    GATECAST_KEY("enrollment.grace.days", count(s.grace_days), grace_days),
    GATECAST_KEY("enrollment.grace.skips", count(s.grace_skips), grace_skips),
    GATECAST_KEY("enrollment.after_grace", std::string(name(s.after_grace)), after_grace),
    GATECAST_KEY("enrollment.proof", std::string(name(s.proof)), proof),
    GATECAST_KEY("enrollment.recognized_device_waives", yes(s.recognized_device_waives),
                 recognized_device_waives),
    GATECAST_KEY("enrollment.after_reset", std::string(name(s.after_reset)), after_reset),
    GATECAST_KEY("limits.code_length", std::to_string(s.limits.code_length), limits.code_length),
    GATECAST_KEY("limits.code_ttl", rules::format_duration(s.limits.code_ttl), limits.code_ttl),
    GATECAST_KEY("limits.challenge_ttl", rules::format_duration(s.limits.challenge_ttl),
                 limits.challenge_ttl),
    GATECAST_KEY("limits.attempts", std::to_string(s.limits.attempts), limits.attempts),
    GATECAST_KEY("limits.resends", std::to_string(s.limits.resends), limits.resends),
    GATECAST_KEY("limits.resend_cooldown", rules::format_duration(s.limits.resend_cooldown),
                 limits.resend_cooldown),
    GATECAST_KEY("limits.sends_per_hour", std::to_string(s.limits.sends_per_hour),
                 limits.sends_per_hour),
    GATECAST_KEY("limits.method_lock_after", std::to_string(s.limits.method_lock_after),
                 limits.method_lock_after),
    GATECAST_KEY("limits.lockout", rules::format_duration(s.limits.lockout), limits.lockout),
    GATECAST_KEY("limits.lockout_max", rules::format_duration(s.limits.lockout_max),
                 limits.lockout_max),
    GATECAST_KEY("limits.hard_lock_after", std::to_string(s.limits.hard_lock_after),
                 limits.hard_lock_after),
    GATECAST_KEY("backup_codes.count", std::to_string(s.limits.backup_codes_count),
                 backup_codes.count),
    GATECAST_KEY("backup_codes.low", std::to_string(s.limits.backup_codes_low), backup_codes.low),
};

#undef GATECAST_KEY

}  // namespace

std::vector<SettingInForce> explain_settings(const SignInWords& words,
                                             std::vector<RuleInForce>& rules) {
  const rules::Policy& policy = words.policy();
  std::vector<SettingInForce> settings;
  for (const Key& key : keys) {
    SettingInForce each;
    each.key = key.name;
    each.value = key.value(words.settings());
    Span said = key.said(policy.two_factor.settings);
    for (const RuleInForce& rule : rules) {
      const auto& patch = policy.rules[rule.rule].set;
      if (!rule.holds || !patch) continue;
      const Span here = key.said(*patch);
      if (here.empty()) continue;
      said = here;
      each.rule = rule.rule;
    }
    each.where = words.at(said);
    if (each.rule) rules[*each.rule].counts = true;
    settings.push_back(std::move(each));
  }
  return settings;
}

}  // namespace gatecast::engine
