#include "tests/oracle/random_facts.h"

#include <fmt/format.h>

#include <algorithm>

namespace gatecast::oracle {

using engine::Fact;
using engine::Facts;
using engine::Lock;
using rules::Instant;

namespace {

class Maker {
 public:
  Maker(const rules::Policy& policy, Dice& dice) : policy_(policy), dice_(dice) {}

  Facts make() {
    Facts facts;
    facts.now = now();
    account(facts.user, facts.now);
    times(facts.user, facts.now);
    sign_in(facts.sign_in);
    for (const rules::Attribute& a : policy_.attributes) {
      auto& list =
          a.on == rules::Attribute::On::user ? facts.user.attributes : facts.sign_in.attributes;
      list.push_back({a.name.value, attribute(a)});
    }
    facts.environment.email_healthy = dice_.chance(90);
    facts.environment.sms_healthy = dice_.chance(90);
    return facts;
  }

 private:
  // 0 mostly, else a second either side.
  Instant nudge() { return dice_.below(3) - 1; }
  int some_days() { return dice_.of<int>({0, 1, 3, 7, 14, 30, 31, 37}); }

  rules::Date some_date() {
    std::vector<rules::Date> dates = {*rules::parse_date("2027-03-14"),
                                      *rules::parse_date("2027-06-15")};
    for (const rules::Exclusion& e : policy_.exclusions) dates.push_back(e.expires.value);
    for (const rules::Rule& r : policy_.rules) {
      if (r.then && r.then->expires) dates.push_back(*r.then->expires);
    }
    if (policy_.rollout) {
      for (const rules::Stage& s : policy_.rollout->stages) {
        const int steps = s.ramp ? static_cast<int>(s.ramp->percent_hundredths.size()) : 1;
        for (int i = 0; i < steps; ++i) {
          dates.push_back({s.start.value.days + i * (s.ramp ? s.ramp->every_days : 0)});
        }
      }
    }
    return dice_.of(dates);
  }

  Instant now() {
    rules::Date date = some_date();
    if (dice_.chance(60)) date.days += some_days();
    if (dice_.chance(40)) date.days += dice_.below(7);
    rules::LocalSeconds local = rules::LocalSeconds{date.days} * rules::day_seconds;
    if (dice_.chance(40)) {
      local += 60 * dice_.of<int>({0, 90, 6 * 60, 9 * 60, 17 * 60, 22 * 60, 13 * 60 + 25});
    }
    return policy_.zone.to_instant(local) + nudge();
  }

  Fact<bool> flag(int percent) {
    if (dice_.chance(5)) return Fact<bool>::none();
    return dice_.chance(percent);
  }

  Fact<Lock> lock(int percent, Instant now) {
    if (!dice_.chance(percent)) return Fact<Lock>::none();
    Lock made;
    if (dice_.chance(80)) made.until = now + nudge();
    made.hard = dice_.chance(30);
    return made;
  }

  int types_of(const std::vector<std::string>& roles) const {
    bool seen[3] = {};
    for (const rules::Role& role : policy_.roles) {
      const bool has = std::find(roles.begin(), roles.end(), role.name.value) != roles.end();
      if (has && role.type) seen[static_cast<std::size_t>(*role.type)] = true;
    }
    return int{seen[0]} + int{seen[1]} + int{seen[2]};
  }

  void account(engine::Account& user, Instant now) {
    user.id = dice_.chance(30)
                  ? dice_.of<std::string>({"u-1", "u-2", "u-3", "break-glass-1", "BREAK-GLASS-1"})
                  : fmt::format("u-{}", dice_.below(1'000'000));
    user.type = static_cast<rules::AccountType>(dice_.below(3));
    if (dice_.chance(20)) user.type = Fact<rules::AccountType>::none();
    std::vector<std::string> declared;
    for (const rules::Role& role : policy_.roles) declared.push_back(role.name.value);
    user.roles = dice_.some(declared, 0, dice_.chance(80) ? 1 : 3);
    // Roles that disagree would leave the type unknown.
    if (user.type.is_none() && types_of(user.roles.value()) > 1) {
      user.type = rules::AccountType::partner;
    }
    user.groups = dice_.some<std::string>({"pilot", "staff", "other"}, 0, 2);
    user.active = dice_.chance(97);
    user.authenticator = static_cast<rules::AuthenticatorState>(dice_.below(3));
    user.passkey = flag(20);
    user.email = flag(70);
    user.phone = flag(50);
    user.backup_codes = dice_.of<int>({0, 0, 1, 2, 8});
    user.account_locked = lock(4, now);
    for (auto& one : user.locks) one = lock(15, now);
  }

  void times(engine::Account& user, Instant now) {
    user.created = dice_.chance(60)
                       ? Fact<Instant>(*rules::parse_instant("2025-05-01T08:30:00Z"))
                       : Fact<Instant>(policy_.zone.add_days(now, -some_days()) + nudge());
    if (dice_.chance(5)) user.created = Fact<Instant>::none();
    user.grace_started = Fact<Instant>::none();
    if (dice_.chance(30)) {
      user.grace_started = policy_.zone.add_days(now, -some_days()) + nudge();
    }
    user.skips = dice_.of<int>({0, 0, 1, 2, 3, 7});
    user.reset_at = Fact<Instant>::none();
    if (dice_.chance(12)) user.reset_at = now - 3600;
  }

