#include "engine/graph/settings.h"

#include <algorithm>

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

bool sets(const rules::SettingsPatch& patch, Piece piece) {
  switch (piece) {
    case Piece::enforcement:
      return patch.enforcement.has_value();
    case Piece::methods:
      return patch.methods.has_value();
    case Piece::default_method:
      return patch.default_method.has_value();
    case Piece::allow_fallback:
      return patch.allow_fallback.has_value();
    case Piece::enrolled_users:
      return patch.enrolled_users.has_value();
    case Piece::authenticator:
      return patch.authenticator.has_value();
    case Piece::grace_days:
      return patch.grace_days.has_value();
    case Piece::grace_skips:
      return patch.grace_skips.has_value();
    case Piece::after_grace:
      return patch.after_grace.has_value();
    case Piece::proof:
      return patch.proof.has_value();
    case Piece::recognized_device_waives:
      return patch.recognized_device_waives.has_value();
    case Piece::after_reset:
      return patch.after_reset.has_value();
    case Piece::grace_place:
      return patch.grace.has_value();
    case Piece::limits:
      break;
  }
  Settings changed;
  apply(patch, changed);
  const bool limits_alone = changed.limits == Settings{}.limits;
  // A patch may say what is the default, too.
  const auto& l = patch.limits;
  return !limits_alone || l.code_length || l.code_ttl || l.challenge_ttl || l.attempts ||
         l.resends || l.resend_cooldown || l.sends_per_hour || l.method_lock_after || l.lockout ||
         l.lockout_max || l.hard_lock_after || patch.backup_codes.count || patch.backup_codes.low;
}

void copy(const Settings& from, Piece piece, Settings& to) {
  switch (piece) {
    case Piece::enforcement:
      to.enforcement = from.enforcement;
      to.enforcement_at = from.enforcement_at;
      break;
    case Piece::methods:
      to.methods = from.methods;
      to.methods_at = from.methods_at;
      break;
    case Piece::default_method:
      to.default_method = from.default_method;
      break;
    case Piece::allow_fallback:
      to.allow_fallback = from.allow_fallback;
      break;
    case Piece::enrolled_users:
      to.enrolled_users = from.enrolled_users;
      break;
    case Piece::authenticator:
      to.authenticator = from.authenticator;
      to.authenticator_at = from.authenticator_at;
      break;
    case Piece::grace_days:
      to.grace_days = from.grace_days;
      break;
    case Piece::grace_skips:
      to.grace_skips = from.grace_skips;
      break;
    case Piece::after_grace:
      to.after_grace = from.after_grace;
      to.after_grace_at = from.after_grace_at;
      break;
    case Piece::proof:
      to.proof = from.proof;
      to.proof_at = from.proof_at;
      break;
    case Piece::recognized_device_waives:
      to.recognized_device_waives = from.recognized_device_waives;
      break;
    case Piece::after_reset:
      to.after_reset = from.after_reset;
      break;
    case Piece::grace_place:
      to.grace_at = from.grace_at;
      break;
    case Piece::limits:
      to.limits = from.limits;
      break;
  }
}

bool equal(const Settings& a, const Settings& b, Piece piece) {
  switch (piece) {
    case Piece::enforcement:
      return a.enforcement == b.enforcement;
    case Piece::methods:
      return a.methods == b.methods;
    case Piece::default_method:
      return a.default_method == b.default_method;
    case Piece::allow_fallback:
      return a.allow_fallback == b.allow_fallback;
    case Piece::enrolled_users:
      return a.enrolled_users == b.enrolled_users;
    case Piece::authenticator:
      return a.authenticator == b.authenticator;
    case Piece::grace_days:
      return a.grace_days == b.grace_days;
    case Piece::grace_skips:
      return a.grace_skips == b.grace_skips;
    case Piece::after_grace:
      return a.after_grace == b.after_grace;
    case Piece::proof:
      return a.proof == b.proof;
    case Piece::recognized_device_waives:
      return a.recognized_device_waives == b.recognized_device_waives;
    case Piece::after_reset:
      return a.after_reset == b.after_reset;
    case Piece::grace_place:
      return true;
    case Piece::limits:
      break;
  }
  return a.limits == b.limits;
}

rules::Span place(const Settings& s, Piece piece) {
  switch (piece) {
    case Piece::enforcement:
      return s.enforcement_at;
    case Piece::methods:
      return s.methods_at;
    case Piece::authenticator:
      return s.authenticator_at;
    case Piece::after_grace:
      return s.after_grace_at;
    case Piece::proof:
      return s.proof_at;
    case Piece::grace_place:
      return s.grace_at;
    default:
      return {};
  }
}

Choices choices_of(const Settings& base, const rules::Policy& policy) {
  Choices choices;
  for (std::size_t i = 0; i < piece_count; ++i) {
    const auto piece = static_cast<Piece>(i);
    auto& values = choices[i];
    values.push_back(base);
    if (piece == Piece::limits) continue;  // they merge key by key, and decide nothing
    for (const rules::Rule& rule : policy.rules) {
      if (!rule.set || !sets(*rule.set, piece)) continue;
      Settings changed = base;
      apply(*rule.set, changed);
      const bool is_known = std::any_of(values.begin(), values.end(), [&](const Settings& value) {
        return equal(value, changed, piece);
      });
      if (!is_known) values.push_back(changed);
    }
  }
  return choices;
}

}  // namespace gatecast::engine
