#include "tests/simulator/second/random_policy.h"

#include <fmt/format.h>

#include <algorithm>

namespace gatecast::second {

namespace {

using oracle::Words;

const Words all_methods = {"authenticator", "email", "sms", "passkey"};
// The plans begin on 2027-03-01, and New York's clock changes on the 14th.
const Words stage_starts = {"2027-02-22", "2027-03-02", "2027-03-05", "2027-03-10", "2027-03-16"};

std::string list(const Words& words) { return fmt::format("[{}]", fmt::join(words, ", ")); }

class Writer {
 public:
  Writer(oracle::Dice& dice, Theme theme) : dice_(dice), theme_(theme) {}

  PolicyText write() {
    line(0, fmt::format("policy: random-{}", dice_.below(1000)));
    line(0, "revision: 1");
    line(0, "time_zone: " + dice_.of<std::string>({"UTC", "America/New_York", "Europe/Berlin"}));
    two_factor();
    line(0, "integrations:");
    line(2, "sms: {provider: p, healthy: true}");
    line(2, fmt::format("email: {{healthy: {}}}", dice_.chance(theme_ == Theme::any ? 90 : 100)));
    line(0, "roles:");
    line(2, "Administrator: {type: internal, admin: true}");
    line(2, "Clerk: {type: internal}");
    line(2, "Customer: {type: customer}");
    rules();
    if (dice_.chance(30)) {
      line(0, "exclusions:");
      line(2, "- {role: Clerk, reason: r, owner: o, approved_by: a, expires: 2027-03-18}");
    }
    line(0, "emergency_access: {accounts: [u-0], owner: o, approved_by: a, review_by: 2027-12-31}");
    rollout();
    std::sort(hours_.begin(), hours_.end());
    return {text_, hours_};
  }

 private:
  void line(int indent, const std::string& content) {
    text_ += std::string(static_cast<std::size_t>(indent), ' ') + content + "\n";
  }
  bool is(Theme theme) const { return theme_ == theme; }
  std::string number(const Words& of) { return dice_.of(of); }

  Words methods() {
    if (is(Theme::few_sends)) return dice_.some<std::string>({"email", "sms"}, 1, 2);
    Words methods = dice_.some(all_methods, 1, 3);
    if (is(Theme::risk_later)) return {"authenticator", dice_.of<std::string>({"email", "sms"})};
    if (is(Theme::history)) return {"email"};
    const bool enrolls =
        is(Theme::locks) || is(Theme::losses) || is(Theme::hopeless) || is(Theme::closed_desk);
    if (enrolls && std::find(methods.begin(), methods.end(), "authenticator") == methods.end()) {
      methods.insert(methods.begin(), "authenticator");
    }
    return methods;
  }

  void two_factor() {
    line(0, "two_factor:");
    line(2, "enabled: true");
    const bool early = is(Theme::risk_later);
    const bool by_device = is(Theme::short_cookies) || is(Theme::history);
    const std::string by_risk = by_device ? "risk_based" : "every_login";
    line(2, "enforcement: " + (early || is(Theme::locks) || by_device || dice_.chance(50)
                                   ? by_risk
                                   : std::string("risk_based")));
    methods_ = methods();
    line(2, "methods: " + list(methods_));
    if (dice_.chance(30)) line(2, "default_method: " + dice_.of(methods_));
    line(2, fmt::format("allow_fallback: {}", dice_.chance(60)));
    if (dice_.chance(is(Theme::risk_later) ? 0 : 20)) line(2, "enrolled_users: as_stage");
    recognition();
    enrollment();
    limits();
    line(2, fmt::format("backup_codes: {{count: {}, low: {}}}", number({"2", "4", "10"}),
                        number({"1", "2"})));
    if (dice_.chance(20)) line(2, "exempt_channels: [social]");
  }

  void recognition() {
    const bool short_ones = is(Theme::short_cookies) || is(Theme::risk_later);
    line(2, fmt::format("recognition: {{by: {}, cookie_days: {}, ip_days: {}, seed_history: {}}}",
                        dice_.of<std::string>({"cookie_or_ip", "cookie", "cookie_and_ip"}),
                        short_ones ? "5" : number({"2", "5", "12", "30"}),
                        short_ones ? "3" : number({"1", "7", "30"}),
                        is(Theme::history) || dice_.chance(is(Theme::any)      ? 30
                                                           : is(Theme::stages) ? 50
                                                                               : 10)));
  }

  void enrollment() {
    const bool enrolls = std::any_of(methods_.begin(), methods_.end(), [](const std::string& m) {
      return m == "authenticator" || m == "passkey";
    });
    const bool denies = enrolls && (is(Theme::hopeless) || dice_.chance(25));
    const bool required = enrolls && (denies || is(Theme::losses) || dice_.chance(65));
    line(2, "enrollment:");
    line(4, fmt::format("authenticator: {}", required ? "required" : "optional"));
    const std::string days = number({"3", "7", "12"});
    const std::string skips = number({"1", "3", "6"});
    const int kind = dice_.below(denies ? 3 : 4);
    if (kind == 0) line(4, fmt::format("grace: {{days: {}}}", days));
    if (kind == 1) line(4, fmt::format("grace: {{skips: {}}}", skips));
    if (kind == 2) line(4, fmt::format("grace: {{days: {}, skips: {}}}", days, skips));
    if (denies) line(4, "after_grace: deny");
    if (dice_.chance(30)) line(4, "proof: email");
    if (dice_.chance(20)) line(4, "recognized_device_waives: true");
    line(4, fmt::format("after_reset: {}", dice_.chance(60) ? "required" : "as_policy"));
  }

