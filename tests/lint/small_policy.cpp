#include "tests/lint/small_policy.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

namespace gatecast::oracle {
namespace {

using engine::Fact;
using engine::Facts;
using rules::Instant;

// One key of a condition with the values that a policy may name.
struct Key {
  std::string name;
  Words values;
};
const std::vector<Key> keys = {
    {"role", {"Admin", "Customer", "Plain"}},
    {"type", {"internal", "partner", "customer"}},
    {"admin", {"true", "false"}},
    {"risk", {"low", "medium", "high"}},
    {"device_recognized", {"true", "false"}},
    {"channel", {"password", "saml", "login_as"}},
    {"network", {"campus", "lab"}},
    {"user", {"u-1", "glass"}},
    {"weekday", {"mon", "tue", "wed"}},
    {"hours", {"\"00:00-12:00\"", "\"09:00-17:00\"", "\"22:00-06:00\""}},
    {"stage_started", {"true", "false"}},
    {"grace", {"none", "open", "over"}},
    {"enrolled", {"true", "false"}},
};

// Keys that say something about one another.
const std::vector<Words> related = {{"role", "admin", "type"},
                                    {"weekday", "stage_started"},
                                    {"grace", "enrolled", "stage_started"},
                                    {"weekday", "hours"}};

std::vector<Key> some_keys(Dice& dice) {
  if (dice.chance(40)) return dice.some(keys, 2, 3);
  std::vector<Key> asked;
  for (const std::string& name : dice.of(related)) {
    asked.push_back(
        *std::find_if(keys.begin(), keys.end(), [&](const Key& key) { return key.name == name; }));
  }
  return asked;
}

class Writer {
 public:
  Writer(Dice& dice, std::vector<Key> asked) : dice_(dice), asked_(std::move(asked)) {}

  std::string text() {
    std::string out =
        "policy: small\nrevision: 1\ntime_zone: America/New_York\n"
        "integrations: {email: {healthy: true}}\n"
        "roles: {Admin: {type: internal, admin: true}, Customer: {type: customer}, Plain: {}}\n"
        "networks: {campus: [198.51.100.0/24], lab: [198.51.100.64/26]}\n"
        "emergency_access: {accounts: [glass]}\n";
    out += "two_factor: {enabled: true, methods: [" + methods() + "], " + settings() + "}\n";
    if (dice_.chance(60)) {
      out +=
          "rollout: {stages: [{name: a, start: 2027-03-08}, {name: b, who: {type: internal}, "
          "start: 2027-03-06}]}\n";
    }
    out += "rules:\n";
    for (int i = 0, n = 2 + dice_.below(4); i < n; ++i) out += rule(i);
    return out;
  }

 private:
  std::string methods() {
    return dice_.of(
        Words{"authenticator", "authenticator, email", "email", "email, authenticator"});
  }

  std::string settings() {
    const Words all = {"enforcement: " + dice_.of(Words{"every_login", "risk_based"}),
                       "allow_fallback: " + dice_.of(Words{"true", "false"}),
                       "enrolled_users: " + dice_.of(Words{"challenge", "as_stage"}),
                       "default_method: " + dice_.of(Words{"authenticator", "email"}),
                       "limits: {attempts: " + std::to_string(3 + dice_.below(2)) + "}",
                       "enrollment: {" + enrollment() + "}"};
    std::string out;
    for (const std::string& each : dice_.some(all, 1, 3)) {
      out += (out.empty() ? "" : ", ") + each;
    }
    return out;
  }
  std::string enrollment() {
    const Words all = {"authenticator: " + dice_.of(Words{"required", "optional"}),
                       "grace: {days: " + dice_.of(Words{"0", "3"}) + "}",
                       "after_grace: " + dice_.of(Words{"enroll", "deny"}),
                       "recognized_device_waives: " + dice_.of(Words{"true", "false"})};
    std::string out;
    for (const std::string& each : dice_.some(all, 1, 3)) {
      out += (out.empty() ? "" : ", ") + each;
    }
    return out;
  }

