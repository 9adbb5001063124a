#include "rules/written_parts.h"

namespace gatecast::rules {
namespace {

WrittenNode written_enrollment(const SettingsPatch& s) {
  WrittenMap map;
  map.set("authenticator", s.authenticator);
  if (s.grace) {
    WrittenMap grace;
    grace.set("days", s.grace_days);
    grace.set("skips", s.grace_skips);
    map.put("grace", grace.take());
  }
  map.set("after_grace", s.after_grace);
  map.set("proof", s.proof);
  map.set("recognized_device_waives", s.recognized_device_waives);
  map.set("after_reset", s.after_reset);
  return map.take();
}

WrittenNode written_limits(const LimitsPatch& l) {
  WrittenMap map;
  map.set("code_length", l.code_length);
  map.set("code_ttl", l.code_ttl);
  map.set("challenge_ttl", l.challenge_ttl);
  map.set("attempts", l.attempts);
  map.set("resends", l.resends);
  map.set("resend_cooldown", l.resend_cooldown);
  map.set("sends_per_hour", l.sends_per_hour);
  map.set("method_lock_after", l.method_lock_after);
  map.set("lockout", l.lockout);
  map.set("lockout_max", l.lockout_max);
  map.set("hard_lock_after", l.hard_lock_after);
  return map.take();
}

WrittenNode written_recognition(const RecognitionSettings& r) {
  WrittenMap map;
  map.set("by", r.by);
  map.set("cookie_days", r.cookie_days);
  map.set("ip_days", r.ip_days);
  map.set("seed_history", r.seed_history);
  return map.take();
}

WrittenNode written_totp(const TotpSettings& t) {
  WrittenMap map;
  map.set("digits", t.digits);
  map.set("period", t.period);
  map.set("skew", t.skew);
  map.set("algorithm", t.algorithm);
  return map.take();
}

WrittenNode written_backup_codes(const BackupCodesPatch& b) {
  WrittenMap map;
  map.set("count", b.count);
  map.set("length", b.length);
  map.set("low", b.low);
  return map.take();
}

// `two_factor` says more than a rule may.
WrittenNode written_all(const SettingsPatch& s, const TwoFactor* two_factor) {
  WrittenMap map;
  if (two_factor != nullptr) map.set("enabled", two_factor->enabled);
  map.set("enforcement", s.enforcement);
  map.set("methods", s.methods);
  map.set("default_method", s.default_method);
  map.set("allow_fallback", s.allow_fallback);
  map.set("enrolled_users", s.enrolled_users);
  if (two_factor != nullptr) {
    map.put_filled("recognition", written_recognition(two_factor->recognition));
  }
  map.put_filled("enrollment", written_enrollment(s));
  map.put_filled("limits", written_limits(s.limits));
  if (two_factor != nullptr) map.put_filled("totp", written_totp(two_factor->totp));
  map.put_filled("backup_codes", written_backup_codes(s.backup_codes));
  if (two_factor != nullptr) map.set("exempt_channels", two_factor->exempt_channels);
  return map.take();
}

}  // namespace

WrittenNode written_settings(const SettingsPatch& settings) {
  return written_all(settings, nullptr);
}

WrittenNode written_two_factor(const TwoFactor& two_factor) {
  return written_all(two_factor.settings, &two_factor);
}

}  // namespace gatecast::rules
