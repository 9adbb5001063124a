#include "engine/lint/places.h"

#include <fmt/format.h>

namespace gatecast::engine {
namespace {

std::string text(bool value) { return value ? "true" : "false"; }
std::string text(std::int64_t value) { return fmt::format("{}", value); }
std::string text(int value) { return fmt::format("{}", value); }
std::string text(const std::vector<rules::Located<rules::Method>>& methods) {
  std::string out;
  for (const auto& method : methods) {
    out += fmt::format("{}{}", out.empty() ? "" : ",", rules::name(method.value));
  }
  return out;
}
template <class Enum>
requires std::is_enum_v<Enum> std::string text(Enum value) {
  return std::string(rules::name(value));
}

class Collector {
 public:
  explicit Collector(int rule) : rule_(rule) {}

  template <class T>
  void add(const rules::Setting<T>& setting) {
    if (setting)
      places.push_back({static_cast<Field>(next_), rule_, setting->span, text(setting->value)});
    ++next_;
  }

  std::vector<Place> places;

 private:
  int rule_;
  int next_ = 0;
};

}  // namespace

std::vector<Place> places_of(const rules::SettingsPatch& patch, int rule) {
  Collector all(rule);
  all.add(patch.enforcement);
  all.add(patch.methods);
  all.add(patch.default_method);
  all.add(patch.allow_fallback);
  all.add(patch.enrolled_users);
  all.add(patch.authenticator);
  all.add(patch.grace_days);
  all.add(patch.grace_skips);
  all.add(patch.after_grace);
  all.add(patch.proof);
  all.add(patch.recognized_device_waives);
  all.add(patch.after_reset);
  all.add(patch.limits.code_length);
  all.add(patch.limits.code_ttl);
  all.add(patch.limits.challenge_ttl);
  all.add(patch.limits.attempts);
  all.add(patch.limits.resends);
  all.add(patch.limits.resend_cooldown);
  all.add(patch.limits.sends_per_hour);
  all.add(patch.limits.method_lock_after);
  all.add(patch.limits.lockout);
  all.add(patch.limits.lockout_max);
  all.add(patch.limits.hard_lock_after);
  all.add(patch.backup_codes.count);
  all.add(patch.backup_codes.length);
  all.add(patch.backup_codes.low);
  return std::move(all.places);
}

}  // namespace gatecast::engine
