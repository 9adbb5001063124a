#include "tests/analysis/near_facts.h"

#include <algorithm>
#include <functional>
#include <set>

namespace gatecast::oracle {

using engine::Fact;
using engine::Facts;
using rules::Instant;

namespace {

using Change = std::function<void(Facts&)>;
using Content = std::variant<bool, std::int64_t, std::string>;

void find_users(const rules::Condition& condition, std::set<std::string>& ids) {
  for (const rules::Condition& child : condition.children) find_users(child, ids);
  if (condition.kind != rules::Condition::Kind::user) return;
  for (const auto& name : condition.names) ids.insert(name.value);
}

std::set<std::string> named_users(const rules::Policy& policy) {
  std::set<std::string> ids;
  for (const auto& rule : policy.rules) find_users(rule.when, ids);
  for (const auto& exclusion : policy.exclusions) {
    if (exclusion.who) find_users(*exclusion.who, ids);
  }
  for (const auto& assertion : policy.assertions) {
    if (assertion.when) find_users(*assertion.when, ids);
  }
  if (policy.rollout) {
    for (const auto& stage : policy.rollout->stages) {
      if (stage.who) find_users(*stage.who, ids);
    }
  }
  if (policy.emergency_access) {
    for (const auto& account : policy.emergency_access->accounts) ids.insert(account.value);
  }
  return ids;
}

// By fact, its values beside the ordinary one.
std::vector<std::vector<Change>> changes(const rules::Policy& policy) {
  std::vector<std::vector<Change>> all;
  const auto fact = [&](std::vector<Change> values) { all.push_back(std::move(values)); };
  std::vector<Change> ids;
  for (const std::string& id : named_users(policy)) {
    ids.push_back([id](Facts& f) { f.user.id = id; });
  }
  fact(ids);
  std::vector<Change> types;
  for (int type = 0; type < 3; ++type) {
    types.push_back([type](Facts& f) { f.user.type = static_cast<rules::AccountType>(type); });
  }
  fact(types);
  std::vector<Change> roles;
  for (const auto& a : policy.roles) {
    roles.push_back([a](Facts& f) { f.user.roles = std::vector{a.name.value}; });
    for (const auto& b : policy.roles) {
      const bool agree = !a.type || !b.type || *a.type == *b.type;
      if (&a < &b && agree) {
        roles.push_back([a, b](Facts& f) {
          f.user.roles = std::vector{a.name.value, b.name.value};
        });
      }
    }
  }
  fact(roles);
  fact({[](Facts& f) { f.user.groups = std::vector<std::string>{"pilot"}; },
        [](Facts& f) { f.user.groups = std::vector<std::string>{"staff"}; },
        [](Facts& f) {
          f.user.groups = std::vector<std::string>{"pilot", "staff"};
        }});
  fact({[](Facts& f) { f.user.active = false; }});
  fact({[](Facts& f) { f.user.authenticator = rules::AuthenticatorState::not_started; },
        [](Facts& f) { f.user.authenticator = rules::AuthenticatorState::pending; }});
  fact({[](Facts& f) { f.user.passkey = true; }});
  fact({[](Facts& f) { f.user.email = false; }});
  fact({[](Facts& f) { f.user.phone = false; }});
  std::vector<Change> openings;
  for (const int days : {-1, 0, 1, 3, 7, 8, 14, 30, 31, 37, 44, 60, 90}) {
    openings.push_back([days, &policy](Facts& f) {
      f.user.grace_started = policy.zone.add_days(f.now, -days) - 60;
    });
  }
  fact(openings);
  std::vector<Change> skips;
  for (const int used : {1, 3, 7, 14, 30})
    skips.push_back([used](Facts& f) { f.user.skips = used; });
  fact(skips);
  fact({[](Facts& f) { f.user.reset_at = f.now - 60; }});
  fact({[](Facts& f) { f.user.account_locked = engine::Lock{}; }});
  for (std::size_t i = 0; i < rules::method_count; ++i) {
    fact({[i](Facts& f) { f.user.locks[i] = engine::Lock{}; }});
  }
  for (const auto& attribute : policy.attributes) {
    std::vector<Change> values;
    const auto value = [&](Content content) {
      values.push_back([content, name = attribute.name.value](Facts& f) {
        for (auto* list : {&f.user.attributes, &f.sign_in.attributes}) {
          for (auto& each : *list) {
            if (each.name == name) each.value = content;
          }
        }
      });
    };
    if (attribute.kind == rules::Attribute::Kind::boolean) value(true);
    for (const auto& word : attribute.values) value(word.value);
    const bool numbers = attribute.kind == rules::Attribute::Kind::integer;
    for (std::int64_t n = attribute.low; numbers && n <= attribute.high; ++n) value(n);
    fact(values);
  }
  const auto texts = [&](Fact<std::string> engine::SignIn::*member,
                         const std::vector<std::string>& words) {
    std::vector<Change> values;
    for (const std::string& word : words) {
      values.push_back([word, member](Facts& f) { f.sign_in.*member = word; });
    }
    fact(values);
  };
  texts(&engine::SignIn::channel, {"saml", "social", "custom_login", "login_as", "api", "kiosk"});
  texts(&engine::SignIn::application, {"portal", "billing"});
  fact({[](Facts& f) { f.sign_in.device_cookie = true; }});
  fact({[](Facts& f) { f.sign_in.known_ip = true; }});
  fact({[](Facts& f) { f.sign_in.skipped = true; }});
  texts(&engine::SignIn::ip, {"198.51.100.7", "198.51.100.130", "203.0.113.20"});
  texts(&engine::SignIn::country, {"US", "NO", "DE"});
  fact({[](Facts& f) { f.sign_in.risk = rules::Risk::medium; },
        [](Facts& f) { f.sign_in.risk = rules::Risk::high; },
        [](Facts& f) { f.sign_in.risk = Fact<rules::Risk>::none(); }});
  fact({[](Facts& f) { f.environment.email_healthy = false; }});
  fact({[](Facts& f) { f.environment.sms_healthy = false; }});
  return all;
}

// Roles that disagree about a type that the account does not give leave it unknown.
bool is_settled(const rules::Policy& policy, const Facts& facts) {
  if (!facts.user.type.is_none()) return true;
  std::set<rules::AccountType> types;
  const auto own = facts.user.roles.value_or({});
  for (const rules::Role& role : policy.roles) {
    const bool has = std::find(own.begin(), own.end(), role.name.value) != own.end();
    if (has && role.type) types.insert(*role.type);
  }
  return types.size() < 2;
}

}  // namespace

Facts ordinary_facts(const rules::Policy& policy, const std::string& id, Instant now) {
  Facts facts;
  facts.now = now;
  engine::Account& user = facts.user;
  user.id = id;
  user.type = Fact<rules::AccountType>::none();
  user.roles = Fact<std::vector<std::string>>::none();
  user.groups = Fact<std::vector<std::string>>::none();
  user.active = true;
  user.created = *rules::parse_instant("2020-01-01T00:00:00Z");
  user.authenticator = rules::AuthenticatorState::enrolled;
  user.passkey = false;
  user.email = true;
  user.phone = true;
  user.backup_codes = 8;
  user.grace_started = Fact<Instant>::none();
  user.skips = 0;
  user.reset_at = Fact<Instant>::none();
  user.account_locked = Fact<engine::Lock>::none();
  for (auto& lock : user.locks) lock = Fact<engine::Lock>::none();
  engine::SignIn& sign_in = facts.sign_in;
  sign_in.channel = std::string("password");
  sign_in.application = Fact<std::string>::none();
  sign_in.device_cookie = false;
  sign_in.known_ip = false;
  sign_in.ip = Fact<std::string>::none();
  sign_in.country = Fact<std::string>::none();
  sign_in.risk = rules::Risk::low;
  for (const rules::Attribute& attribute : policy.attributes) {
    auto& list = attribute.on == rules::Attribute::On::user ? user.attributes : sign_in.attributes;
    list.push_back({attribute.name.value, Fact<Content>::none()});
  }
  return facts;
}

int differences(const rules::Policy& policy, const Facts& facts) {
  const std::set<std::string> named = named_users(policy);
  const Facts plain = ordinary_facts(policy, facts.user.id.value(), facts.now);
  int count = named.count(facts.user.id.value()) > 0 ? 1 : 0;
  const auto same = [](const auto& a, const auto& b) {
    if (!a.is_known() || !b.is_known()) return a.is_none() == b.is_none();
    return a.value() == b.value();
  };
  const auto compare = [&](const auto& a, const auto& b) { count += same(a, b) ? 0 : 1; };
  const engine::Account& u = facts.user;
  const engine::Account& p = plain.user;
  compare(u.type, p.type);
  count += u.roles.value_or({}).empty() ? 0 : 1;
  count += u.groups.value_or({}).empty() ? 0 : 1;
  compare(u.active, p.active);
  compare(u.created, p.created);
  compare(u.authenticator, p.authenticator);
  compare(u.passkey, p.passkey);
  compare(u.email, p.email);
  compare(u.phone, p.phone);
  compare(u.backup_codes, p.backup_codes);
  compare(u.grace_started, p.grace_started);
  compare(u.skips, p.skips);
  compare(u.reset_at, p.reset_at);
  count += u.account_locked.is_none() ? 0 : 1;
  for (const auto& lock : u.locks) count += lock.is_none() ? 0 : 1;
  for (const auto& attribute : u.attributes) count += attribute.value.is_none() ? 0 : 1;
  const engine::SignIn& s = facts.sign_in;
  compare(s.channel, plain.sign_in.channel);
  compare(s.application, plain.sign_in.application);
  compare(s.device_cookie, plain.sign_in.device_cookie);
  compare(s.known_ip, plain.sign_in.known_ip);
  compare(s.skipped, plain.sign_in.skipped);
  compare(s.ip, plain.sign_in.ip);
  compare(s.country, plain.sign_in.country);
  compare(s.risk, plain.sign_in.risk);
  for (const auto& attribute : s.attributes) count += attribute.value.is_none() ? 0 : 1;
  compare(facts.environment.email_healthy, plain.environment.email_healthy);
  compare(facts.environment.sms_healthy, plain.environment.sms_healthy);
  return count;
}

std::vector<Instant> near_times(const rules::Policy& policy) {
  std::set<rules::Date> dates;
  const auto add = [&](rules::Date date) {
    dates.insert(date);
    for (const int days : {1, 3, 7, 14, 30}) dates.insert({date.days + days});
  };
  for (const auto& exclusion : policy.exclusions) dates.insert(exclusion.expires.value);
  for (const auto& rule : policy.rules) {
    if (rule.then && rule.then->expires) dates.insert(*rule.then->expires);
  }
  if (policy.rollout) {
    for (const auto& stage : policy.rollout->stages) {
      const int steps = stage.ramp ? static_cast<int>(stage.ramp->percent_hundredths.size()) : 1;
      for (int i = 0; i < steps; ++i) {
        add({stage.start.value.days + i * (stage.ramp ? stage.ramp->every_days : 0)});
      }
    }
  }
  for (const auto& assertion : policy.assertions) {
    for (const auto& time : {assertion.from, assertion.until}) {
      if (time && !time->rollout_complete) dates.insert(time->date);
    }
  }
  std::set<Instant> times;
  for (const rules::Date date : dates) {
    const Instant midnight = policy.zone.midnight(date);
    times.insert({midnight - 1, midnight, midnight + 1, midnight + 13 * 3600});
  }
  return {times.begin(), times.end()};
}

std::vector<Facts> near_facts(const rules::Policy& policy, Instant now, int most) {
  const auto all = changes(policy);
  const std::set<std::string> named = named_users(policy);
  std::vector<Facts> found;
  const auto keep = [&](Facts facts) {
    if (is_settled(policy, facts)) found.push_back(std::move(facts));
  };
  // Other users have other places in the ramps.
  int ids = 0;
  for (int i = 1; ids < 8; ++i) {
    const std::string id = "u-" + std::to_string(i);
    if (named.count(id) > 0) continue;
    const Facts plain = ordinary_facts(policy, id, now);
    keep(plain);
    for (std::size_t a = 0; a < all.size(); ++a) {
      for (const Change& one : all[a]) {
        Facts changed = plain;
        one(changed);
        if (most < 2 || ids > 0) {
          keep(std::move(changed));
          continue;
        }
        keep(changed);
        for (std::size_t b = a + 1; b < all.size(); ++b) {
          for (const Change& other : all[b]) {
            Facts both = changed;
            other(both);
            keep(std::move(both));
          }
        }
      }
    }
    ++ids;
  }
  return found;
}

}  // namespace gatecast::oracle
