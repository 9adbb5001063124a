// Each of SIGNIN's fourteen rows, and each date one second before, at and after it.
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "engine/facts_json.h"
#include "engine/graph/decide.h"
#include "rules/policy_parser.h"
#include "tests/engine/sign_ins.h"

namespace gatecast::engine {
namespace {

constexpr const char* policy_text = R"(policy: rows
revision: 1
time_zone: America/New_York
two_factor:
  enabled: true
  enforcement: risk_based
  methods: [authenticator, email]
  allow_fallback: true
  enrollment:
    authenticator: required
    grace: {days: 14, skips: 3}
integrations:
  email: {healthy: true}
roles:
  Administrator: {type: internal, admin: true}
  Partner Manager: {type: partner}
  Legacy Service: {type: internal}
rules:
  - name: high risk is refused
    when: {risk: high}
    then: {outcome: deny, reason: high_risk}
  - name: the kiosk is let in for a while
    when: {application: kiosk}
    then: {outcome: allow, reason: kiosk_hole, owner: a, approved_by: b, expires: 2027-04-01}
exclusions:
  - {role: Legacy Service, reason: no mailbox, owner: a, approved_by: b, expires: 2027-06-30}
emergency_access: {accounts: [break-glass-1], owner: a, approved_by: b, review_by: 2027-06-30}
rollout:
  stages:
    - {name: internal, who: {type: internal}, start: 2027-01-11}
    - {name: partners, who: {type: partner}, start: 2027-02-01}
)";

class Rows : public testing::Test {
 protected:
  void SetUp() override {
    load(policy_text);
    facts_ = read_facts(example_facts).value();
    facts_.sign_in.known_ip = false;
    facts_.user.authenticator = rules::AuthenticatorState::enrolled;
  }

  void load(const std::string& text) {
    const rules::Source source("rows.yaml", text);
    const rules::ParsedPolicy parsed = rules::parse_policy(source);
    ASSERT_TRUE(parsed.policy) << rules::render(source, parsed.diagnostics);
    auto graph = compile(*parsed.policy, source);
    ASSERT_TRUE(graph) << graph.message();
    graph_ = graph.value();
  }

  Decision answer() const {
    const auto decoded = decode(*graph_, facts_);
    EXPECT_TRUE(decoded) << decoded.message();
    return decide(*graph_, decoded.value());
  }

  void unenrolled() { facts_.user.authenticator = rules::AuthenticatorState::not_started; }
  void at(const char* instant) { facts_.now = *rules::parse_instant(instant); }

  void expect(int row, Outcome outcome, std::string_view reason) const {
    const Decision decision = answer();
    EXPECT_EQ(decision.row, row);
    EXPECT_EQ(decision.outcome, outcome);
    EXPECT_EQ(decision.reason, reason);
  }

  // The reason one second before `instant`, at it, and one second after.
  void expect_around(const char* instant, std::string_view before, std::string_view from) {
    const Instant date = *rules::parse_instant(instant);
    for (const Instant second : {-1, 0, 1}) {
      facts_.now = date + second;
      EXPECT_EQ(answer().reason, second < 0 ? before : from) << instant << " " << second;
    }
  }