  std::string leaf() { return leaf(dice_.of(asked_)); }
  std::string leaf(const Key& key) {
    const int most = std::min(2, static_cast<int>(key.values.size()) - 1);
    std::string list;
    for (const std::string& value : dice_.some(key.values, 1, most)) {
      list += (list.empty() ? "" : ", ") + value;
    }
    return key.name + ": [" + list + "]";
  }
  std::string condition(int depth) {
    if (depth > 0 && dice_.chance(40)) {
      const std::string word = dice_.of(Words{"not", "any", "all"});
      if (word == "not") return "not: {" + condition(depth - 1) + "}";
      return word + ": [{" + condition(depth - 1) + "}, {" + condition(depth - 1) + "}]";
    }
    return leaf();
  }
  std::string rule(int i) {
    std::string when = condition(2);
    if (dice_.chance(50)) {
      when.clear();  // one leaf of each key
      for (const Key& key : asked_) when += (when.empty() ? "" : ", ") + leaf(key);
    }
    std::string out = fmt::format("  - name: r{}\n    when: {{{}}}\n", i, when);
    if (!dice_.chance(30)) return out + "    set: {" + settings() + "}\n";
    return out + "    then: {outcome: " +
           dice_.of(Words{"challenge", "enroll", "deny, reason: no",
                          "allow, reason: hole, owner: o, approved_by: a, expires: 2027-03-09"}) +
           "}\n";
  }

