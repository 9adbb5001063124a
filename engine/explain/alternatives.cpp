#include "engine/explain/alternatives.h"

#include <fmt/format.h>
#include <boost/json.hpp>

#include <algorithm>
#include <utility>

#include "engine/graph/graph.h"

namespace gatecast::engine {
namespace {

std::string json(std::string_view text) {
  return boost::json::serialize(boost::json::string_view(text.data(), text.size()));
}
std::string json(bool value) { return value ? "true" : "false"; }

class List {
 public:
  List(const Graph& graph, const Facts& facts)
      : graph_(graph), policy_(graph.policy), facts_(facts) {}

  std::vector<Alternative> take() {
    device();
    skipping();
    place();
    sign_in_attributes();
    risk();
    channels();
    factors();
    locks();
    resets();
    environment();
    account_attributes();
    groups();
    roles();
    types();
    return std::move(all_);
  }

 private:
  using Apply = std::function<void(Facts&)>;

  void next_group() { ++group_; }
  void add(std::string words, std::vector<Change::Fact> facts, Apply apply) {
    all_.push_back({std::move(words), std::move(facts), std::move(apply), group_});
  }

  template <class T>
  static bool is(const Fact<T>& fact, const T& value) {
    return fact.is_known() && fact.value() == value;
  }

  // A yes or no of the facts.
  void flag(Fact<bool> SignIn::*field, bool value, const std::string& name, std::string words) {
    if (is(facts_.sign_in.*field, value)) return;
    add(std::move(words), {{name, json(value)}},
        [field, value](Facts& f) { f.sign_in.*field = value; });
  }
  void flag(Fact<bool> Account::*field, const std::string& name, const std::string& yes,
            const std::string& no) {
    next_group();
    for (const bool value : {true, false}) {
      if (is(facts_.user.*field, value)) continue;
      add(value ? yes : no, {{name, json(value)}},
          [field, value](Facts& f) { f.user.*field = value; });
    }
  }

  void device() {
    next_group();
    const auto& by = policy_.two_factor.recognition.by;
    const auto recognition = by ? by->value : rules::Recognition::cookie_or_ip;
    for (const auto& [cookie, ip] : {std::pair{false, false}, std::pair{true, true}}) {
      const SignIn& now = facts_.sign_in;
      if (now.device_cookie.is_known() && now.known_ip.is_known()) {
        const bool before =
            recognized(recognition, now.device_cookie.value(), now.known_ip.value());
        if (before == cookie) continue;
      }
      add(cookie ? "the device were recognized" : "the device were not recognized",
          {{"sign_in.device_cookie", json(cookie)}, {"sign_in.known_ip", json(ip)}},
          [cookie = cookie, ip = ip](Facts& f) {
            f.sign_in.device_cookie = cookie;
            f.sign_in.known_ip = ip;
          });
    }
  }

  void skipping() {
    next_group();
    flag(&SignIn::skipped, true, "sign_in.skipped", "the enrollment were skipped");
    flag(&SignIn::skipped, false, "sign_in.skipped", "the enrollment were not skipped");
  }

  void text(Fact<std::string> SignIn::*field, const std::string& name, const std::string& value,
            std::string words) {
    if (is(facts_.sign_in.*field, value)) return;
    add(std::move(words), {{name, json(value)}},
        [field, value](Facts& f) { f.sign_in.*field = value; });
  }
  void no_text(Fact<std::string> SignIn::*field, const std::string& name, std::string words) {
    if ((facts_.sign_in.*field).is_none()) return;
    add(std::move(words), {{name, "null"}},
        [field](Facts& f) { f.sign_in.*field = Fact<std::string>::none(); });
  }

  void place() {
    next_group();
    for (const rules::Network& network : policy_.networks) {
      // The first address of a block, as the policy writes it.
      std::string block(graph_.source.text(network.blocks.front().span));
      std::erase(block, '"');
      std::erase(block, '\'');
      text(&SignIn::ip, "sign_in.ip", block.substr(0, block.find('/')),
           fmt::format("the address were inside {}", network.name.value));
    }
    if (!policy_.networks.empty()) no_text(&SignIn::ip, "sign_in.ip", "no address were known");
    next_group();
    for (const std::string& country : graph_.variables.countries.in_order()) {
      text(&SignIn::country, "sign_in.country", country,
           fmt::format("the country were {}", country));
    }
    no_text(&SignIn::country, "sign_in.country", "no country were known");
    next_group();
    for (const std::string& application : graph_.variables.applications.in_order()) {
      text(&SignIn::application, "sign_in.application", application,
           fmt::format("the application were {}", application));
    }
    no_text(&SignIn::application, "sign_in.application", "there were no application");
  }

