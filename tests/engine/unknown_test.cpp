// Unknown facts, sentence by sentence of SIGNIN; tests/oracle holds them against every combination.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <memory>
#include <string>
#include <vector>

#include "engine/facts_json.h"
#include "engine/unknown/answer.h"
#include "engine/unknown/strictness.h"
#include "rules/policy_parser.h"
#include "tests/engine/sign_ins.h"

namespace gatecast::engine {
namespace {

namespace json = boost::json;
using Names = std::vector<std::string>;

constexpr const char* policy_text = R"(policy: unknown
revision: 1
time_zone: UTC
two_factor:
  enabled: true
  enforcement: risk_based
  methods: [authenticator, email, sms]
  allow_fallback: true
  enrollment: {authenticator: required, grace: {days: 14}}
integrations: {sms: {provider: x}, email: {healthy: true}}
roles:
  Administrator: {type: internal, admin: true}
  Employee: {type: internal}
  Partner Manager: {type: partner}
networks: {office: [198.51.100.0/24]}
attributes: {clearance: {on: user, type: integer, range: [0, 5]}}
rules:
  - name: risk
    when: {risk: high, not: {network: office}}
    then: {outcome: deny, reason: high_risk}
  - {name: cleared, when: {clearance: 5}, then: {outcome: challenge}}
  - {name: staff, when: {type: internal}, set: {enforcement: every_login}}
rollout: {stages: [{name: all, start: 2027-01-01}]}
)";

std::shared_ptr<const Graph> compiled(const std::string& text) {
  const rules::Source source("unknown.yaml", text);
  const rules::ParsedPolicy parsed = rules::parse_policy(source);
  EXPECT_TRUE(parsed.policy) << rules::render(source, parsed.diagnostics);
  return compile(*parsed.policy, source).value();
}

class Unknown : public testing::Test {
 protected:
  Unknown() {
    graph_ = compiled(policy_text);
    facts_ = json::parse(example_facts).as_object();
    user()["attributes"] = json::object{{"clearance", 0}};
  }

  json::object& user() { return facts_.at("user").as_object(); }
  json::object& sign_in() { return facts_.at("sign_in").as_object(); }
  Answer answered() const {
    const auto given = answer(*graph_, read_facts(json::serialize(facts_)).value());
    EXPECT_TRUE(given) << given.message();
    return given ? given.value() : Answer{};
  }

