#include "engine/policy_tests/ordinary.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <set>
#include <variant>

#include "engine/facts_json.h"
#include "engine/graph/graph.h"
#include "rules/check.h"

namespace gatecast::engine {
namespace {

bool same(const Lock& a, const Lock& b) { return a.until == b.until && a.hard == b.hard; }
template <class T>
bool same(const T& a, const T& b) {
  return a == b;
}
template <class T>
bool same(const Fact<T>& a, const Fact<T>& b) {
  if (a.is_known() && b.is_known()) return same(a.value(), b.value());
  return a.is_none() == b.is_none() && a.is_unknown() == b.is_unknown();
}

// One fact, where two sign-ins have it.
struct Both {
  std::string name;
  bool same = true;
  std::function<void()> make_first_as_second;
};

class Pairs {
 public:
  Pairs(Facts& first, const Facts& second) : first_(first), second_(second) {}

  std::vector<Both> run() {
    account(&Account::type, "type");
    account(&Account::roles, "roles");
    account(&Account::groups, "groups");
    account(&Account::active, "active");
    account(&Account::created, "created");
    account(&Account::authenticator, "authenticator");
    account(&Account::passkey, "passkey");
    account(&Account::email, "email");
    account(&Account::phone, "phone");
    account(&Account::backup_codes, "backup_codes");
    account(&Account::grace_started, "grace_started");
    account(&Account::skips, "skips");
    account(&Account::reset_at, "reset_at");
    account(&Account::account_locked, "account_locked");
    for (std::size_t i = 0; i < rules::method_count; ++i) {
      add(fmt::format("user.locks.{}", rules::name(static_cast<rules::Method>(i))),
          first_.user.locks[i], second_.user.locks[i]);
    }
    attributes("user", first_.user.attributes, second_.user.attributes);
    sign_in(&SignIn::channel, "channel");
    sign_in(&SignIn::application, "application");
    sign_in(&SignIn::device_cookie, "device_cookie");
    sign_in(&SignIn::known_ip, "known_ip");
    sign_in(&SignIn::skipped, "skipped");
    sign_in(&SignIn::ip, "ip");
    sign_in(&SignIn::country, "country");
    sign_in(&SignIn::risk, "risk");
    attributes("sign_in", first_.sign_in.attributes, second_.sign_in.attributes);
    add("environment.email_healthy", first_.environment.email_healthy,
        second_.environment.email_healthy);
    add("environment.sms_healthy", first_.environment.sms_healthy, second_.environment.sms_healthy);
    return std::move(all_);
  }

 private:
  template <class T>
  void add(std::string name, T& first, const T& second) {
    all_.push_back({std::move(name), same(first, second), [&first, &second] { first = second; }});
  }
  template <class T>
  void account(Fact<T> Account::*member, std::string_view name) {
    add(fmt::format("user.{}", name), first_.user.*member, second_.user.*member);
  }
  template <class T>
  void sign_in(Fact<T> SignIn::*member, std::string_view name) {
    add(fmt::format("sign_in.{}", name), first_.sign_in.*member, second_.sign_in.*member);
  }
  // Those that the second has: it has all that are declared.
  void attributes(std::string_view owner, std::vector<AttributeValue>& first,
                  const std::vector<AttributeValue>& second) {
    for (const AttributeValue& value : second) {
      auto own = std::find_if(first.begin(), first.end(),
                              [&](const AttributeValue& each) { return each.name == value.name; });
      if (own == first.end()) {
        all_.push_back({fmt::format("{}.attributes.{}", owner, value.name), false,
                        [&first, &value] { first.push_back(value); }});
      } else {
        add(fmt::format("{}.attributes.{}", owner, value.name), own->value, value.value);
      }
    }
  }

  Facts& first_;
  const Facts& second_;
  std::vector<Both> all_;
};

}  // namespace

Facts ordinary_facts(const rules::Policy& policy) {
  Fill fill{policy, {}};
  return read_facts(R"({"now": "2020-01-01T00:00:00Z"})", &fill).value();
}

void make_ordinary(const std::string& fact, const Facts& ordinary, Facts& facts) {
  for (const Both& each : Pairs(facts, ordinary).run()) {
    if (each.name == fact) return each.make_first_as_second();
  }
  GATECAST_CHECK(false);
}

std::vector<std::string> differing_facts(const Facts& facts, const Facts& ordinary) {
  Facts copy = facts;
  std::vector<std::string> names;
  for (const Both& each : Pairs(copy, ordinary).run()) {
    if (!each.same) names.push_back(each.name);
  }
  return names;
}

bool is_settled(const Graph& graph, const Facts& facts) {
  std::set<rules::AccountType> types;
  const auto& declared = graph.declared_roles;
  for (const std::string& name : facts.user.roles.value_or({})) {
    const auto role = declared.find(name);
    if (role == declared.end()) return false;
    const auto& type = graph.policy.roles[role->second].type;
    if (type) types.insert(*type);
  }
  return facts.user.type.is_known() || types.size() < 2;
}

}  // namespace gatecast::engine