  std::shared_ptr<const Graph> graph_;
  Facts facts_;
};

TEST_F(Rows, row_1_inactive) {
  facts_.user.active = false;
  expect(1, Outcome::deny, "account_inactive");
}

TEST_F(Rows, row_2_locked) {
  facts_.user.account_locked = Lock{facts_.now + 60, false};
  expect(2, Outcome::deny, "locked");
  EXPECT_EQ(answer().deadline, facts_.now + 60);
  facts_.user.account_locked = Lock{std::nullopt, true};
  expect(2, Outcome::deny, "locked");
  EXPECT_FALSE(answer().deadline.has_value());
}

TEST_F(Rows, row_3_nobody_logs_in_as_an_administrator) {
  facts_.user.roles = std::vector<std::string>{"Administrator"};
  facts_.sign_in.channel = std::string("login_as");
  expect(3, Outcome::deny, "login_as_administrator");
}

TEST_F(Rows, row_4_emergency_access) {
  facts_.user.id = std::string("break-glass-1");
  expect(4, Outcome::allow, "emergency_access");
  EXPECT_TRUE(answer().alert);
}

TEST_F(Rows, row_5_switched_off) {
  std::string off = policy_text;
  off.replace(off.find("enabled: true"), 13, "enabled: false");
  load(off);
  expect(5, Outcome::allow, "two_factor_off");
}

TEST_F(Rows, row_6_a_rule_decides) {
  facts_.sign_in.risk = rules::Risk::high;
  expect(6, Outcome::deny, "high_risk");
}

TEST_F(Rows, row_7_exempt_channel) {
  facts_.sign_in.channel = std::string("saml");
  expect(7, Outcome::allow, "channel_exempt");
}

TEST_F(Rows, row_8_not_admitted) {
  unenrolled();
  at("2027-01-20T00:00:00Z");
  expect(8, Outcome::allow, "stage_not_started");
  facts_.user.type = rules::AccountType::customer;
  expect(8, Outcome::allow, "not_in_rollout");
}

TEST_F(Rows, row_9_excluded_for_every_role) {
  unenrolled();
  facts_.user.type = Fact<rules::AccountType>::none();
  facts_.user.roles = std::vector<std::string>{"Legacy Service"};
  expect(9, Outcome::allow, "role_excluded");
  facts_.user.roles = std::vector<std::string>{"Legacy Service", "Administrator"};
  EXPECT_NE(answer().row, 9);
}

TEST_F(Rows, row_10_in_grace) {
  unenrolled();
  expect(10, Outcome::enroll, "enrollment_grace");
  EXPECT_TRUE(answer().may_skip);
  EXPECT_EQ(answer().deadline, rules::parse_instant("2027-02-15T05:00:00Z"));
  ASSERT_TRUE(answer().if_skipped.has_value());
  EXPECT_EQ(answer().if_skipped->methods, MethodList({Method::email}));
  facts_.user.email = false;
  facts_.sign_in.skipped = true;
  expect(10, Outcome::allow, "grace");
  facts_.user.skips = 3;
  expect(11, Outcome::enroll, "enrollment_required");
}

TEST_F(Rows, row_11_grace_over_or_reset) {
  unenrolled();
  facts_.user.reset_at = facts_.now - 5;
  expect(11, Outcome::enroll, "enrollment_required");
  EXPECT_EQ(answer().proof, Proof::password);
  EXPECT_EQ(answer().enroll_in, MethodList({Method::authenticator}));
}

TEST_F(Rows, row_12_recognized) {
  facts_.sign_in.known_ip = true;
  expect(12, Outcome::allow, "recognized_device");
}

TEST_F(Rows, row_13_challenge) {
  expect(13, Outcome::challenge, "second_factor");
  EXPECT_EQ(answer().methods, MethodList({Method::authenticator, Method::email}));
  EXPECT_TRUE(answer().backup_code);
}

TEST_F(Rows, row_14_nothing_is_usable) {
  facts_.user.locks[0] = Lock{facts_.now + 1, false};
  facts_.environment.email_healthy = false;
  expect(14, Outcome::deny, "no_usable_method");
}

TEST_F(Rows, dates_hold_from_their_second) {
  unenrolled();
  expect_around("2027-02-01T05:00:00Z", "stage_not_started", "enrollment_grace");
  expect_around("2027-02-15T05:00:00Z", "enrollment_grace", "enrollment_required");
  facts_.sign_in.application = std::string("kiosk");
  expect_around("2027-04-01T04:00:00Z", "kiosk_hole", "enrollment_required");
  facts_.sign_in.application = std::string("portal");
  facts_.user.type = Fact<rules::AccountType>::none();
  facts_.user.roles = std::vector<std::string>{"Legacy Service"};
  expect_around("2027-06-30T04:00:00Z", "role_excluded", "enrollment_required");
  facts_.user.account_locked = Lock{rules::parse_instant("2027-08-01T00:00:00Z"), true};
  expect_around("2027-08-01T00:00:00Z", "locked", "enrollment_required");
}

TEST_F(Rows, an_undeclared_role_is_unknown) {
  facts_.user.roles = std::vector<std::string>{"Nobody"};
  const auto decoded = decode(*graph_, facts_);
  ASSERT_FALSE(decoded);
  EXPECT_NE(decoded.message().find("user.roles"), std::string::npos);
}

TEST_F(Rows, the_rule_is_where_it_was_set) {
  EXPECT_EQ(answer().rule->line, 6U);
  EXPECT_EQ(answer().rule->text, "enforcement: risk_based");
}

}  // namespace
}  // namespace gatecast::engine
