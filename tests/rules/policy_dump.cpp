#include "tests/rules/policy_dump.h"

#include <fmt/format.h>

#include <algorithm>

namespace gatecast::rules {
namespace {

std::string show(bool value) { return value ? "true" : "false"; }
std::string show(int value) { return std::to_string(value); }
std::string show(Seconds value) { return std::to_string(value) + " s"; }
std::string show(Date value) { return format_date(value); }
std::string show(const std::string& value) { return "'" + value + "'"; }
template <class Enum>
requires std::is_enum_v<Enum> std::string show(Enum value) { return std::string(name(value)); }
template <class T>
std::string show(const std::vector<Located<T>>& list) {
  std::string text = "[";
  for (const Located<T>& item : list) text += show(item.value) + ",";
  return text + "]";
}

std::string dump(const Condition& condition) {
  std::vector<std::string> children;
  for (const Condition& child : condition.children) children.push_back(dump(child));
  if (condition.kind == Condition::Kind::all) std::sort(children.begin(), children.end());
  std::string text = fmt::format("{}:{:x}:{}", static_cast<int>(condition.kind),
                                 condition.values_mask, condition.attribute);
  text += show(condition.names);
  for (const OverdueBound& bound : condition.bounds) {
    text += fmt::format(" {}{}", bound.over ? '>' : '<', bound.days);
  }
  for (const HourRange& range : condition.hours) {
    text += fmt::format(" {}-{}", range.from_minute, range.to_minute);
  }
  for (const std::int64_t integer : condition.integers) text += fmt::format(" {}", integer);
  return text + fmt::format("({})", fmt::join(children, " & "));
}

class Dump {
 public:
  std::string text;

  template <class T>
  void field(const char* key, const T& value) {
    text += fmt::format("{}{} = {}\n", path_, key, show(value));
  }
  template <class T>
  void field(const char* key, const std::optional<T>& value) {
    if (value) field(key, *value);
  }
  template <class T>
  void field(const char* key, const Located<T>& value) {
    field(key, value.value);
  }
  void condition(const char* key, const std::optional<Condition>& value) {
    if (value) field(key, dump(*value));
  }
  void condition(const char* key, const Condition& value) { field(key, dump(value)); }
  template <class Body>
  void under(const std::string& name, Body body) {
    const std::string outer = path_;
    path_ += name + ".";
    body();
    path_ = outer;
  }
  template <class List, class Body>
  void each(const char* name, const List& list, Body body) {
    for (std::size_t i = 0; i < list.size(); ++i) {
      under(fmt::format("{}[{}]", name, i), [&] { body(list[i]); });
    }
  }

