#include "tests/generated/generated_policy.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace gatecast::generated {
namespace {

constexpr int role_count = 200;
constexpr int country_count = 50;
constexpr int application_count = 40;
constexpr std::string_view channels[] = {"password", "api", "kiosk", "branch"};
constexpr std::string_view risks[] = {"low", "medium", "high"};
constexpr std::string_view types[] = {"internal", "partner", "customer"};
constexpr std::string_view methods[] = {"authenticator", "email", "sms", "passkey"};
constexpr int overdue_days[] = {1, 7, 14, 30, 60};
constexpr int grace_days[] = {0, 7, 14, 30};
constexpr rules::Instant noon = 1'800'000'000;  // in January 2027

template <class T, std::size_t size>
constexpr int size_of(const T (&)[size]) {
  return static_cast<int>(size);
}

bool is_admin(int role) { return role % 10 == 0; }
int type_of(int role) { return role % 3; }
std::string role_name(int role) { return fmt::format("role-{}", role); }
constexpr std::string_view stages =
    "rollout:\n  announce_days_before: 7\n  stages:\n"
    "    - {name: one, who: {role: [role-1, role-12]}, start: 2026-11-02}\n"
    "    - {name: two, who: {type: internal}, start: 2027-01-04, ramp: {percent: [10, 50, 100], "
    "every_days: 28}}\n"
    "    - {name: three, who: {type: [partner, customer]}, start: 2027-03-01}\n";

std::string application_name(int application) { return fmt::format("app-{}", application); }
std::string country_name(int country) {
  return {static_cast<char>('A' + country / 26), static_cast<char>('A' + country % 26)};
}

template <class Name>
std::string list(const std::vector<int>& numbers, const Name& name) {
  std::vector<std::string> names;
  for (const int number : numbers) names.push_back(name(number));
  return fmt::format("[{}]", fmt::join(names, ", "));
}

}  // namespace

GeneratedPolicy::GeneratedPolicy(int rules, std::uint64_t seed, bool in_stages) : random_(seed) {
  text_ =
      "policy: generated\nrevision: 1\ntime_zone: UTC\n"
      "two_factor:\n  enabled: true\n  methods: [authenticator, email, sms, passkey]\n"
      "  enrollment:\n    authenticator: required\n    grace: {days: 14}\n"
      "integrations:\n  email: {healthy: true}\n  sms: {provider: any}\n"
      "channels: [kiosk, branch]\nroles:\n";
  for (int role = 0; role < role_count; ++role) {
    text_ += fmt::format("  {}: {{type: {}{}}}\n", role_name(role), types[type_of(role)],
                         is_admin(role) ? ", admin: true" : "");
  }
  if (in_stages) text_ += stages;
  text_ += "rules:\n";
  for (int i = 0; i < rules; ++i) {
    rules_.push_back(rule());
    write(rules_.back(), i);
  }
}

std::vector<int> GeneratedPolicy::some(int least, int most, int of) {
  std::vector<int> numbers;
  const int count = least + below(most - least + 1);
  while (static_cast<int>(numbers.size()) < count) {
    const int number = below(of);
    if (std::find(numbers.begin(), numbers.end(), number) == numbers.end()) {
      numbers.push_back(number);
    }
  }
  return numbers;
}

GeneratedRule GeneratedPolicy::rule() {
  GeneratedRule rule;
  for (const int key : some(2, 4, 8)) {
    switch (key) {
      case 0:
        rule.roles = some(1, 3, role_count);
        break;
      case 1:
        rule.countries = some(1, 3, country_count);
        break;
      case 2:
        rule.application = below(application_count);
        break;
      case 3:
        rule.channel = below(size_of(channels));
        break;
      case 4:
        rule.risk = below(size_of(risks));
        break;
      case 5:
        rule.admin = chance(50);
        break;
      case 6:
        rule.device_recognized = chance(50);
        break;
      default:
        rule.overdue_days = overdue_days[below(size_of(overdue_days))];
        rule.overdue_is_over = chance(50);
        break;
    }
  }
  return rule;
}

void GeneratedPolicy::write(const GeneratedRule& rule, int number) {
  std::vector<std::string> keys;
  const auto key = [&](std::string_view name, const auto& value) {
    keys.push_back(fmt::format("{}: {}", name, value));
  };
  if (!rule.roles.empty()) key("role", list(rule.roles, role_name));
  if (!rule.countries.empty()) key("country", list(rule.countries, country_name));
  if (rule.application) key("application", application_name(*rule.application));
  if (rule.channel) key("channel", channels[*rule.channel]);
  if (rule.risk) key("risk", risks[*rule.risk]);
  if (rule.admin) key("admin", *rule.admin);
  if (rule.device_recognized) key("device_recognized", *rule.device_recognized);
  if (rule.overdue_days) {
    key("days_overdue",
        fmt::format("{{{}: {}}}", rule.overdue_is_over ? "over" : "under", *rule.overdue_days));
  }
  text_ += fmt::format("  - name: rule {}\n    when: {{{}}}\n", number, fmt::join(keys, ", "));
  if (below(10) == 0) {
    write_then();
  } else {
    write_settings();
  }
}

