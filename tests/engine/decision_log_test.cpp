// A line of a log of decisions: what decide writes is read back, and each key of it counts.
#include "engine/decision_log.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <string>
#include <vector>

#include "engine/decision_json.h"
#include "engine/facts_json.h"
#include "engine/unknown/answer.h"
#include "rules/policy_parser.h"
#include "tests/engine/sign_ins.h"

namespace gatecast::engine {
namespace {

namespace json = boost::json;

constexpr const char* policy_text = R"(policy: logged
revision: 7
time_zone: UTC
two_factor:
  enabled: true
  methods: [authenticator, email, sms]
  allow_fallback: true
  enrollment: {authenticator: required, grace: {days: 14}}
integrations: {sms: {provider: x}, email: {healthy: true}}
roles: {Partner Manager: {type: partner}}
rollout: {stages: [{name: all, start: 2027-01-25}]}
)";

class DecisionLog : public testing::Test {
 protected:
  DecisionLog() {
    const rules::Source source("logged.yaml", policy_text);
    const rules::ParsedPolicy parsed = rules::parse_policy(source);
    EXPECT_TRUE(parsed.policy) << rules::render(source, parsed.diagnostics);
    graph_ = compile(*parsed.policy, source).value();
    facts_ = json::parse(example_facts).as_object();
    facts_["user"].as_object()["authenticator"] = "not_started";  // in grace
  }

  Decision decided() const {
    const auto facts = read_facts(json::serialize(facts_));
    return answer(*graph_, facts.value()).value().decision;
  }
  json::object line() const {
    std::string text;
    write_decision(decided(), policy_of(*graph_), {}, text);
    return {{"facts", facts_}, {"answer", json::parse(text)}};
  }
  static std::string refusal(const json::value& line) {
    const auto read = read_logged(json::serialize(line));
    return read ? "accepted" : read.message();
  }

  std::shared_ptr<const Graph> graph_;
  json::object facts_;
};

TEST_F(DecisionLog, reads_back_what_decide_writes) {
  ASSERT_EQ(decided().reason, "enrollment_grace");
  const auto read = read_logged(json::serialize(line()));
  ASSERT_TRUE(read) << read.message();
  EXPECT_EQ(read.value().facts.user.id.value(), "u-1042");
  EXPECT_EQ(read.value().answer.policy, "logged");
  EXPECT_EQ(read.value().answer.revision, 7);
  EXPECT_TRUE(is_same_answer(read.value().answer, decided()));
}

// Each of SIGNIN's keys makes another answer, but for those that are left out of the comparison.
TEST_F(DecisionLog, each_key_of_the_answer_counts) {
  const std::vector<std::pair<std::string, json::value>> others = {
      {"outcome", "deny"},         {"reason", "locked"},     {"methods", {"email"}},
      {"default_method", "email"}, {"backup_code", true},    {"enroll_in", {"passkey"}},
      {"proof", "email"},          {"may_skip", false},      {"if_skipped", nullptr},
      {"deadline", nullptr},       {"second_factor", false}, {"alert", true}};
  for (const auto& [key, value] : others) {
    json::object changed = line();
    json::value& old = changed["answer"].as_object()[key];
    if (key == "second_factor") {
      old = !old.as_bool();
    } else {
      old = value;
    }
    const auto read = read_logged(json::serialize(changed));
    ASSERT_TRUE(read) << key << ": " << read.message();
    EXPECT_FALSE(is_same_answer(read.value().answer, decided())) << key;
  }
  const std::vector<std::pair<std::string, json::value>> after = {
      {"outcome", "allow"},        {"reason", "grace"},   {"methods", {"sms"}},
      {"default_method", nullptr}, {"backup_code", true}, {"deadline", "2027-02-08T00:00:00Z"},
      {"second_factor", false}};
  for (const auto& [key, value] : after) {
    json::object changed = line();
    changed["answer"].as_object()["if_skipped"].as_object()[key] = value;
    const auto read = read_logged(json::serialize(changed));
    ASSERT_TRUE(read) << key << ": " << read.message();
    EXPECT_FALSE(is_same_answer(read.value().answer, decided())) << "if_skipped." << key;
  }
  json::object same = line();
  for (const char* key : {"limits", "unknown", "rule"}) {
    same["answer"].as_object()[key] = nullptr;
  }
  same["answer"].as_object()["revision"] = 3;
  const auto read = read_logged(json::serialize(same));
  ASSERT_TRUE(read) << read.message();
  EXPECT_TRUE(is_same_answer(read.value().answer, decided()));
}

TEST_F(DecisionLog, refuses_what_is_no_such_line) {
  EXPECT_EQ(refusal(json::array{}), "a line of a log must be a JSON object");
  EXPECT_EQ(refusal(json::object{{"error", "too many"}}), "refused when it was decided: too many");
  EXPECT_TRUE(refusal(facts_).starts_with("`facts` is missing; a line is"));
  EXPECT_TRUE(refusal(json::object{{"facts", facts_}}).starts_with("`answer` is missing"));
  json::object timeless = line();
  timeless["facts"].as_object().erase("now");
  EXPECT_EQ(refusal(timeless), "fact `now` is missing");
  json::object no_facts = line();
  no_facts["facts"] = 3;
  EXPECT_EQ(refusal(no_facts), "facts must be a JSON object");
  json::object no_answer = line();
  no_answer["answer"] = "allow";
  EXPECT_EQ(refusal(no_answer), "`answer` must be a JSON object");
  const json::object whole = line();
  for (const auto& [key, value] : whole.at("answer").as_object()) {
    if (key == "limits" || key == "unknown" || key == "rule") continue;
    json::object lacks = line();
    lacks["answer"].as_object().erase(key);
    EXPECT_EQ(refusal(lacks), "`answer." + std::string(key) + "` is missing");
    json::object wrong = line();
    wrong["answer"].as_object()[key] = 1.5;
    EXPECT_EQ(refusal(wrong), "`answer." + std::string(key) + "` has a wrong type or value");
  }
  json::object twice = line();
  twice["answer"].as_object()["methods"] = json::array{"email", "email"};
  EXPECT_EQ(refusal(twice), "`answer.methods` has a wrong type or value");
  std::string text = json::serialize(line());
  text.insert(1, "\"facts\":{},");
  const auto read = read_logged(text);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.message(), "key `facts` is there twice");
}

}  // namespace
}  // namespace gatecast::engine