 private:
  std::string path_;
};

void settings(Dump& d, const SettingsPatch& s) {
  d.field("enforcement", s.enforcement);
  d.field("methods", s.methods);
  d.field("default_method", s.default_method);
  d.field("allow_fallback", s.allow_fallback);
  d.field("enrolled_users", s.enrolled_users);
  d.field("authenticator", s.authenticator);
  d.field("grace", s.grace.has_value());
  d.field("grace_days", s.grace_days);
  d.field("grace_skips", s.grace_skips);
  d.field("after_grace", s.after_grace);
  d.field("proof", s.proof);
  d.field("recognized_device_waives", s.recognized_device_waives);
  d.field("after_reset", s.after_reset);
  const LimitsPatch& l = s.limits;
  d.field("code_length", l.code_length);
  d.field("code_ttl", l.code_ttl);
  d.field("challenge_ttl", l.challenge_ttl);
  d.field("attempts", l.attempts);
  d.field("resends", l.resends);
  d.field("resend_cooldown", l.resend_cooldown);
  d.field("sends_per_hour", l.sends_per_hour);
  d.field("method_lock_after", l.method_lock_after);
  d.field("lockout", l.lockout);
  d.field("lockout_max", l.lockout_max);
  d.field("hard_lock_after", l.hard_lock_after);
  d.field("backup_codes.count", s.backup_codes.count);
  d.field("backup_codes.length", s.backup_codes.length);
  d.field("backup_codes.low", s.backup_codes.low);
}

void two_factor(Dump& d, const TwoFactor& t) {
  d.field("enabled", t.enabled);
  settings(d, t.settings);
  d.field("recognition.by", t.recognition.by);
  d.field("recognition.cookie_days", t.recognition.cookie_days);
  d.field("recognition.ip_days", t.recognition.ip_days);
  d.field("recognition.seed_history", t.recognition.seed_history);
  d.field("totp.digits", t.totp.digits);
  d.field("totp.period", t.totp.period);
  d.field("totp.skew", t.totp.skew);
  d.field("totp.algorithm", t.totp.algorithm);
  d.field("exempt_channels", t.exempt_channels);
}

void declarations(Dump& d, const Policy& p) {
  const Integrations& i = p.integrations;
  d.field("email_mentioned", i.email_mentioned);
  d.field("email_healthy", i.email_healthy);
  d.field("sms_mentioned", i.sms_mentioned);
  d.field("sms_provider", i.sms_provider);
  d.field("sms_healthy", i.sms_healthy);
  d.each("role", p.roles, [&](const Role& role) {
    d.field("name", role.name);
    d.field("type", role.type);
    d.field("admin", role.admin);
  });
  d.field("channels", p.channels);
  d.each("network", p.networks, [&](const Network& network) {
    d.field("name", network.name);
    for (const Located<AddressBlock>& block : network.blocks) {
      d.field("block",
              fmt::format("{:02x}/{}", fmt::join(block.value.bytes, ""), block.value.prefix_bits));
    }
  });
  d.each("attribute", p.attributes, [&](const Attribute& attribute) {
    d.field("name", attribute.name);
    d.field("on", static_cast<int>(attribute.on));
    d.field("kind", static_cast<int>(attribute.kind));
    d.field("low", std::to_string(attribute.low));
    d.field("high", std::to_string(attribute.high));
    d.field("values", attribute.values);
  });
  d.each("app", p.support.apps, [&](const Support::App& app) {
    d.field("name", app.name);
    d.field("link", app.link);
  });
  for (const auto& contact : p.support.contact) d.field("contact", contact.value_or("none"));
}

void rules_and_holes(Dump& d, const Policy& p) {
  d.each("rule", p.rules, [&](const Rule& rule) {
    d.field("name", rule.name);
    d.condition("when", rule.when);
    if (rule.set) d.under("set", [&] { settings(d, *rule.set); });
    if (rule.then) {
      d.field("outcome", rule.then->outcome);
      d.field("reason", rule.then->reason);
      d.field("owner", rule.then->owner);
      d.field("approved_by", rule.then->approved_by);
      d.field("expires", rule.then->expires);
    }
  });
  d.each("exclusion", p.exclusions, [&](const Exclusion& exclusion) {
    d.field("role", exclusion.role);
    d.condition("who", exclusion.who);
    d.field("reason", exclusion.reason);
    d.field("owner", exclusion.owner);
    d.field("approved_by", exclusion.approved_by);
    d.field("expires", exclusion.expires);
  });
  if (const auto& emergency = p.emergency_access) {
    d.field("accounts", emergency->accounts);
    d.field("emergency.owner", emergency->owner);
    d.field("emergency.approved_by", emergency->approved_by);
    d.field("review_by", emergency->review_by);
  }
}

void rollout(Dump& d, const Rollout& r) {
  d.field("announce_days_before", r.announce_days_before);
  d.each("stage", r.stages, [&](const Stage& stage) {
    d.field("name", stage.name);
    d.condition("who", stage.who);
    d.field("start", stage.start);
    if (stage.ramp) {
      d.field("percent", fmt::format("{}", fmt::join(stage.ramp->percent_hundredths, " ")));
      d.field("every_days", stage.ramp->every_days);
    }
  });
  d.each("gate", r.gates, [&](const Gate& gate) {
    d.field("metric", gate.metric);
    d.field("group", gate.group);
    d.field("band", gate.band);
    d.field("percentile", gate.band_percentile);
    d.field("bound", static_cast<int>(gate.bound));
    d.field("limit", fmt::format("{} {}", gate.limit, gate.limit_is_percent));
    d.field("by", gate.by);
  });
}

void assertion(Dump& d, const Assertion& a) {
  const auto time = [&](const char* key, const std::optional<AssertionTime>& t) {
    if (!t) return;
    d.field(key, fmt::format("{} {} {}", t->rollout_complete, format_date(t->date), t->plus_days));
  };
  d.field("name", a.name);
  d.field("quantifier", static_cast<int>(a.quantifier));
  d.field("claim", static_cast<int>(a.claim));
  d.field("reason", a.reason);
  d.field("method", a.method);
  d.condition("when", a.when);
  d.field("except", a.except);
  time("from", a.from);
  time("until", a.until);
}

}  // namespace

std::string dump(const Policy& p) {
  Dump d;
  d.field("policy", p.name);
  d.field("revision", p.revision);
  d.field("time_zone", p.zone.name());
  two_factor(d, p.two_factor);
  declarations(d, p);
  rules_and_holes(d, p);
  if (p.rollout) d.under("rollout", [&] { rollout(d, *p.rollout); });
  d.each("assertion", p.assertions, [&](const Assertion& each) { assertion(d, each); });
  return d.text;
}

}  // namespace gatecast::rules
