#include "rules/settings_parser.h"

#include <fmt/format.h>

#include "rules/fields.h"

namespace gatecast::rules {
namespace {

constexpr std::int64_t count_max = 1'000'000;
constexpr std::int64_t days_max = 36'500;

void read_count(Fields& fields, std::string_view key, std::int64_t low, std::int64_t high,
                Setting<int>& target) {
  read_setting(fields, key, target, [&](const YamlNode& node) {
    return read_integer(node, low, high, fields.diagnostics());
  });
}

void read_truth(Fields& fields, std::string_view key, Setting<bool>& target) {
  read_setting(fields, key, target,
               [&](const YamlNode& node) { return read_boolean(node, fields.diagnostics()); });
}

void read_length(Fields& fields, std::string_view key, Seconds low, Setting<Seconds>& target) {
  read_setting(fields, key, target, [&](const YamlNode& node) {
    return read_duration(node, low, fields.diagnostics());
  });
}

template <class T>
void read_choice(Fields& fields, std::string_view key, int count, Setting<T>& target,
                 std::string_view code = "unknown-word") {
  read_setting(fields, key, target, [&](const YamlNode& node) {
    return read_word<T>(node, count, code, fields.diagnostics());
  });
}

std::optional<std::vector<Located<Method>>> read_methods(const YamlNode& node,
                                                         Diagnostics& diagnostics) {
  if (!expect_list(node, diagnostics)) return std::nullopt;
  if (node.items.empty()) {
    diagnostics.error("no-methods", node.span, "`methods` must name at least one method");
    return std::nullopt;
  }
  std::vector<Located<Method>> methods;
  unsigned seen = 0;
  for (const YamlNode& item : node.items) {
    const auto method =
        read_word<Method>(item, static_cast<int>(method_count), "unknown-method", diagnostics);
    if (!method) continue;
    const unsigned bit = 1U << static_cast<unsigned>(*method);
    if ((seen & bit) != 0) report_duplicate_item(item.span, item.text, diagnostics);
    seen |= bit;
    methods.push_back({*method, item.span});
  }
  return methods;
}

void parse_enrollment(const YamlNode& node, SettingsPatch& patch, Diagnostics& diagnostics) {
  Fields fields(node, "`enrollment`", diagnostics);
  read_choice(fields, "authenticator", 2, patch.authenticator);
  if (const YamlNode::Entry* grace = fields.find("grace")) {
    Fields inner(grace->value, "`grace`", diagnostics);
    patch.grace = grace->span;
    read_count(inner, "days", 0, days_max, patch.grace_days);
    read_count(inner, "skips", 0, count_max, patch.grace_skips);
    inner.refuse_unknown();
  }
  read_choice(fields, "after_grace", 2, patch.after_grace);
  read_choice(fields, "proof", 2, patch.proof);
  read_truth(fields, "recognized_device_waives", patch.recognized_device_waives);
  read_choice(fields, "after_reset", 2, patch.after_reset);
  fields.refuse_unknown();
}

void parse_limits(const YamlNode& node, LimitsPatch& limits, Diagnostics& diagnostics) {
  Fields fields(node, "`limits`", diagnostics);
  read_count(fields, "code_length", 4, 12, limits.code_length);
  read_length(fields, "code_ttl", 1, limits.code_ttl);
  read_length(fields, "challenge_ttl", 1, limits.challenge_ttl);
  read_count(fields, "attempts", 1, count_max, limits.attempts);
  read_count(fields, "resends", 0, count_max, limits.resends);
  read_length(fields, "resend_cooldown", 0, limits.resend_cooldown);
  read_count(fields, "sends_per_hour", 1, count_max, limits.sends_per_hour);
  read_count(fields, "method_lock_after", 1, count_max, limits.method_lock_after);
  read_length(fields, "lockout", 1, limits.lockout);
  read_length(fields, "lockout_max", 1, limits.lockout_max);
  read_count(fields, "hard_lock_after", 1, count_max, limits.hard_lock_after);
  fields.refuse_unknown();
}

void parse_backup_codes(const YamlNode& node, BackupCodesPatch& codes, Diagnostics& diagnostics) {
  Fields fields(node, "`backup_codes`", diagnostics);
  read_count(fields, "count", 1, 1000, codes.count);
  read_count(fields, "length", 6, 64, codes.length);
  read_count(fields, "low", 0, 1000, codes.low);
  fields.refuse_unknown();
}

// What `two_factor` and `set:` have in common.
void parse_settings(Fields& fields, SettingsPatch& patch) {
  Diagnostics& diagnostics = fields.diagnostics();
  read_choice(fields, "enforcement", 2, patch.enforcement);
  read_setting(fields, "methods", patch.methods,
               [&](const YamlNode& node) { return read_methods(node, diagnostics); });
  read_choice(fields, "default_method", static_cast<int>(method_count), patch.default_method,
              "unknown-method");
  read_truth(fields, "allow_fallback", patch.allow_fallback);
  read_choice(fields, "enrolled_users", 2, patch.enrolled_users);
  if (const auto* entry = fields.find("enrollment")) {
    parse_enrollment(entry->value, patch, diagnostics);
  }
  if (const auto* entry = fields.find("limits")) {
    parse_limits(entry->value, patch.limits, diagnostics);
  }
  if (const auto* entry = fields.find("backup_codes")) {
    parse_backup_codes(entry->value, patch.backup_codes, diagnostics);
  }
}

void parse_recognition(const YamlNode& node, RecognitionSettings& recognition,
                       Diagnostics& diagnostics) {
  Fields fields(node, "`recognition`", diagnostics);
  read_choice(fields, "by", 3, recognition.by);
  read_count(fields, "cookie_days", 0, days_max, recognition.cookie_days);
  read_count(fields, "ip_days", 0, days_max, recognition.ip_days);
  read_truth(fields, "seed_history", recognition.seed_history);
  fields.refuse_unknown();
}

void parse_totp(const YamlNode& node, TotpSettings& totp, Diagnostics& diagnostics) {
  Fields fields(node, "`totp`", diagnostics);
  read_count(fields, "digits", 6, 8, totp.digits);
  read_length(fields, "period", 1, totp.period);
  read_count(fields, "skew", 0, 10, totp.skew);
  read_choice(fields, "algorithm", 3, totp.algorithm);
  fields.refuse_unknown();
}

}  // namespace

TwoFactor parse_two_factor(const YamlNode::Entry& entry, Diagnostics& diagnostics) {
  TwoFactor two_factor;
  two_factor.span = entry.span;
  Fields fields(entry.value, "`two_factor`", diagnostics);
  read_truth(fields, "enabled", two_factor.enabled);
  parse_settings(fields, two_factor.settings);
  if (const auto* recognition = fields.find("recognition")) {
    parse_recognition(recognition->value, two_factor.recognition, diagnostics);
  }
  if (const auto* totp = fields.find("totp")) {
    parse_totp(totp->value, two_factor.totp, diagnostics);
  }
  if (const auto* channels = fields.find("exempt_channels")) {
    two_factor.exempt_channels = {read_texts(channels->value, diagnostics), channels->span};
  }
  fields.refuse_unknown();
  return two_factor;
}

SettingsPatch parse_rule_settings(const YamlNode& node, Diagnostics& diagnostics) {
  SettingsPatch patch;
  Fields fields(node, "`set`", diagnostics);
  parse_settings(fields, patch);
  for (const std::string_view key : {"enabled", "exempt_channels", "recognition", "totp"}) {
    fields.refuse(key, "not-in-rule",
                  fmt::format("a rule may not set `{}`, only `two_factor` does", key));
  }
  fields.refuse_unknown();
  if (fields.is_mapping() && node.entries.empty()) {
    diagnostics.error("empty-set", node.span, "`set` must say something");
  }
  return patch;
}

}  // namespace gatecast::rules
