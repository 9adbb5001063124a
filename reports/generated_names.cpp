#include "reports/generated_names.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/policy_tests/ordinary.h"

namespace gatecast::reports {
namespace {

using engine::Account;
using engine::Fact;
using engine::Facts;
using rules::WrittenNode;

void say(std::string& name, std::string_view words) {
  name += fmt::format("{}{}", name.empty() ? "" : ", ", words);
}

template <class T, class Write>
WrittenNode node_of(const Fact<T>& fact, const Write& write) {
  if (fact.is_unknown()) return scalar("unknown");
  return fact.is_none() ? scalar("null") : write(fact.value());
}

WrittenNode flag_node(const Fact<bool>& fact) {
  return node_of(fact, [](bool value) { return scalar(value ? "true" : "false"); });
}

WrittenNode list_of(const std::vector<std::string>& names) {
  WrittenNode list = list_node();
  for (const std::string& each : names) list.parts.push_back({"", text_node(each), {}});
  return list;
}

WrittenNode texts_node(const Fact<std::vector<std::string>>& fact) {
  return node_of(fact, list_of);
}

WrittenNode content_node(const Fact<std::variant<bool, std::int64_t, std::string>>& fact) {
  return node_of(fact, [](const auto& content) {
    if (const bool* flag = std::get_if<bool>(&content)) return scalar(*flag ? "true" : "false");
    if (const auto* number = std::get_if<std::int64_t>(&content)) {
      return scalar(std::to_string(*number));
    }
    return text_node(std::get<std::string>(content));
  });
}

// `clearance 3`, `managed`, `not managed`
std::string attribute_words(const engine::AttributeValue& value) {
  if (!value.value.is_known()) return value.name + " none";
  const auto& content = value.value.value();
  if (const bool* flag = std::get_if<bool>(&content)) return (*flag ? "" : "not ") + value.name;
  if (const auto* number = std::get_if<std::int64_t>(&content)) {
    return fmt::format("{} {}", value.name, *number);
  }
  return fmt::format("{} {}", value.name, std::get<std::string>(content));
}

class Namer {
 public:
  Namer(const Facts& facts, const Facts& ordinary, const rules::Policy& policy)
      : facts_(facts), policy_(policy), differing_(engine::differing_facts(facts, ordinary)) {
    named_.facts = map_node();
  }

  NamedFacts account() {
    const Account& user = facts_.user;
    if (user.id.is_known()) put(named_.facts, "id", text_node(user.id.value()));
    if (is_emergency()) say(named_.name, user.id.value());
    roles();
    word("type", "user.type", user.type);
    if (differs("user.groups")) {
      put(named_.facts, "groups", texts_node(user.groups));
      say(named_.name, fmt::format("in {}", fmt::join(user.groups.value_or({}), " and ")));
    }
    flag("active", "user.active", user.active, "", "inactive");
    time("created", "user.created", user.created, "created then");
    if (differs("user.authenticator")) {
      const bool pending = user.authenticator.value_or({}) == rules::AuthenticatorState::pending;
      put(named_.facts, "authenticator", node_of(user.authenticator, [](auto state) {
            return scalar(std::string(rules::name(state)));
          }));
      say(named_.name, pending ? "authenticator pending" : "no authenticator");
    }
    flag("passkey", "user.passkey", user.passkey, "passkey", "no passkey");
    flag("email", "user.email", user.email, "mail", "no mail");
    flag("phone", "user.phone", user.phone, "phone", "no phone");
    number("backup_codes", "user.backup_codes", user.backup_codes, "backup codes");
    time("grace_started", "user.grace_started", user.grace_started, "grace stored");
    number("skips", "user.skips", user.skips, "skips");
    time("reset_at", "user.reset_at", user.reset_at, "reset");
    locks();
    attributes("user", user.attributes);
    if (named_.name.empty()) named_.name = "somebody";
    return std::move(named_);
  }

  NamedFacts situation() {
    const engine::SignIn& s = facts_.sign_in;
    text("channel", "sign_in.channel", s.channel, "through");
    text("application", "sign_in.application", s.application, "to");
    flag("device_cookie", "sign_in.device_cookie", s.device_cookie, "from a known browser", "");
    flag("known_ip", "sign_in.known_ip", s.known_ip, "from a known address", "");
    flag("skipped", "sign_in.skipped", s.skipped, "skipping the enrollment", "");
    text("ip", "sign_in.ip", s.ip, "from");
    text("country", "sign_in.country", s.country, "in");
    if (differs("sign_in.risk")) {
      put(named_.facts, "risk",
          node_of(s.risk, [](auto risk) { return scalar(std::string(rules::name(risk))); }));
      say(named_.name, s.risk.is_known() ? fmt::format("at {} risk", rules::name(s.risk.value()))
                                         : "at no risk");
    }
    attributes("sign_in", s.attributes);
    flag("email_healthy", "environment.email_healthy", facts_.environment.email_healthy, "",
         "while mail is down");
    flag("sms_healthy", "environment.sms_healthy", facts_.environment.sms_healthy, "",
         "while SMS is down");
    return std::move(named_);
  }

 private:
  bool differs(std::string_view fact) const {
    return std::find(differing_.begin(), differing_.end(), fact) != differing_.end();
  }

  bool is_emergency() const {
    if (!policy_.emergency_access || !facts_.user.id.is_known()) return false;
    const auto& accounts = policy_.emergency_access->accounts;
    return std::any_of(accounts.begin(), accounts.end(), [&](const auto& account) {
      return account.value == facts_.user.id.value();
    });
  }

