#include "engine/facts_json.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <string>

#include "tests/engine/sign_ins.h"

namespace gatecast::engine {
namespace {

namespace json = boost::json;

std::string without(const char* part, const char* key) {
  json::object facts = json::parse(example_facts).as_object();
  facts.at(part).as_object().erase(key);
  return json::serialize(facts);
}

std::string with(const char* part, const char* key, json::value value) {
  json::object facts = json::parse(example_facts).as_object();
  facts.at(part).as_object()[key] = std::move(value);
  return json::serialize(facts);
}

std::string refusal(const std::string& text) {
  const auto facts = read_facts(text);
  return facts ? "accepted" : facts.message();
}

TEST(FactsJson, reads_the_example_of_signin) {
  const auto facts = read_facts(example_facts);
  ASSERT_TRUE(facts) << facts.message();
  EXPECT_EQ(facts.value().user.id.value(), "u-1042");
  EXPECT_EQ(facts.value().user.backup_codes.value(), 4);
  EXPECT_TRUE(facts.value().user.reset_at.is_none());
  EXPECT_TRUE(facts.value().sign_in.known_ip.value());
}

TEST(FactsJson, refuses_a_missing_fact_by_name) {
  for (const char* key : {"id", "roles", "groups", "active", "created", "authenticator", "passkey",
                          "email", "phone", "backup_codes", "grace_started", "skips", "reset_at",
                          "account_locked", "locks", "attributes"}) {
    EXPECT_EQ(refusal(without("user", key)), std::string("fact `user.") + key + "` is missing");
  }
  for (const char* key : {"channel", "application", "device_cookie", "known_ip", "ip", "country",
                          "risk", "attributes"}) {
    EXPECT_EQ(refusal(without("sign_in", key)),
              std::string("fact `sign_in.") + key + "` is missing");
  }
}

TEST(FactsJson, type_skipped_and_environment_may_be_absent) {
  EXPECT_EQ(refusal(without("user", "type")), "accepted");
  EXPECT_EQ(refusal(without("sign_in", "skipped")), "accepted");
  json::object facts = json::parse(example_facts).as_object();
  facts.erase("environment");
  EXPECT_EQ(refusal(json::serialize(facts)), "accepted");
}

TEST(FactsJson, refuses_a_value_outside_the_facts) {
  const std::string wrong = " has a wrong type or value";
  EXPECT_EQ(refusal(with("user", "phone", "yes")), "fact `user.phone`" + wrong);
  EXPECT_EQ(refusal(with("user", "skips", -1)), "fact `user.skips`" + wrong);
  EXPECT_EQ(refusal(with("sign_in", "risk", "extreme")), "fact `sign_in.risk`" + wrong);
  EXPECT_EQ(refusal(with("user", "account_locked", json::object{{"hard", true}})),
            "fact `user.account_locked`" + wrong);
  const json::object locks{{"sms", json::object{{"until", "soon"}, {"hard", false}}}};
  EXPECT_EQ(refusal(with("user", "locks", locks)), "fact `user.locks.sms`" + wrong);
}

TEST(FactsJson, refuses_a_key_that_is_there_twice) {
  EXPECT_EQ(refusal(R"({"now": "2027-02-02T14:00:00Z", "now": null})"), "key `now` is there twice");
  EXPECT_EQ(refusal(R"({"user": {"id": "a", "\u0069d": "b"}})"), "key `id` is there twice");
}

TEST(FactsJson, tells_an_unfinished_object_from_a_broken_one) {
  EXPECT_TRUE(is_incomplete_json("{ \"now\":"));
  EXPECT_FALSE(is_incomplete_json("{}"));
  EXPECT_FALSE(is_incomplete_json("nonsense"));
}

}  // namespace
}  // namespace gatecast::engine
