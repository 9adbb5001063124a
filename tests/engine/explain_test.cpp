// The facts that a change names, put into the JSON of the sign-in, lead where it says.
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <string>
#include <vector>

#include "engine/explain/explanation.h"
#include "engine/facts_json.h"
#include "engine/unknown/answer.h"
#include "rules/policy_parser.h"
#include "tests/engine/sign_ins.h"

namespace gatecast::engine {
namespace {

namespace json = boost::json;

constexpr const char* policy_text = R"(policy: acme-portal
revision: 3
time_zone: America/New_York
two_factor:
  enabled: true
  enforcement: risk_based
  methods: [authenticator, email]
  enrollment: {authenticator: required, grace: {days: 14}}
integrations: {email: {healthy: true}}
roles:
  Administrator: {type: internal, admin: true}
  Partner Manager: {type: partner}
networks: {office: [192.0.2.0/24]}
attributes:
  clearance: {on: user, type: integer, range: [0, 5]}
  managed: {on: sign_in, type: boolean}
rules:
  - name: administrators
    when: {admin: true}
    set: {enforcement: every_login}
  - name: high risk
    when: {risk: high, not: {network: office}}
    then: {outcome: deny, reason: high_risk}
  - name: cleared
    when: {clearance: 5, managed: true}
    then: {outcome: deny, reason: no_such_device}
rollout:
  stages: [{name: all, start: 2027-02-01}]
)";

// `path` with its dots, but for the first two parts of an attribute or a lock: one level each.
void put(json::object& facts, std::string_view path, json::value value) {
  const std::size_t dot = path.find('.');
  if (dot == std::string_view::npos) {
    facts[json::string_view(path.data(), path.size())] = std::move(value);
    return;
  }
  json::value& inner = facts[json::string_view(path.data(), dot)];
  if (!inner.is_object()) inner = json::object();
  put(inner.as_object(), path.substr(dot + 1), std::move(value));
}

class Explained : public testing::Test {
 protected:
  Explained() : source_("policy.yaml", policy_text), parsed_(rules::parse_policy(source_)) {
    EXPECT_TRUE(parsed_.policy.has_value());
    graph_ = compile(*parsed_.policy, source_).value();
  }

  json::object facts(std::initializer_list<std::pair<const char*, json::value>> changes) const {
    json::object all = json::parse(example_facts).as_object();
    put(all, "user.attributes.clearance", 0);
    put(all, "sign_in.attributes.managed", true);
    for (const auto& [path, value] : changes) put(all, path, value);
    return all;
  }
  static Facts read(const json::object& facts) {
    return read_facts(json::serialize(facts)).value();
  }

  // What the words of the changes are; each is tried.
  std::vector<std::string> changes(const json::object& facts) {
    const Explanation explained = explain(*graph_, read(facts)).value();
    std::vector<std::string> words;
    for (const Change& change : explained.changes) {
      json::object changed = facts;
      for (const auto& fact : change.facts) put(changed, fact.name, json::parse(fact.value));
      const Decision then = answer(*graph_, read(changed)).value().decision;
      EXPECT_EQ(then.outcome, change.outcome) << change.words.front();
      EXPECT_EQ(then.may_skip, change.may_skip) << change.words.front();
      EXPECT_EQ(then.reason, change.reason) << change.words.front();
      std::string all;
      for (const std::string& each : change.words) all += (all.empty() ? "" : " and ") + each;
      words.push_back(all);
    }
    return words;
  }

  rules::Source source_;
  rules::ParsedPolicy parsed_;
  std::shared_ptr<const Graph> graph_;
};

TEST_F(Explained, DeviceFirst) {
  const auto words = changes(facts({}));
  ASSERT_FALSE(words.empty());
  EXPECT_EQ(words.front(), "the device were not recognized");
  EXPECT_EQ(words[1], "the risk were high");
}

TEST_F(Explained, EveryKindOfFact) {
  for (const char* state : {"enrolled", "not_started"}) {
    for (const bool known : {false, true}) {
      for (const char* risk : {"low", "high"}) {
        for (const char* channel : {"password", "saml"}) {
          for (const char* now :
               {"2027-01-02T14:00:00Z", "2027-02-02T14:00:00Z", "2028-02-02T14:00:00Z"}) {
            const auto sign_in = facts({{"user.authenticator", state},
                                        {"sign_in.known_ip", known},
                                        {"sign_in.risk", risk},
                                        {"sign_in.channel", channel},
                                        {"now", now}});
            EXPECT_FALSE(changes(sign_in).empty()) << json::serialize(sign_in);
          }
        }
      }
    }
  }
}

TEST_F(Explained, Locked) {
  EXPECT_EQ(changes(facts({{"user.active", false}})).front(), "the account were active");
  const auto locked = facts({{"user.account_locked", {{"until", nullptr}, {"hard", true}}}});
  EXPECT_EQ(changes(locked).front(), "the account were not locked");
}

TEST_F(Explained, TwoFactsWhereOneIsNotEnough) {
  const auto both = facts(
      {{"user.active", false}, {"user.account_locked", {{"until", nullptr}, {"hard", true}}}});
  EXPECT_EQ(changes(both).front(), "the account were not locked and the account were active");
}

TEST_F(Explained, WhatItWouldHelpToKnow) {
  auto sign_in = facts({});
  sign_in["sign_in"].as_object().erase("risk");
  const auto words = changes(sign_in);
  ASSERT_FALSE(words.empty());
  EXPECT_EQ(words.front(), "the address were inside office");
  EXPECT_EQ(explain(*graph_, read(sign_in)).value().unknown,
            std::vector<std::string>{"sign_in.risk"});
}

TEST_F(Explained, Later) {
  const auto grace = facts({{"user.authenticator", "not_started"}, {"sign_in.known_ip", false}});
  const Explanation explained = explain(*graph_, read(grace)).value();
  ASSERT_TRUE(explained.later.has_value());
  EXPECT_EQ(rules::format_instant(explained.later->at), "2027-02-15T05:00:00Z");
  EXPECT_EQ(explained.later->reason, "enrollment_required");
}

}  // namespace
}  // namespace gatecast::engine