  void limits() {
    const bool locks = is(Theme::locks);
    const bool sends = is(Theme::few_sends);
    Words parts;
    parts.push_back("attempts: " + (locks ? "3" : number({"1", "2", "3", "5"})));
    parts.push_back("resends: " + (sends ? "3" : number({"0", "1", "3"})));
    parts.push_back("sends_per_hour: " + (sends ? "2" : number({"1", "2", "5"})));
    parts.push_back("method_lock_after: " + (locks ? "4" : number({"2", "4", "10"})));
    parts.push_back("hard_lock_after: " + number({"6", "12", "100"}));
    parts.push_back("lockout: " + number({"10m", "2h", "1d"}));
    parts.push_back("lockout_max: " + number({"1d", "3d"}));
    if (dice_.chance(25)) parts.emplace_back("code_ttl: 1m, challenge_ttl: 2m");
    parts.push_back("resend_cooldown: " + number({"30s", "90s"}));
    line(2, "limits: {" + fmt::format("{}", fmt::join(parts, ", ")) + "}");
  }

  void rule(const std::string& when, const std::string& what) {
    if (rules_++ == 0) line(0, "rules:");
    line(2, fmt::format("- name: rule {}", rules_));
    line(4, "when: {" + when + "}");
    line(4, what);
  }

  std::string hours() {
    const int from = 7 + dice_.below(4);
    const int to = 15 + dice_.below(5);
    hours_.push_back(from);
    hours_.push_back(to);
    return fmt::format("hours: {:02}:00-{:02}:00", from, to);
  }

  std::string moment() {
    switch (dice_.below(5)) {
      case 0:
        return hours();
      case 1:
        return "weekday: [sat, sun]";
      case 2:
        return "stage_started: true";
      case 3:
        return "days_overdue: {over: 2}";
      default:
        return "grace: " + dice_.of<std::string>({"open", "over", "none"});
    }
  }

  // Another way in for those who have none in the week, or the other way round.
  void weekend() {
    const std::string when = "weekday: [sat, sun]";
    if (dice_.chance(40)) {
      rule(
          when,
          "then: {outcome: allow, reason: weekend, owner: o, approved_by: a, expires: 2027-12-31}");
    } else if (dice_.chance(70)) {
      rule(when, "set: {methods: [sms]}");
    }
  }

  void rules() {
    if (is(Theme::risk_later)) {
      const std::string later =
          dice_.of<std::string>({"stage_started: true", "weekday: [thu, fri]"});
      rule(later, "set: {enforcement: risk_based}");
      return;
    }
    if (is(Theme::hopeless)) weekend();
    if (dice_.chance(25)) {
      rule("admin: true", "set: {methods: [authenticator], allow_fallback: false}");
    }
    if (is(Theme::any) || dice_.chance(20)) {
      if (dice_.chance(40)) {
        rule(moment(), fmt::format("set: {{enforcement: {}}}",
                                   dice_.of<std::string>({"risk_based", "every_login"})));
      }
      if (dice_.chance(25)) rule("enrolled: false, " + moment(), "set: {methods: [passkey, sms]}");
      if (dice_.chance(15)) rule("device_recognized: true", "set: {allow_fallback: true}");
      if (dice_.chance(15)) {
        rule("device_recognized: false, " + hours(), "then: {outcome: deny, reason: not_now}");
      }
      if (dice_.chance(15)) rule("application: billing", "then: {outcome: challenge}");
      if (dice_.chance(15)) rule("type: partner, " + moment(), "then: {outcome: enroll}");
    }
  }

  void rollout() {
    if (theme_ == Theme::any && dice_.chance(20)) return;
    line(0, "rollout:");
    line(2, fmt::format("announce_days_before: {}", dice_.of<std::string>({"0", "3", "10"})));
    line(2, "stages:");
    const bool early =
        !is(Theme::stages) && !is(Theme::any) && !is(Theme::risk_later) && !is(Theme::history);
    const std::string internal = early ? "2027-03-02" : dice_.of(stage_starts);
    line(4, "- {name: first, who: {type: internal}, start: " + internal + "}");
    line(4, "- {name: second, who: {type: [partner, customer]}, start: " +
                (early ? std::string("2027-03-04") : dice_.of(stage_starts)) +
                (dice_.chance(60) ? ", ramp: {percent: [30, 60, 100], every_days: 4}}" : "}"));
  }

  oracle::Dice& dice_;
  Theme theme_;
  Words methods_;
  std::string text_;
  std::vector<int> hours_ = {0};
  int rules_ = 0;
};

}  // namespace

PolicyText random_policy(oracle::Dice& dice, Theme theme) { return Writer(dice, theme).write(); }

}  // namespace gatecast::second