  void sign_in(engine::SignIn& s) {
    s.channel =
        dice_.chance(75)
            ? std::string("password")
            : dice_.of<std::string>({"saml", "social", "custom_login", "login_as", "api", "kiosk"});
    s.application = text({"portal", "billing", "wiki"});
    s.country = text({"US", "NO", "DE", "IN"});
    s.ip = text({"198.51.100.7", "::ffff:198.51.100.128", "203.0.113.31", "203.0.113.32",
                 "2001:db8::1", "2001:db9::1"});
    s.risk = static_cast<rules::Risk>(dice_.below(3));
    s.device_cookie = flag(25);
    s.known_ip = flag(25);
    s.skipped = dice_.chance(25);
  }

  Fact<std::string> text(const Words& words) {
    if (dice_.chance(10)) return Fact<std::string>::none();
    return dice_.of(words);
  }

  Fact<std::variant<bool, std::int64_t, std::string>> attribute(const rules::Attribute& a) {
    using Value = std::variant<bool, std::int64_t, std::string>;
    switch (a.kind) {
      case rules::Attribute::Kind::boolean:
        return Value(dice_.chance(50));
      case rules::Attribute::Kind::integer:
        return Value(a.low + dice_.below(static_cast<int>(a.high - a.low) + 1));
      case rules::Attribute::Kind::values:
        return Value(dice_.of(a.values).value);
    }
    return {};
  }

  const rules::Policy& policy_;
  Dice& dice_;
};

template <class T, class Show>
std::string show(const char* name, const Fact<T>& fact, Show as_text) {
  if (fact.is_unknown()) return fmt::format("{}=? ", name);
  if (fact.is_none()) return fmt::format("{}=null ", name);
  return fmt::format("{}={} ", name, as_text(fact.value()));
}

std::string plain(const std::string& text) { return text; }
std::string plain(bool value) { return value ? "true" : "false"; }
std::string plain(int value) { return std::to_string(value); }
std::string time(Instant at) { return rules::format_instant(at); }
std::string lock_text(const Lock& l) {
  if (!l.until) return "no end";
  return fmt::format("until {}", time(*l.until));
}

std::string attributes_text(const std::vector<engine::AttributeValue>& list) {
  std::string text;
  for (const auto& a : list) {
    text += show(a.name.c_str(), a.value, [](const auto& v) {
      if (const bool* b = std::get_if<bool>(&v)) return plain(*b);
      if (const auto* n = std::get_if<std::int64_t>(&v)) return std::to_string(*n);
      return std::get<std::string>(v);
    });
  }
  return text;
}

}  // namespace

Facts random_facts(const rules::Policy& policy, Dice& dice) { return Maker(policy, dice).make(); }

std::string to_text(const Facts& f) {
  const auto as_plain = [](const auto& v) { return plain(v); };
  const auto named = [](auto v) { return std::string(rules::name(v)); };
  const auto words = [](const Words& w) { return fmt::format("[{}]", fmt::join(w, ", ")); };
  const engine::Account& u = f.user;
  const engine::SignIn& s = f.sign_in;
  Words parts = {
      show("id", u.id, as_plain),
      show("type", u.type, named),
      show("roles", u.roles, words),
      show("groups", u.groups, words),
      show("active", u.active, as_plain),
      show("created", u.created, time),
      show("authenticator", u.authenticator, named),
      show("passkey", u.passkey, as_plain),
      show("email", u.email, as_plain),
      show("phone", u.phone, as_plain),
      show("backup_codes", u.backup_codes, as_plain),
      show("grace_started", u.grace_started, time),
      show("skips", u.skips, as_plain),
      show("reset_at", u.reset_at, time),
      show("account_locked", u.account_locked, lock_text),
      attributes_text(u.attributes),
      show("channel", s.channel, as_plain),
      show("application", s.application, as_plain),
      show("device_cookie", s.device_cookie, as_plain),
      show("known_ip", s.known_ip, as_plain),
      show("ip", s.ip, as_plain),
      show("country", s.country, as_plain),
      show("risk", s.risk, named),
      show("skipped", s.skipped, as_plain),
      attributes_text(s.attributes),
      show("email_healthy", f.environment.email_healthy, as_plain),
      show("sms_healthy", f.environment.sms_healthy, as_plain),
  };
  for (std::size_t i = 0; i < rules::method_count; ++i) {
    const std::string name = fmt::format("lock.{}", rules::name(static_cast<rules::Method>(i)));
    parts.push_back(show(name.c_str(), u.locks[i], lock_text));
  }
  return fmt::format("now={} {}\n", time(f.now), fmt::join(parts, ""));
}

void begin_grace(engine::Facts& facts) {
  facts.user.active = true;
  facts.user.account_locked = engine::Fact<engine::Lock>::none();
  facts.user.authenticator = rules::AuthenticatorState::not_started;
  facts.user.passkey = false;
  facts.user.reset_at = engine::Fact<rules::Instant>::none();
  facts.user.grace_started = engine::Fact<rules::Instant>::none();
  facts.sign_in.channel = std::string("password");
}

}  // namespace gatecast::oracle