  std::shared_ptr<const Graph> graph_;
  json::object facts_;
};

TEST_F(Unknown, nothing_is_unknown_of_a_complete_sign_in) {
  EXPECT_EQ(answered().decision.reason, "recognized_device");
  EXPECT_EQ(answered().unknown, Names{});
}

TEST_F(Unknown, allows_only_if_every_value_allows) {
  sign_in().erase("known_ip");
  EXPECT_EQ(answered().decision.reason, "second_factor");
  EXPECT_EQ(answered().unknown, Names{"sign_in.known_ip"});
  sign_in()["device_cookie"] = true;
  EXPECT_EQ(answered().decision.reason, "recognized_device");
  EXPECT_EQ(answered().unknown, Names{});  // it changes nothing
}

TEST_F(Unknown, lists_what_changes_the_answer_in_some_combination) {
  // Neither matters while the other says recognized.
  sign_in().erase("known_ip");
  sign_in().erase("device_cookie");
  EXPECT_EQ(answered().unknown, (Names{"sign_in.device_cookie", "sign_in.known_ip"}));
  // The strictest answer is one that the place does not change, and yet it is listed.
  sign_in()["risk"] = "extreme";
  sign_in()["ip"] = 7;
  user()["active"] = "yes";
  EXPECT_EQ(answered().decision.reason, "account_inactive");
  EXPECT_EQ(answered().unknown, (Names{"user.active", "sign_in.device_cookie", "sign_in.known_ip",
                                       "sign_in.ip", "sign_in.risk"}));
}

TEST_F(Unknown, fewer_methods_are_stricter) {
  sign_in()["known_ip"] = false;
  user().erase("phone");
  EXPECT_EQ(answered().decision.methods, (MethodList{Method::authenticator, Method::email}));
  EXPECT_EQ(answered().unknown, Names{"user.phone"});
  user()["phone"] = true;
  user().erase("locks");
  EXPECT_EQ(answered().decision.reason, "no_usable_method");
  EXPECT_EQ(answered().unknown,
            (Names{"user.locks.authenticator", "user.locks.email", "user.locks.sms"}));
}

TEST_F(Unknown, a_lock_without_its_end_may_be_over) {
  user()["account_locked"] = json::object{{"hard", false}};
  EXPECT_EQ(answered().decision.reason, "locked");
  EXPECT_EQ(answered().unknown, Names{"user.account_locked"});
}

TEST_F(Unknown, the_environment_that_lacks_a_key) {
  sign_in()["known_ip"] = false;
  facts_["environment"] = json::object{{"sms_healthy", true}};
  EXPECT_EQ(answered().decision.methods, MethodList{Method::authenticator});
  EXPECT_EQ(answered().unknown, Names{"environment.email_healthy"});
  facts_.erase("environment");
  EXPECT_EQ(answered().unknown, Names{});
}

TEST_F(Unknown, none_is_a_value_of_an_address_but_not_of_an_attribute) {
  sign_in()["risk"] = "high";
  sign_in().erase("ip");
  EXPECT_EQ(answered().decision.reason, "high_risk");
  EXPECT_EQ(answered().unknown, Names{"sign_in.ip"});
  sign_in()["risk"] = "low";
  EXPECT_EQ(answered().unknown, Names{});
  user()["attributes"] = json::object{{"clearance", 6}};  // outside its values
  EXPECT_EQ(answered().decision.reason, "second_factor");
  EXPECT_EQ(answered().decision.row, 6);
  EXPECT_EQ(answered().unknown, Names{"user.attributes.clearance"});
}

TEST_F(Unknown, roles_that_disagree_or_are_not_declared) {
  user()["type"] = nullptr;
  EXPECT_EQ(answered().unknown, Names{});
  user()["roles"] = json::array{"Partner Manager", "Employee"};
  EXPECT_EQ(answered().decision.reason, "second_factor");  // if he is internal
  EXPECT_EQ(answered().unknown, Names{"user.type"});
  // An administrator that nobody may impersonate, for all that the policy says.
  user()["type"] = "partner";
  user()["roles"] = json::array{"Partner Manager", "Ghost"};
  EXPECT_EQ(answered().unknown, Names{});
  sign_in()["channel"] = "login_as";
  EXPECT_EQ(answered().decision.reason, "login_as_administrator");
  EXPECT_EQ(answered().unknown, Names{"user.roles"});
  // An account whose roles are unknown may have any declared; and then they may disagree.
  sign_in()["channel"] = "password";
  user().erase("type");
  user().erase("roles");
  EXPECT_EQ(answered().decision.reason, "second_factor");
  EXPECT_EQ(answered().unknown, (Names{"user.roles", "user.type"}));
}

TEST_F(Unknown, times_from_which_grace_counts) {
  user()["authenticator"] = "not_started";
  EXPECT_EQ(answered().decision.reason, "enrollment_required");
  user().erase("grace_started");
  EXPECT_EQ(answered().decision.reason, "enrollment_required");
  EXPECT_EQ(answered().unknown, Names{"user.grace_started"});
  user()["grace_started"] = nullptr;
  user().erase("created");
  EXPECT_EQ(answered().unknown, Names{"user.created"});
  user().erase("reset_at");
  EXPECT_EQ(answered().unknown, (Names{"user.created", "user.reset_at"}));
}

TEST_F(Unknown, a_deadline_is_part_of_the_answer) {
  user()["authenticator"] = "not_started";
  user().erase("created");
  facts_["now"] = "2027-01-05T14:00:00Z";  // in grace, whoever was created when
  EXPECT_EQ(answered().decision.reason, "enrollment_grace");
  EXPECT_EQ(answered().unknown, Names{"user.created"});
  // Skipped into a challenge there is no deadline to show.
  sign_in()["known_ip"] = false;
  sign_in()["skipped"] = true;
  EXPECT_EQ(answered().decision.reason, "second_factor");
  EXPECT_EQ(answered().unknown, Names{});
  // Where grace cannot be over, deadlines are all that differs.
  facts_["now"] = "1990-01-01T00:00:00Z";
  graph_ = compiled(R"(policy: endless
revision: 1
time_zone: UTC
two_factor:
  enabled: true
  methods: [authenticator]
  enrollment: {authenticator: required, grace: {days: 36500}}
)");
  EXPECT_EQ(answered().decision.reason, "grace");
  EXPECT_EQ(answered().unknown, Names{"user.created"});
}

// Who has a role that nobody declares may be of any type, and all types get the same answer here.
TEST_F(Unknown, of_equal_answers_that_whose_grace_ends_first) {
  user()["authenticator"] = "not_started";
  user()["roles"] = json::array{"undeclared"};
  user()["type"] = nullptr;
  facts_["now"] = "2027-01-02T14:00:00Z";
  for (const auto& [staff, customers] : {std::pair{7, 21}, std::pair{21, 7}}) {
    graph_ = compiled(fmt::format(R"(policy: types
revision: 1
time_zone: UTC
two_factor:
  enabled: true
  methods: [authenticator]
  enrollment: {{authenticator: required, grace: {{days: 14}}}}
rollout: {{stages: [{{name: all, start: 2027-01-01}}]}}
rules:
  - {{name: staff, when: {{type: internal}}, set: {{enrollment: {{grace: {{days: {}}}}}}}}}
  - {{name: customers, when: {{type: customer}}, set: {{enrollment: {{grace: {{days: {}}}}}}}}}
)",
                                  staff, customers));
    const Facts facts = read_facts(json::serialize(facts_)).value();
    for (const std::size_t trials : {0, 64}) {
      const Answer given = answer(*graph_, facts, {.most_trials = trials}).value();
      EXPECT_EQ(given.decision.reason, "enrollment_grace");
      EXPECT_EQ(given.decision.deadline, rules::parse_instant("2027-01-08T00:00:00Z"));
    }
  }
}