  void roles() {
    if (!differs("user.roles")) return;
    const std::vector<std::string> roles = facts_.user.roles.value_or({});
    std::vector<std::string> declared;
    std::vector<std::string> undeclared;
    for (const std::string& role : roles) {
      const bool is_declared =
          std::any_of(policy_.roles.begin(), policy_.roles.end(),
                      [&](const rules::Role& each) { return each.name.value == role; });
      (is_declared ? declared : undeclared).push_back(role);
    }
    if (!facts_.user.roles.is_known() || !declared.empty() || undeclared.empty()) {
      put(named_.facts, "roles",
          facts_.user.roles.is_known() ? list_of(declared) : texts_node(facts_.user.roles));
    }
    if (!undeclared.empty()) put(named_.facts, "undeclared_roles", list_of(undeclared));
    if (!roles.empty()) say(named_.name, fmt::format("{}", fmt::join(roles, " and ")));
  }

  void locks() {
    const auto lock = [&](const Fact<engine::Lock>& fact) {
      return node_of(fact, [&](const engine::Lock& each) {
        if (each.until && !each.hard) return scalar(moment_text(*each.until, policy_.zone));
        WrittenNode map = map_node();
        put(map, "until",
            scalar(each.until ? moment_text(*each.until, policy_.zone) : std::string("null")));
        if (each.hard) put(map, "hard", scalar("true"));
        return map;
      });
    };
    if (differs("user.account_locked")) {
      put(named_.facts, "account_locked", lock(facts_.user.account_locked));
      say(named_.name, "locked");
    }
    WrittenNode all = map_node();
    for (std::size_t i = 0; i < rules::method_count; ++i) {
      const std::string method(rules::name(static_cast<rules::Method>(i)));
      if (!differs("user.locks." + method)) continue;
      put(all, method, lock(facts_.user.locks[i]));
      say(named_.name, method + " locked");
    }
    if (!all.parts.empty()) put(named_.facts, "locks", std::move(all));
  }

  void attributes(std::string_view owner, const std::vector<engine::AttributeValue>& values) {
    WrittenNode all = map_node();
    for (const engine::AttributeValue& each : values) {
      if (!differs(fmt::format("{}.attributes.{}", owner, each.name))) continue;
      put(all, each.name, content_node(each.value));
      say(named_.name, attribute_words(each));
    }
    if (!all.parts.empty()) put(named_.facts, "attributes", std::move(all));
  }

  // Words for true and false; no words: that is the ordinary value.
  void flag(std::string key, std::string_view fact, const Fact<bool>& value, std::string_view yes,
            std::string_view no) {
    if (!differs(fact)) return;
    put(named_.facts, std::move(key), flag_node(value));
    const std::string_view words = value.value_or(false) ? yes : no;
    if (!words.empty()) say(named_.name, words);
  }
  void time(std::string key, std::string_view fact, const Fact<engine::Instant>& value,
            std::string_view words) {
    if (!differs(fact)) return;
    put(named_.facts, key, node_of(value, [&](engine::Instant instant) {
          return scalar(moment_text(instant, policy_.zone));
        }));
    say(named_.name, value.is_known() ? std::string(words) : fmt::format("{} never", words));
  }
  void number(std::string key, std::string_view fact, const Fact<int>& value,
              std::string_view words) {
    if (!differs(fact)) return;
    put(named_.facts, std::move(key),
        node_of(value, [](int count) { return scalar(std::to_string(count)); }));
    say(named_.name, fmt::format("{} {}", value.value_or(0), words));
  }
  void text(std::string key, std::string_view fact, const Fact<std::string>& value,
            std::string_view words) {
    if (!differs(fact)) return;
    put(named_.facts, std::move(key), node_of(value, text_node));
    if (value.is_known()) say(named_.name, fmt::format("{} {}", words, value.value()));
  }
  void word(std::string key, std::string_view fact, const Fact<rules::AccountType>& value) {
    if (!differs(fact)) return;
    put(named_.facts, std::move(key),
        node_of(value, [](auto type) { return scalar(std::string(rules::name(type))); }));
    if (value.is_known()) say(named_.name, rules::name(value.value()));
  }

  const Facts& facts_;
  const rules::Policy& policy_;
  std::vector<std::string> differing_;
  NamedFacts named_;
};

}  // namespace

NamedFacts named_account(const Facts& facts, const Facts& ordinary, const rules::Policy& policy) {
  return Namer(facts, ordinary, policy).account();
}

NamedFacts named_situation(const Facts& facts, const Facts& ordinary, const rules::Policy& policy) {
  return Namer(facts, ordinary, policy).situation();
}

std::string moment_text(rules::Instant instant, const rules::TimeZone& zone) {
  const rules::LocalSeconds local = zone.to_local(instant);
  if (zone.to_instant(local) != instant) return rules::format_instant(instant);
  const rules::Date date = zone.local_date(instant);
  const rules::LocalSeconds second = local - rules::LocalSeconds{date.days} * rules::day_seconds;
  std::string text = rules::format_date(date);
  if (second != 0) text += fmt::format(" {:02}:{:02}", second / 3600, second / 60 % 60);
  if (second % 60 != 0) text += fmt::format(":{:02}", second % 60);
  return text;
}

WrittenNode scalar(std::string text) {
  WrittenNode node;
  node.text = std::move(text);
  return node;
}

WrittenNode text_node(std::string text) {
  WrittenNode node = scalar(std::move(text));
  node.is_text = true;
  return node;
}

WrittenNode map_node() {
  WrittenNode node;
  node.kind = rules::YamlNode::Kind::mapping;
  return node;
}

WrittenNode list_node() {
  WrittenNode node;
  node.kind = rules::YamlNode::Kind::sequence;
  return node;
}

void put(WrittenNode& map, std::string key, WrittenNode value) {
  map.parts.push_back({std::move(key), std::move(value), {}});
}

}  // namespace gatecast::reports