  void risk() {
    next_group();
    for (const auto risk : {rules::Risk::low, rules::Risk::medium, rules::Risk::high}) {
      if (is(facts_.sign_in.risk, risk)) continue;
      add(fmt::format("the risk were {}", name(risk)), {{"sign_in.risk", json(name(risk))}},
          [risk](Facts& f) { f.sign_in.risk = risk; });
    }
  }

  void channels() {
    next_group();
    for (const std::string& channel : graph_.variables.channels.in_order()) {
      text(&SignIn::channel, "sign_in.channel", channel,
           fmt::format("the channel were {}", channel));
    }
  }

  void factors() {
    next_group();
    using State = rules::AuthenticatorState;
    for (const State state : {State::enrolled, State::not_started}) {
      if (is(facts_.user.authenticator, state)) continue;
      add(state == State::enrolled ? "the authenticator were enrolled"
                                   : "no authenticator were enrolled",
          {{"user.authenticator", json(name(state))}},
          [state](Facts& f) { f.user.authenticator = state; });
    }
    flag(&Account::passkey, "user.passkey", "a passkey were registered",
         "no passkey were registered");
    flag(&Account::email, "user.email", "the account had an address", "the account had no address");
    flag(&Account::phone, "user.phone", "the account had a phone", "the account had no phone");
  }

  void locks() {
    for (std::size_t i = 0; i < rules::method_count; ++i) {
      next_group();
      const auto method = name(static_cast<Method>(i));
      const std::string fact = fmt::format("user.locks.{}", method);
      if (facts_.user.locks[i].is_none()) {
        add(fmt::format("{} were locked", method), {{fact, R"({"until": null, "hard": true})"}},
            [i](Facts& f) {
              f.user.locks[i] = Lock{{}, true};
            });
      } else {
        add(fmt::format("{} were not locked", method), {{fact, "null"}},
            [i](Facts& f) { f.user.locks[i] = Fact<Lock>::none(); });
      }
    }
  }

  void resets() {
    next_group();
    if (!facts_.user.reset_at.is_none()) {
      add("the account had not been reset", {{"user.reset_at", "null"}},
          [](Facts& f) { f.user.reset_at = Fact<Instant>::none(); });
    }
    if (!facts_.user.reset_at.is_known()) {
      const Instant now = facts_.now;
      add("the account had been reset", {{"user.reset_at", json(rules::format_instant(now))}},
          [now](Facts& f) { f.user.reset_at = now; });
    }
    next_group();
    if (!facts_.user.account_locked.is_none()) {
      add("the account were not locked", {{"user.account_locked", "null"}},
          [](Facts& f) { f.user.account_locked = Fact<Lock>::none(); });
    } else {
      add("the account were locked", {{"user.account_locked", R"({"until": null, "hard": true})"}},
          [](Facts& f) {
            f.user.account_locked = Lock{{}, true};
          });
    }
    flag(&Account::active, "user.active", "the account were active", "the account were inactive");
    next_group();
    if (!is(facts_.user.skips, 0)) {
      add("no enrollment had been skipped before", {{"user.skips", "0"}},
          [](Facts& f) { f.user.skips = 0; });
    }
    const Instant now = facts_.now;
    if (!is(facts_.user.grace_started, now)) {
      add("grace began now", {{"user.grace_started", json(rules::format_instant(now))}},
          [now](Facts& f) { f.user.grace_started = now; });
    }
  }

  void environment() {
    const auto flag = [&](Fact<bool> Environment::*field, const std::string& name,
                          std::string_view what) {
      next_group();
      for (const bool value : {true, false}) {
        if (is(facts_.environment.*field, value)) continue;
        add(fmt::format("{} {} be sent", what, value ? "could" : "could not"),
            {{name, json(value)}}, [field, value](Facts& f) { f.environment.*field = value; });
      }
    };
    flag(&Environment::email_healthy, "environment.email_healthy", "mail");
    flag(&Environment::sms_healthy, "environment.sms_healthy", "SMS");
  }