TEST_F(Unknown, all_but_the_time) {
  facts_ = json::object{{"now", "2027-02-02T14:00:00Z"}};
  const Answer given = answered();
  EXPECT_EQ(given.decision.reason, "account_inactive");
  // The policy names no user, group, application or country, and no passkey; that nothing was
  // skipped is known.
  EXPECT_EQ(given.unknown, (Names{"user.roles",
                                  "user.type",
                                  "user.active",
                                  "user.created",
                                  "user.authenticator",
                                  "user.email",
                                  "user.phone",
                                  "user.backup_codes",
                                  "user.grace_started",
                                  "user.reset_at",
                                  "user.account_locked",
                                  "user.locks.authenticator",
                                  "user.locks.email",
                                  "user.locks.sms",
                                  "user.attributes.clearance",
                                  "sign_in.channel",
                                  "sign_in.device_cookie",
                                  "sign_in.known_ip",

                                  "sign_in.ip",
                                  "sign_in.risk"}));
}

// Nothing is answered that was not worked out in full.
TEST_F(Unknown, too_many_for_a_diagram_are_refused) {
  const Facts facts = read_facts(R"({"now": "2027-02-02T14:00:00Z"})").value();
  EXPECT_FALSE(answer(*graph_, facts, {.max_nodes = 50}));
}

// As many nodes as there are times from which grace may count would have as many edges each.
TEST_F(Unknown, a_thousand_bounds_of_days_overdue_take_few_nodes) {
  std::string text = R"(policy: bounds
revision: 1
time_zone: UTC
two_factor:
  enabled: true
  methods: [authenticator]
  enrollment: {authenticator: required, grace: {days: 14}}
rules:
)";
  for (int day = 1; day <= 1000; ++day) {
    text += "  - {name: over " + std::to_string(day) +
            ", when: {days_overdue: {over: " + std::to_string(day) +
            "}}, then: {outcome: deny, reason: " + (day % 2 == 0 ? "even" : "odd") + "}}\n";
  }
  graph_ = compiled(text);
  user()["authenticator"] = "not_started";
  user()["roles"] = json::array{};
  user()["attributes"] = json::object{};
  user().erase("grace_started");
  const Facts facts = read_facts(json::serialize(facts_)).value();
  const auto given = answer(*graph_, facts, {.max_nodes = 5000});
  ASSERT_TRUE(given) << given.message();
  EXPECT_EQ(given.value().unknown, Names{"user.grace_started"});
}

Decision of(Outcome outcome, std::uint8_t row, MethodList methods = {}) {
  Decision decision;
  decision.outcome = outcome;
  decision.row = row;
  decision.methods = methods;
  return decision;
}

Decision skippable(Outcome after, MethodList methods) {
  Decision decision = of(Outcome::enroll, 10);
  decision.may_skip = true;
  decision.if_skipped = AfterSkip{after, methods, false, false};
  return decision;
}

TEST(Strictness, is_the_order_of_signin) {
  const MethodList both{Method::email, Method::sms};
  const std::vector<Decision> order = {
      of(Outcome::deny, 1),
      of(Outcome::deny, 14),
      of(Outcome::enroll, 6),
      of(Outcome::enroll, 11),
      of(Outcome::challenge, 6, both),
      of(Outcome::challenge, 10, both),
      of(Outcome::challenge, 13, {Method::passkey}),
      of(Outcome::challenge, 13, {Method::authenticator, Method::sms}),
      of(Outcome::challenge, 13, both),
      of(Outcome::challenge, 13, {Method::sms, Method::email}),
      skippable(Outcome::challenge, {Method::sms}),
      skippable(Outcome::challenge, both),
      skippable(Outcome::allow, {}),
      of(Outcome::allow, 4),
      of(Outcome::allow, 10),
      of(Outcome::allow, 12),
  };
  for (std::size_t i = 0; i < order.size(); ++i) {
    for (std::size_t j = 0; j < order.size(); ++j) {
      EXPECT_EQ(is_stricter(order[i], order[j]), i < j) << i << " " << j;
    }
  }
}

}  // namespace
}  // namespace gatecast::engine
