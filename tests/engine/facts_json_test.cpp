#include "engine/facts_json.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <string>
#include <utility>
#include <vector>

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

Facts read(const std::string& text) {
  const auto facts = read_facts(text);
  EXPECT_TRUE(facts) << facts.message();
  return facts ? facts.value() : Facts{};
}

// Whether each fact of the account or the sign-in that has a name of its own is unknown.
std::vector<std::string> unknown_in(const Facts& facts) {
  std::vector<std::string> names;
  const auto look = [&](const char* name, const auto& fact) {
    if (fact.is_unknown()) names.emplace_back(name);
  };
  const Account& user = facts.user;
  look("id", user.id);
  look("type", user.type);
  look("roles", user.roles);
  look("groups", user.groups);
  look("active", user.active);
  look("created", user.created);
  look("authenticator", user.authenticator);
  look("passkey", user.passkey);
  look("email", user.email);
  look("phone", user.phone);
  look("backup_codes", user.backup_codes);
  look("grace_started", user.grace_started);
  look("skips", user.skips);
  look("reset_at", user.reset_at);
  look("account_locked", user.account_locked);
  for (const auto& lock : user.locks) look("locks", lock);
  look("channel", facts.sign_in.channel);
  look("application", facts.sign_in.application);
  look("device_cookie", facts.sign_in.device_cookie);
  look("known_ip", facts.sign_in.known_ip);
  look("skipped", facts.sign_in.skipped);
  look("ip", facts.sign_in.ip);
  look("country", facts.sign_in.country);
  look("risk", facts.sign_in.risk);
  look("email_healthy", facts.environment.email_healthy);
  look("sms_healthy", facts.environment.sms_healthy);
  return names;
}

using Names = std::vector<std::string>;

TEST(FactsJson, a_missing_fact_is_unknown) {
  EXPECT_EQ(unknown_in(read(example_facts)), Names{});
  for (const char* key :
       {"id", "roles", "groups", "active", "created", "authenticator", "passkey", "email", "phone",
        "backup_codes", "grace_started", "skips", "reset_at", "account_locked"}) {
    EXPECT_EQ(unknown_in(read(without("user", key))), Names{key});
  }
  EXPECT_EQ(unknown_in(read(without("user", "locks"))), Names(rules::method_count, "locks"));
  for (const char* key :
       {"channel", "application", "device_cookie", "known_ip", "ip", "country", "risk"}) {
    EXPECT_EQ(unknown_in(read(without("sign_in", key))), Names{key});
  }
  EXPECT_EQ(unknown_in(read(R"({"now": "2027-02-02T14:00:00Z"})")).size(),
            14 + rules::method_count + 7);
}

TEST(FactsJson, type_skipped_and_environment_may_be_absent) {
  const Facts facts = read(without("user", "type"));
  EXPECT_TRUE(facts.user.type.is_none());
  EXPECT_EQ(unknown_in(read(without("sign_in", "skipped"))), Names{});
  json::object object = json::parse(example_facts).as_object();
  object.erase("environment");
  EXPECT_EQ(unknown_in(read(json::serialize(object))), Names{});
  // A key that it lacks is unknown.
  object["environment"] = json::object{{"sms_healthy", false}};
  EXPECT_EQ(unknown_in(read(json::serialize(object))), Names{"email_healthy"});
}

TEST(FactsJson, a_wrong_type_or_value_is_unknown) {
  const json::object endless{{"hard", true}};
  const std::vector<std::pair<const char*, json::value>> user = {
      {"type", "vendor"},   {"roles", json::array{1}},
      {"active", 1},        {"created", "soon"},
      {"phone", "yes"},     {"skips", -1},
      {"reset_at", true},   {"account_locked", endless},
      {"authenticator", 7},
  };
  for (const auto& [key, value] : user) {
    EXPECT_EQ(unknown_in(read(with("user", key, value))), Names{key});
  }
  EXPECT_EQ(unknown_in(read(with("sign_in", "risk", "extreme"))), Names{"risk"});
  EXPECT_EQ(unknown_in(read(with("sign_in", "skipped", 1))), Names{"skipped"});
  const json::object locks{{"sms", json::object{{"until", "soon"}, {"hard", false}}}};
  EXPECT_EQ(unknown_in(read(with("user", "locks", locks))), Names{"locks"});
  // Whether a lock is hard decides nothing.
  const json::object hard{{"until", nullptr}, {"hard", "yes"}};
  EXPECT_EQ(unknown_in(read(with("user", "account_locked", hard))), Names{});
}

TEST(FactsJson, refuses_facts_without_now) {
  EXPECT_EQ(refusal("{}"), "fact `now` is missing");
  EXPECT_EQ(refusal(R"({"now": null})"), "fact `now` has a wrong type or value");
}

TEST(FactsJson, completes_what_is_missing_and_says_which) {
  const rules::Policy policy;
  Fill fill{policy, {}};
  const auto facts = read_facts(R"({"now": "2027-02-02T14:00:00Z",
      "user": {"phone": false, "email": "yes", "locks": {"sms": {"hard": true}}}})",
                                &fill);
  ASSERT_TRUE(facts) << facts.message();
  // What cannot be made up, and what is there though it makes no sense.
  EXPECT_EQ(unknown_in(facts.value()), (Names{"id", "email"}));
  const Account& user = facts.value().user;
  EXPECT_TRUE(user.active.value());
  EXPECT_EQ(user.created.value(), *rules::parse_instant("2020-01-01T00:00:00Z"));
  EXPECT_EQ(user.authenticator.value(), rules::AuthenticatorState::enrolled);
  EXPECT_FALSE(user.passkey.value());
  EXPECT_FALSE(user.phone.value());
  EXPECT_EQ(user.backup_codes.value(), 8);
  EXPECT_TRUE(user.reset_at.is_none());
  EXPECT_FALSE(user.locks[static_cast<std::size_t>(rules::Method::sms)].value().until);
  EXPECT_EQ(facts.value().sign_in.channel.value(), "password");
  EXPECT_EQ(facts.value().sign_in.risk.value(), rules::Risk::low);
  EXPECT_FALSE(facts.value().sign_in.device_cookie.value());
  EXPECT_TRUE(facts.value().sign_in.country.is_none());
  EXPECT_EQ(
      fill.filled,
      (Names{
          "user.roles",         "user.groups",     "user.active",         "user.created",
          "user.authenticator", "user.passkey",    "user.backup_codes",   "user.grace_started",
          "user.skips",         "user.reset_at",   "user.account_locked", "user.locks.sms.until",
          "user.attributes",    "sign_in.channel", "sign_in.application", "sign_in.device_cookie",
          "sign_in.known_ip",   "sign_in.ip",      "sign_in.country",     "sign_in.risk",
          "sign_in.attributes"}));
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