void GeneratedPolicy::write_then() {
  constexpr std::string_view outcomes[] = {
      "outcome: deny, reason: refused", "outcome: challenge", "outcome: enroll",
      "outcome: allow, reason: agreed, owner: it, approved_by: security, expires: 2030-01-01"};
  text_ += fmt::format("    then: {{{}}}\n", outcomes[below(4)]);
}

void GeneratedPolicy::write_settings() {
  std::vector<std::string> keys;
  for (const int setting : some(1, 3, 4)) {
    if (setting == 0) {
      keys.push_back(chance(50) ? "enforcement: risk_based" : "enforcement: every_login");
    } else if (setting == 1) {
      const auto name = [](int method) { return std::string(methods[method]); };
      keys.push_back("methods: " + list(some(1, 3, size_of(methods)), name));
    } else if (setting == 2) {
      keys.push_back(fmt::format("allow_fallback: {}", chance(50)));
    } else {
      keys.push_back(fmt::format("enrollment: {{grace: {{days: {}}}}}",
                                 grace_days[below(size_of(grace_days))]));
    }
  }
  text_ += fmt::format("    set: {{{}}}\n", fmt::join(keys, ", "));
}

// One or two of the same type; with a rule, one of its own, and an administrator if it wants one.
std::vector<int> GeneratedPolicy::role_pair(const GeneratedRule* rule) {
  int first = below(role_count);
  if (rule != nullptr && !rule->roles.empty()) {
    first = rule->roles[static_cast<std::size_t>(below(static_cast<int>(rule->roles.size())))];
  } else if (rule != nullptr && rule->admin == true) {
    first -= first % 10;
  } else if (rule != nullptr && rule->admin == false && is_admin(first)) {
    ++first;
  }
  std::vector<int> roles{first};
  int second = below(role_count);
  second += (type_of(first) - type_of(second) + 3) % 3;
  const bool wants_none = rule != nullptr && rule->admin == false && is_admin(second);
  if (chance(50) && second < role_count && second != first && !wants_none) roles.push_back(second);
  return roles;
}

engine::Facts GeneratedPolicy::facts() {
  using engine::Fact;
  const GeneratedRule* rule = nullptr;
  if (chance(50)) rule = &rules_[static_cast<std::size_t>(below(static_cast<int>(rules_.size())))];
  const GeneratedRule any;
  const GeneratedRule& wants = rule != nullptr ? *rule : any;
  engine::Facts facts;
  facts.now = noon + below(86'400);
  engine::Account& user = facts.user;
  user.id = fmt::format("u-{}", below(1'000'000));
  user.type = Fact<rules::AccountType>::none();
  std::vector<std::string> roles;
  for (const int role : role_pair(rule)) roles.push_back(role_name(role));
  user.roles = roles;
  user.groups = std::vector<std::string>{};
  user.active = true;
  // Grace is 14 days where nothing else is set.
  int days = below(90) - 20;
  if (wants.overdue_days) days = *wants.overdue_days;
  if (wants.overdue_days && wants.overdue_is_over) days += below(10);
  if (wants.overdue_days && !wants.overdue_is_over) days -= 1 + below(*wants.overdue_days);
  user.created = facts.now - (days + 14) * rules::day_seconds - below(1000);
  const auto state = static_cast<rules::AuthenticatorState>(below(3));
  user.authenticator = wants.overdue_days ? rules::AuthenticatorState::not_started : state;
  user.passkey = !wants.overdue_days && chance(20);
  user.email = chance(90);
  user.phone = chance(60);
  user.backup_codes = below(5);
  user.grace_started = Fact<rules::Instant>::none();
  user.skips = 0;
  user.reset_at = Fact<rules::Instant>::none();
  user.account_locked = Fact<engine::Lock>::none();
  for (auto& lock : user.locks) lock = Fact<engine::Lock>::none();
  engine::SignIn& sign_in = facts.sign_in;
  const int channel = below(size_of(channels));
  sign_in.channel = std::string(channels[wants.channel.value_or(channel)]);
  sign_in.application = application_name(wants.application.value_or(below(application_count)));
  int country = below(country_count);
  if (!wants.countries.empty()) {
    const int count = static_cast<int>(wants.countries.size());
    country = wants.countries[static_cast<std::size_t>(below(count))];
  }
  sign_in.country = country_name(country);
  sign_in.device_cookie = wants.device_recognized.value_or(chance(50));
  sign_in.known_ip = false;
  sign_in.skipped = chance(30);
  sign_in.ip = Fact<std::string>::none();
  sign_in.risk = static_cast<rules::Risk>(wants.risk.value_or(below(size_of(risks))));
  return facts;
}

}  // namespace gatecast::generated
