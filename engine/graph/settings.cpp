#include "engine/graph/settings.h"

#include <fmt/format.h>

namespace gatecast::engine {
namespace {

template <class T, class U>
void take(const rules::Setting<T>& from, U& to) {
  if (from) to = static_cast<U>(from->value);
}

template <class T, class U>
void take(const rules::Setting<T>& from, U& to, rules::Span& at) {
  if (!from) return;
  to = static_cast<U>(from->value);
  at = from->span;
}

std::string text(rules::Span span) { return fmt::format("{}-{},", span.begin, span.end); }

}  // namespace

bool planned_healthy(const rules::Policy& policy, Method method) {
  const rules::Integrations& planned = policy.integrations;
  if (method == Method::email) {
    return planned.email_mentioned && (!planned.email_healthy || planned.email_healthy->value);
  }
  if (method == Method::sms) {
    return planned.sms_mentioned && planned.sms_provider &&
           (!planned.sms_healthy || planned.sms_healthy->value);
  }
  return true;
}

void apply(const rules::SettingsPatch& patch, Settings& s) {
  take(patch.enforcement, s.enforcement, s.enforcement_at);
  if (patch.methods) {
    s.methods = {};
    for (const auto& method : patch.methods->value) {
      if (!s.methods.contains(method.value)) s.methods.push_back(method.value);
    }
    s.methods_at = patch.methods->span;
  }
  if (patch.default_method) s.default_method = patch.default_method->value;
  take(patch.allow_fallback, s.allow_fallback);
  take(patch.enrolled_users, s.enrolled_users);
  take(patch.authenticator, s.authenticator, s.authenticator_at);
  if (patch.grace) s.grace_at = *patch.grace;
  take(patch.grace_days, s.grace_days);
  take(patch.grace_skips, s.grace_skips);
  take(patch.after_grace, s.after_grace, s.after_grace_at);
  take(patch.proof, s.proof, s.proof_at);
  take(patch.recognized_device_waives, s.recognized_device_waives);
  take(patch.after_reset, s.after_reset);
  const rules::LimitsPatch& limits = patch.limits;
  take(limits.code_length, s.limits.code_length);
  take(limits.code_ttl, s.limits.code_ttl);
  take(limits.challenge_ttl, s.limits.challenge_ttl);
  take(limits.attempts, s.limits.attempts);
  take(limits.resends, s.limits.resends);
  take(limits.resend_cooldown, s.limits.resend_cooldown);
  take(limits.sends_per_hour, s.limits.sends_per_hour);
  take(limits.method_lock_after, s.limits.method_lock_after);
  take(limits.lockout, s.limits.lockout);
  take(limits.lockout_max, s.limits.lockout_max);
  take(limits.hard_lock_after, s.limits.hard_lock_after);
  take(patch.backup_codes.count, s.limits.backup_codes_count);
  take(patch.backup_codes.low, s.limits.backup_codes_low);
}

std::string Settings::diagram_key() const {
  std::string key;
  for (const Method method : methods) key += fmt::format("{}", static_cast<int>(method));
  key += fmt::format("/{},{},{},{},{},{},{},{},{},{},{},", static_cast<int>(enforcement),
                     default_method ? static_cast<int>(*default_method) : -1, allow_fallback,
                     static_cast<int>(enrolled_users), static_cast<int>(authenticator), grace_days,
                     grace_skips, static_cast<int>(after_grace), static_cast<int>(proof),
                     recognized_device_waives, static_cast<int>(after_reset));
  return key;
}

std::string Settings::key() const {
  const Limits& l = limits;
  return diagram_key() + text(enforcement_at) + text(methods_at) + text(grace_at) +
         text(authenticator_at) + text(after_grace_at) + text(proof_at) +
         fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{}", l.code_length, l.code_ttl,
                     l.challenge_ttl, l.attempts, l.resends, l.resend_cooldown, l.sends_per_hour,
                     l.method_lock_after, l.lockout, l.lockout_max, l.hard_lock_after,
                     l.backup_codes_count, l.backup_codes_low);
}

}  // namespace gatecast::engine
