#include "tests/oracle/random_policy.h"

#include <fmt/format.h>

#include <algorithm>

namespace gatecast::oracle {

namespace {

const Words methods = {"authenticator", "email", "sms", "passkey"};
const Words role_names = {"Administrator",  "Partner Manager", "Customer",
                          "Legacy Service", "Auditor",         "Partner Admin"};
const Words zones = {"UTC",
                     "America/New_York",
                     "Europe/Berlin",
                     "Australia/Lord_Howe",
                     "America/Havana",
                     "Pacific/Chatham",
                     "Asia/Kolkata",
                     "Africa/Cairo"};
const Words dates = {"2027-01-11", "2027-02-01", "2027-03-11", "2027-03-14",
                     "2027-03-28", "2027-04-04", "2027-05-20", "2027-10-31",
                     "2027-11-07", "2028-02-29", "2027-04-30", "2028-03-12"};
const Words days = {"0", "1", "3", "7", "7", "14", "30"};
const Words approval = {"owner: it-ops", "approved_by: security-office"};

std::string join(const Words& words, const char* between = ", ") {
  return fmt::format("{}", fmt::join(words, between));
}

// A list, or its only item where `one` may stand alone.
std::string list(const Words& words) {
  return words.size() == 1 ? words.front() : "[" + join(words) + "]";
}

class Writer {
 public:
  explicit Writer(Dice& dice) : dice_(dice) {}

  std::string policy() {
    line(0, "policy: random-" + std::to_string(dice_.below(1000)));
    line(0, "revision: 2");
    line(0, "time_zone: " + dice_.of(zones));
    two_factor();
    surroundings();
    rules();
    exclusions();
    if (dice_.chance(50)) {
      line(0, "emergency_access: {accounts: [break-glass-1, u-3], " + join(approval) +
                  ", review_by: 2028-06-30}");
    }
    rollout();
    return text_;
  }

  std::string assertions(const std::string& policy) {
    const auto has = [&](const char* text) { return policy.find(text) != std::string::npos; };
    Words reasons = {
        "account_inactive",  "locked",         "login_as_administrator", "emergency_access",
        "channel_exempt",    "not_in_rollout", "stage_not_started",      "role_excluded",
        "enrollment_grace",  "grace",          "enrollment_required",    "enrollment_overdue",
        "recognized_device", "second_factor",  "no_usable_method"};
    if (has("house_rule")) reasons.emplace_back("house_rule");
    line(0, "assertions:");
    for (int i = 0, count = 2 + dice_.below(4); i < count; ++i) {
      line(2, fmt::format("- name: assertion {}", i + 1));
      line(4, dice_.of<std::string>({"never: ", "never: ", "always: "}) + claim(reasons));
      if (dice_.chance(70)) line(4, "when: " + condition(2));
      if (dice_.chance(60)) line(4, "except: [" + join(dice_.some(reasons, 1, 9)) + "]");
      if (dice_.chance(30)) line(4, "from: " + time(has("rollout:")));
      if (dice_.chance(25)) line(4, "until: " + time(has("rollout:")));
    }
    return text_;
  }

 private:
  std::string claim(const Words& reasons) {
    const int kind = dice_.below(9);
    if (kind == 7) return "{reason: " + dice_.of(reasons) + "}";
    if (kind == 8) return "{method: " + dice_.of(methods) + "}";
    return dice_.of<std::string>({"password_alone", "password_alone", "password_alone",
                                  "second_factor", "enrollment_by_password",
                                  "enrollment_by_password", "way_in", "deny"});
  }
  std::string time(bool rollout) {
    if (!rollout || dice_.chance(50)) return dice_.of(dates);
    return dice_.of<std::string>({"rollout_complete", "rollout_complete + 14d"});
  }

  void line(int indent, const std::string& content) {
    text_ += std::string(static_cast<std::size_t>(indent), ' ') + content + "\n";
  }
  std::string flag() { return dice_.chance(50) ? "true" : "false"; }
  std::string grace() {
    Words keys;
    if (dice_.chance(70)) keys.push_back("days: " + dice_.of(days));
    if (keys.empty() || dice_.chance(40)) keys.push_back("skips: " + dice_.of(days));
    return "grace: {" + join(keys) + "}";
  }