  // The values of an attribute that the policy can tell apart.
  using Value = std::variant<bool, std::int64_t, std::string>;
  std::vector<Value> values_of(std::uint32_t index) const {
    const rules::Attribute& declared = policy_.attributes[index];
    if (declared.kind == rules::Attribute::Kind::boolean) return {true, false};
    std::vector<Value> values;
    if (declared.kind == rules::Attribute::Kind::values) {
      for (const auto& word : declared.values) values.emplace_back(word.value);
      return values;
    }
    const auto& named = graph_.variables.integers(index);
    for (const std::int64_t integer : named) values.emplace_back(integer);
    // And one that no condition names.
    std::int64_t other = declared.low;
    while (other <= declared.high && std::binary_search(named.begin(), named.end(), other)) ++other;
    if (other <= declared.high) values.emplace_back(other);
    return values;
  }

  static std::string json(const Value& value) {
    if (const bool* flag = std::get_if<bool>(&value)) return engine::json(*flag);
    if (const auto* integer = std::get_if<std::int64_t>(&value)) return std::to_string(*integer);
    return engine::json(std::get<std::string>(value));
  }
  template <class T>
  static std::string json(const T& value) {
    return engine::json(value);
  }

  static void set(std::vector<AttributeValue>& values, const std::string& name,
                  const Value& value) {
    for (AttributeValue& each : values) {
      if (each.name == name) {
        each.value = value;
        return;
      }
    }
    values.push_back({name, value});
  }

  void attributes(rules::Attribute::On on) {
    const bool is_user = on == rules::Attribute::On::user;
    const auto& own = is_user ? facts_.user.attributes : facts_.sign_in.attributes;
    for (std::uint32_t i = 0; i < policy_.attributes.size(); ++i) {
      const rules::Attribute& declared = policy_.attributes[i];
      if (declared.on != on || !graph_.variables.is_asked(Asks::attribute, i)) continue;
      next_group();
      const std::string& name = declared.name.value;
      for (const Value& value : values_of(i)) {
        const bool is_so = std::any_of(own.begin(), own.end(), [&](const AttributeValue& each) {
          return each.name == name && is(each.value, value);
        });
        if (is_so) continue;
        const std::string fact =
            fmt::format("{}.attributes.{}", is_user ? "user" : "sign_in", name);
        const std::string* word = std::get_if<std::string>(&value);
        add(fmt::format("{} were {}", name, word != nullptr ? *word : json(value)),
            {{fact, json(value)}}, [is_user, name, value](Facts& f) {
              set(is_user ? f.user.attributes : f.sign_in.attributes, name, value);
            });
      }
    }
  }
  void sign_in_attributes() { attributes(rules::Attribute::On::sign_in); }
  void account_attributes() { attributes(rules::Attribute::On::user); }

  static std::string list(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names) text += (text.empty() ? "" : ", ") + json(name);
    return "[" + text + "]";
  }

  // With one name more, or one less, of roles or groups.
  void membership(Fact<std::vector<std::string>> Account::*field, const std::string& fact,
                  const std::vector<std::string>& candidates, std::string_view more,
                  std::string_view less) {
    const std::vector<std::string>* known = (facts_.user.*field).if_known();
    const std::vector<std::string> own = known != nullptr ? *known : std::vector<std::string>{};
    const auto change = [&](const std::vector<std::string>& names, std::string words) {
      add(std::move(words), {{fact, list(names)}},
          [field, names](Facts& f) { f.user.*field = names; });
    };
    for (const std::string& name : own) {
      auto names = own;
      std::erase(names, name);
      change(names, fmt::format("{} {}", less, name));
    }
    for (const std::string& name : candidates) {
      if (std::find(own.begin(), own.end(), name) != own.end()) continue;
      auto names = own;
      names.push_back(name);
      change(names, fmt::format("{} {}", more, name));
    }
  }

  void groups() {
    next_group();
    membership(&Account::groups, "user.groups", graph_.variables.groups.in_order(),
               "the account were in group", "the account were not in group");
  }
  void roles() {
    next_group();
    std::vector<std::string> names;
    for (const rules::Role& role : policy_.roles) names.push_back(role.name.value);
    membership(&Account::roles, "user.roles", names, "the account had the role",
               "the account did not have the role");
  }
  void types() {
    using rules::AccountType;
    for (const auto type : {AccountType::internal, AccountType::partner, AccountType::customer}) {
      if (is(facts_.user.type, type)) continue;
      add(fmt::format("the account were {}", name(type)), {{"user.type", json(name(type))}},
          [type](Facts& f) { f.user.type = type; });
    }
  }

  const Graph& graph_;
  const rules::Policy& policy_;
  const Facts& facts_;
  std::vector<Alternative> all_;
  int group_ = 0;
};

}  // namespace

std::vector<Alternative> alternatives(const Graph& graph, const Facts& facts) {
  return List(graph, facts).take();
}

}  // namespace gatecast::engine
