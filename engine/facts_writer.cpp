#include "engine/facts_writer.h"

#include <algorithm>
#include <boost/json.hpp>

#include <fmt/format.h>

#include "engine/json_line.h"
#include "rules/time.h"

namespace gatecast::engine {
namespace {

namespace json = boost::json;

json::value to_json(bool value) { return value; }
json::value to_json(int value) { return value; }
json::value to_json(const std::string& text) { return json::string(text); }
json::value to_json(const std::vector<std::string>& names) {
  json::array array;
  for (const std::string& name : names) array.emplace_back(name);
  return array;
}
json::value to_json(Instant instant) { return json::string(rules::format_instant(instant)); }
json::value named(std::string_view word) { return json::string(word); }
json::value to_json(rules::AccountType type) { return named(rules::name(type)); }
json::value to_json(rules::AuthenticatorState state) { return named(rules::name(state)); }
json::value to_json(rules::Risk risk) { return named(rules::name(risk)); }
json::value to_json(const Lock& lock) {
  json::object object;
  object["until"] = lock.until ? to_json(*lock.until) : json::value(nullptr);
  object["hard"] = lock.hard;
  return object;
}
json::value to_json(const std::variant<bool, std::int64_t, std::string>& content) {
  if (const bool* flag = std::get_if<bool>(&content)) return *flag;
  if (const std::int64_t* number = std::get_if<std::int64_t>(&content)) return *number;
  return json::string(std::get<std::string>(content));
}

class Writer {
 public:
  Writer(const Facts& facts, const std::vector<std::string>* only) : facts_(facts), only_(only) {}

  json::object run() {
    json::object all;
    all["now"] = to_json(facts_.now);
    all["user"] = user();
    json::object of_sign_in = sign_in();
    if (!of_sign_in.empty()) all["sign_in"] = std::move(of_sign_in);
    json::object environment;
    // One of them alone would leave the other unknown.
    if (has("environment.email_healthy") || has("environment.sms_healthy")) {
      put(environment, "email_healthy", facts_.environment.email_healthy);
      put(environment, "sms_healthy", facts_.environment.sms_healthy);
    }
    if (!environment.empty()) all["environment"] = std::move(environment);
    return all;
  }

 private:
  bool has(std::string_view fact) const {
    return only_ == nullptr || std::find(only_->begin(), only_->end(), fact) != only_->end();
  }

  template <class T>
  static void put(json::object& object, std::string_view key, const Fact<T>& fact) {
    if (fact.is_none()) object[key] = nullptr;
    if (fact.is_known()) object[key] = to_json(fact.value());
  }
  template <class T>
  void put_if(json::object& object, std::string_view owner, std::string_view key,
              const Fact<T>& fact) const {
    if (has(fmt::format("{}.{}", owner, key))) put(object, key, fact);
  }
  // What is absent means something here, so that what is unknown has to be said.
  template <class T>
  void put_or_unknown(json::object& object, std::string_view owner, std::string_view key,
                      const Fact<T>& fact) const {
    if (!has(fmt::format("{}.{}", owner, key))) return;
    put(object, key, fact);
    if (fact.is_unknown()) object[key] = "unknown";
  }

  void put_attributes(json::object& object, std::string_view owner,
                      const std::vector<AttributeValue>& values) const {
    json::object attributes;
    const std::string name = fmt::format("{}.attributes", owner);
    for (const AttributeValue& each : values) put_if(attributes, name, each.name, each.value);
    if (only_ == nullptr || !attributes.empty()) object["attributes"] = std::move(attributes);
  }

  json::object user() const {
    const Account& account = facts_.user;
    json::object object;
    put(object, "id", account.id);
    const auto member = [&](std::string_view key, const auto& fact) {
      put_if(object, "user", key, fact);
    };
    put_or_unknown(object, "user", "type", account.type);
    member("roles", account.roles);
    member("groups", account.groups);
    member("active", account.active);
    member("created", account.created);
    member("authenticator", account.authenticator);
    member("passkey", account.passkey);
    member("email", account.email);
    member("phone", account.phone);
    member("backup_codes", account.backup_codes);
    member("grace_started", account.grace_started);
    member("skips", account.skips);
    member("reset_at", account.reset_at);
    member("account_locked", account.account_locked);
    json::object locks;
    for (std::size_t i = 0; i < rules::method_count; ++i) {
      if (account.locks[i].is_none()) continue;  // as if absent
      put_or_unknown(locks, "user.locks", rules::name(static_cast<rules::Method>(i)),
                     account.locks[i]);
    }
    if (only_ == nullptr || !locks.empty()) object["locks"] = std::move(locks);
    put_attributes(object, "user", account.attributes);
    return object;
  }

  json::object sign_in() const {
    const SignIn& s = facts_.sign_in;
    json::object object;
    const auto member = [&](std::string_view key, const auto& fact) {
      put_if(object, "sign_in", key, fact);
    };
    member("channel", s.channel);
    member("application", s.application);
    member("device_cookie", s.device_cookie);
    member("known_ip", s.known_ip);
    put_or_unknown(object, "sign_in", "skipped", s.skipped);
    member("ip", s.ip);
    member("country", s.country);
    member("risk", s.risk);
    put_attributes(object, "sign_in", s.attributes);
    return object;
  }

  const Facts& facts_;
  const std::vector<std::string>* only_;
};

}  // namespace

void write_facts(const Facts& facts, const std::vector<std::string>* only, std::string& out) {
  append_json(Writer(facts, only).run(), out);
}

}  // namespace gatecast::engine