  // What both `two_factor` and a rule's `set` may say.
  Words settings(int likely) {
    Words lines;
    const auto maybe = [&](const std::string& text) {
      if (dice_.chance(likely)) lines.push_back(text);
    };
    maybe("enforcement: " + dice_.of<std::string>({"every_login", "risk_based"}));
    maybe("allow_fallback: " + flag());
    maybe("enrolled_users: " + dice_.of<std::string>({"challenge", "as_stage"}));
    if (dice_.chance(likely / 2)) {
      lines.push_back(fmt::format("limits: {{attempts: {}, code_ttl: 5m}}", 1 + dice_.below(9)));
    }
    Words enrollment;
    const auto also = [&](const std::string& text) {
      if (dice_.chance(likely)) enrollment.push_back("  " + text);
    };
    also("authenticator: " + dice_.of<std::string>({"optional", "required", "required"}));
    also(grace());
    also("proof: " + dice_.of<std::string>({"password", "email"}));
    also("recognized_device_waives: " + flag());
    also("after_reset: " + dice_.of<std::string>({"required", "as_policy"}));
    if (!enrollment.empty()) lines.push_back("enrollment:");
    lines.insert(lines.end(), enrollment.begin(), enrollment.end());
    return lines;
  }

  void two_factor() {
    line(0, "two_factor:");
    line(2, dice_.chance(98) ? "enabled: true" : "enabled: false");
    const Words in_force = dice_.some(methods, 1, 4);
    line(2, "methods: [" + join(in_force) + "]  # in order");
    if (dice_.chance(40)) line(2, "default_method: " + dice_.of(in_force));
    if (dice_.chance(70)) {
      line(2, "recognition: {by: " +
                  dice_.of<std::string>({"cookie_or_ip", "cookie", "cookie_and_ip"}) + "}");
    }
    if (dice_.chance(50)) {
      line(2, "exempt_channels: [" +
                  join(dice_.some<std::string>({"saml", "social", "kiosk", "login_as"}, 0, 2)) +
                  "]");
    }
    Words own = settings(75);
    const bool enrollment = std::find(own.begin(), own.end(), "enrollment:") != own.end();
    const bool graced = std::any_of(own.begin(), own.end(), [](const std::string& text) {
      return text.find("days: 7") != std::string::npos;
    });
    // Denying after no grace at all would be an error.
    if (enrollment && graced && dice_.chance(60)) own.push_back("  after_grace: deny");
    for (const std::string& text : own) line(2, text);
  }

  void surroundings() {
    line(0, "integrations:");
    line(2,
         dice_.chance(85) ? "sms: {provider: twilio-main}" : "sms: {provider: x, healthy: false}");
    line(2, dice_.chance(85) ? "email: {healthy: true}" : "email: {healthy: false}");
    line(0, "roles:");
    line(2, "Administrator: {type: internal, admin: true}");
    line(2, "Partner Manager: {type: partner}");
    line(2, "Customer: {type: customer}");
    line(2, "Legacy Service: {type: internal}");
    line(2, "Auditor: {admin: true}");
    line(2, "Partner Admin: {type: partner, admin: true}");
    line(0, "channels: [kiosk]");
    line(0, "networks:");
    line(2, "office: [198.51.100.0/24, \"2001:db8::/32\"]");
    line(2, "branch: [203.0.113.16/28, 198.51.100.128/25]");
    line(0, "attributes:");
    line(2, "clearance: {on: user, type: integer, range: [0, 5]}");
    line(2, "contractor: {on: user, type: boolean}");
    line(2, "device_class: {on: sign_in, values: [managed, own]}");
  }

  std::string values(const Words& all) {
    return list(dice_.some(all, 1, std::min(3, static_cast<int>(all.size()))));
  }

  std::string stable_key(const std::string& key) {
    if (key == "type") return "type: " + values({"internal", "partner", "customer"});
    if (key == "role") return "role: " + values(role_names);
    if (key == "group") return "group: " + values({"pilot", "staff"});
    if (key == "user") return "user: " + values({"u-1", "u-2", "u-3"});
    if (key == "clearance") return "clearance: " + values({"0", "1", "4", "5"});
    return key + ": " + flag();  // admin, contractor
  }

  std::string sign_in_key(const std::string& key) {
    if (key == "channel") return "channel: " + values({"password", "login_as", "api", "kiosk"});
    if (key == "application") return "application: " + values({"portal", "billing"});
    if (key == "network") return "network: " + values({"office", "branch"});
    if (key == "country") return "country: " + values({"US", "NO", "DE"});
    if (key == "risk") return "risk: " + values({"low", "medium", "high"});
    if (key == "authenticator") {
      return "authenticator: " + values({"not_started", "pending", "enrolled"});
    }
    if (key == "grace") return "grace: " + values({"open", "over", "none"});
    if (key == "days_overdue") {
      return "days_overdue: {" + dice_.of<std::string>({"over: ", "under: "}) +
             dice_.of<std::string>({"1", "7", "30"}) + "}";
    }
    if (key == "weekday") return "weekday: " + values({"mon", "tue", "wed", "fri", "sat", "sun"});
    if (key == "hours") {
      return "hours: " + dice_.of<std::string>({"09:00-17:00", "22:00-06:00", "00:00-01:30"});
    }
    if (key == "device_class") return "device_class: " + values({"managed", "own"});
    return key + ": " + flag();
  }

