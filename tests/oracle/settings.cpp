#include "tests/oracle/settings.h"

#include <algorithm>

namespace gatecast::oracle {

namespace {

template <class T>
void take(const rules::Setting<T>& from, T& to) {
  if (from) to = from->value;
}

template <class T>
void take(const rules::Setting<T>& from, T& to, std::optional<rules::Span>& where) {
  if (!from) return;
  to = from->value;
  where = from->span;
}

}  // namespace

bool Settings::has(rules::Method method) const {
  return std::find(methods.begin(), methods.end(), method) != methods.end();
}

void apply(const rules::SettingsPatch& patch, Settings& s) {
  take(patch.enforcement, s.enforcement, s.enforcement_at);
  if (patch.methods) {
    s.methods.clear();
    for (const auto& m : patch.methods->value) s.methods.push_back(m.value);
    s.methods_at = patch.methods->span;
  }
  if (patch.default_method) s.default_method = patch.default_method->value;
  take(patch.allow_fallback, s.allow_fallback);
  take(patch.enrolled_users, s.enrolled_users);
  take(patch.authenticator, s.authenticator, s.authenticator_at);
  if (patch.grace) s.grace_at = patch.grace;
  if (patch.grace_days) s.grace_days = patch.grace_days->value;
  if (patch.grace_skips) s.grace_skips = patch.grace_skips->value;
  take(patch.after_grace, s.after_grace, s.after_grace_at);
  take(patch.proof, s.proof, s.proof_at);
  take(patch.recognized_device_waives, s.recognized_device_waives);
  take(patch.after_reset, s.after_reset);
  take(patch.limits.code_length, s.limits.code_length);
  take(patch.limits.code_ttl, s.limits.code_ttl);
  take(patch.limits.challenge_ttl, s.limits.challenge_ttl);
  take(patch.limits.attempts, s.limits.attempts);
  take(patch.limits.resends, s.limits.resends);
  take(patch.limits.resend_cooldown, s.limits.resend_cooldown);
  take(patch.limits.sends_per_hour, s.limits.sends_per_hour);
  take(patch.limits.method_lock_after, s.limits.method_lock_after);
  take(patch.limits.lockout, s.limits.lockout);
  take(patch.limits.lockout_max, s.limits.lockout_max);
  take(patch.limits.hard_lock_after, s.limits.hard_lock_after);
  take(patch.backup_codes.count, s.limits.backup_codes_count);
  take(patch.backup_codes.low, s.limits.backup_codes_low);
}

}  // namespace gatecast::oracle