  Dice& dice_;
  std::vector<Key> asked_;
};

using Change = std::function<void(Facts&)>;

Facts plain_facts() {
  Facts facts;
  facts.now = *rules::parse_instant("2027-03-10T15:00:00Z");
  engine::Account& user = facts.user;
  user.id = std::string("other");
  user.type = Fact<rules::AccountType>::none();
  user.roles = std::vector<std::string>{};
  user.groups = std::vector<std::string>{};
  user.active = true;
  user.created = Fact<Instant>::none();
  user.authenticator = rules::AuthenticatorState::not_started;
  user.passkey = false;
  user.email = true;
  user.phone = false;
  user.backup_codes = 0;
  user.grace_started = Fact<Instant>::none();
  user.skips = 0;
  user.reset_at = Fact<Instant>::none();
  user.account_locked = Fact<engine::Lock>::none();
  for (auto& lock : user.locks) lock = Fact<engine::Lock>::none();
  facts.sign_in.channel = std::string("password");
  facts.sign_in.application = Fact<std::string>::none();
  facts.sign_in.device_cookie = false;
  facts.sign_in.known_ip = false;
  facts.sign_in.ip = Fact<std::string>::none();
  facts.sign_in.country = Fact<std::string>::none();
  facts.sign_in.risk = rules::Risk::low;
  return facts;
}

// In New York. The dates of a small policy are 6, 8 and 9 March; between the last two is a Monday.
std::vector<Change> moments(bool weekdays, bool hours) {
  Words days = {"03-05", "03-06", "03-08", "03-12"};
  if (weekdays) {
    days = {"03-01", "03-02", "03-03", "03-04", "03-06",
            "03-08", "03-09", "03-10", "03-11", "03-15"};
  }
  // One of each combination of the hours that conditions may name.
  Words times = {"15:00"};
  if (hours) times = {"03:00", "07:00", "10:00", "15:00", "19:00", "23:00"};
  std::vector<Change> changes;
  for (const std::string& day : days) {
    for (const std::string& time : times) {
      // Daylight-saving time begins on the 14th.
      const std::string text =
          fmt::format("2027-{}T{}:00{}", day, time, day == "03-15" ? "-04:00" : "-05:00");
      changes.push_back([=](Facts& facts) { facts.now = *rules::parse_instant(text); });
    }
  }
  return changes;
}

// With `few`, one of each role: enough where conditions ask for none of it.
std::vector<Change> accounts(bool few) {
  std::vector<Change> changes;
  for (int mask = 0; mask < (few ? 3 : 8); ++mask) {
    for (int type = few ? 3 : 0; type < 4; ++type) {
      changes.push_back([=](Facts& facts) {
        std::vector<std::string> roles;
        if ((mask & 1) != 0) roles.emplace_back("Admin");
        if ((mask & 2) != 0) roles.emplace_back("Customer");
        if ((mask & 4) != 0) roles.emplace_back("Plain");
        facts.user.roles = roles;
        if (type < 3) facts.user.type = static_cast<rules::AccountType>(type);
        // Roles that disagree leave the type open, which is not this test's subject.
        if (type == 3 && (mask & 3) == 3) facts.user.type = rules::AccountType::internal;
      });
    }
  }
  return changes;
}

// What `key` may be, as changes of the facts.
std::vector<Change> changes_of(const std::string& key) {
  std::vector<Change> changes;
  if (key == "risk") {
    changes.push_back([](Facts& f) { f.sign_in.risk = Fact<rules::Risk>::none(); });
    for (int i = 0; i < 3; ++i) {
      changes.push_back([=](Facts& f) { f.sign_in.risk = static_cast<rules::Risk>(i); });
    }
  } else if (key == "channel") {
    for (const std::string channel : {"password", "saml", "login_as", "api"}) {
      changes.push_back([=](Facts& f) { f.sign_in.channel = channel; });
    }
  } else if (key == "network") {
    changes.push_back([](Facts&) {});
    for (const std::string ip : {"198.51.100.7", "198.51.100.70", "203.0.113.1"}) {
      changes.push_back([=](Facts& f) { f.sign_in.ip = ip; });
    }
  } else if (key == "user") {
    for (const std::string id : {"other", "u-1", "glass"}) {
      changes.push_back([=](Facts& f) { f.user.id = id; });
    }
  }
  return changes;
}

std::vector<Facts> each_with(const std::vector<Facts>& all, const std::vector<Change>& changes) {
  if (changes.empty()) return all;
  std::vector<Facts> more;
  for (const Facts& facts : all) {
    for (const Change& change : changes) {
      more.push_back(facts);
      change(more.back());
    }
  }
  return more;
}

}  // namespace

std::vector<Facts> SmallPolicy::sign_ins() const {
  const auto asks = [&](const std::string& key) {
    return std::find(asked.begin(), asked.end(), key) != asked.end();
  };
  std::vector<Facts> all = {plain_facts()};
  all = each_with(all, moments(asks("weekday"), asks("hours")));
  all = each_with(all, accounts(!asks("role") && !asks("type") && !asks("admin")));
  for (const std::string& key : asked) all = each_with(all, changes_of(key));
  // What rows and settings look at beside the conditions.
  const auto enrolled = [](Facts& f) {
    f.user.authenticator = rules::AuthenticatorState::enrolled;
  };
  const auto recognized = [](Facts& f) { f.sign_in.device_cookie = true; };
  all = each_with(all, {[](Facts&) {}, enrolled});
  all = each_with(all, {[](Facts&) {}, recognized});
  const auto reset = [](Facts& f) { f.user.reset_at = f.now - rules::day_seconds; };
  all = each_with(all, {[](Facts&) {}, reset});
  const auto day_ago = [](Facts& f) { f.user.grace_started = f.now - rules::day_seconds; };
  return each_with(all, {[](Facts&) {}, day_ago});
}

SmallPolicy small_policy(Dice& dice) {
  const std::vector<Key> asked = some_keys(dice);
  SmallPolicy made;
  for (const Key& key : asked) made.asked.push_back(key.name);
  made.text = Writer(dice, asked).text();
  return made;
}

}  // namespace gatecast::oracle