  std::string stable_condition() {
    Words keys;
    for (const std::string& key : dice_.some<std::string>(
             {"type", "role", "group", "admin", "user", "clearance", "contractor"}, 1, 2)) {
      keys.push_back(stable_key(key));
    }
    return "{" + join(keys) + "}";
  }

  std::string condition(int depth) {
    static const Words stable = {"type", "role",      "group",     "admin",
                                 "user", "clearance", "contractor"};
    static const Words all = {"type",
                              "role",
                              "group",
                              "admin",
                              "user",
                              "clearance",
                              "contractor",
                              "channel",
                              "application",
                              "network",
                              "country",
                              "risk",
                              "device_recognized",
                              "authenticator",
                              "email",
                              "phone",
                              "passkey",
                              "enrolled",
                              "stage_started",
                              "grace",
                              "grace",
                              "days_overdue",
                              "days_overdue",
                              "weekday",
                              "hours",
                              "device_class"};
    Words keys;
    Words used;
    for (const std::string& key : dice_.some(all, 1, 2)) {
      if (std::find(used.begin(), used.end(), key) != used.end()) continue;
      used.push_back(key);
      const bool lasting = std::find(stable.begin(), stable.end(), key) != stable.end();
      keys.push_back(lasting ? stable_key(key) : sign_in_key(key));
    }
    if (depth > 0 && dice_.chance(30)) keys.push_back("not: " + condition(depth - 1));
    if (depth > 0 && dice_.chance(15)) {
      keys.push_back(dice_.of<std::string>({"all", "any"}) + ": [" + condition(depth - 1) + ", " +
                     condition(depth - 1) + "]");
    }
    if (keys.size() > 1 && dice_.chance(30)) keys.erase(keys.begin());
    return "{" + join(keys) + "}";
  }

  void set_rule() {
    line(4, "set:");
    Words lines = settings(25);
    if (dice_.chance(40)) lines.push_back("methods: [" + join(dice_.some(methods, 1, 4)) + "]");
    if (lines.empty()) lines.push_back("allow_fallback: true");
    for (const std::string& text : lines) line(6, text);
  }

  void then_rule() {
    line(4, "then:");
    const std::string outcome =
        dice_.of<std::string>({"deny", "allow", "challenge", "enroll", "enroll"});
    line(6, "outcome: " + outcome);
    const bool needed = outcome == "deny" || outcome == "allow";
    if (needed || dice_.chance(50)) line(6, "reason: house_rule");
    if (outcome != "allow") return;
    for (const std::string& text : approval) line(6, text);
    line(6, "expires: " + dice_.of(dates));
  }

  void rules() {
    const int count = dice_.below(7);
    if (count > 0) line(0, "rules:");
    for (int i = 0; i < count; ++i) {
      line(2, fmt::format("- name: rule {}", i + 1));
      line(4, "when: " + condition(2));
      if (dice_.chance(65)) {
        set_rule();
      } else {
        then_rule();
      }
    }
  }

  void exclusions() {
    const int count = dice_.below(4);
    if (count > 0) line(0, "exclusions:");
    Words roles = dice_.some(role_names, count, count);
    for (int i = 0; i < count; ++i) {
      const std::string whom = dice_.chance(70) ? "role: " + roles[static_cast<std::size_t>(i)]
                                                : "who: " + stable_condition();
      line(2, "- {" + whom + ", reason: no mailbox, " + join(approval) +
                  ", expires: " + dice_.of(dates) + "}");
    }
  }

  void rollout() {
    if (dice_.chance(25)) return;
    line(0, "rollout:");
    line(2, "announce_days_before: 7");
    line(2, "stages:");
    const int count = 1 + dice_.below(4);
    for (int i = 0; i < count; ++i) {
      line(4, fmt::format("- name: stage {}", i + 1));
      if (dice_.chance(80)) line(6, "who: " + stable_condition());
      line(6, "start: " + dice_.of(dates));
      if (!dice_.chance(50)) continue;
      const std::string percent = dice_.of<std::string>({"[10, 50, 100]", "[12.5, 62.5%]", "[50]"});
      line(6, "ramp: {percent: " + percent + ", every_days: " + dice_.of<std::string>({"1", "7"}) +
                  "}");
    }
  }

  Dice& dice_;
  std::string text_;
};

}  // namespace

std::string random_policy(Dice& dice) { return Writer(dice).policy(); }

std::string random_assertions(Dice& dice, const std::string& policy) {
  return Writer(dice).assertions(policy);
}

}  // namespace gatecast::oracle
