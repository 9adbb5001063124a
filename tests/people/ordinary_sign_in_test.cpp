// The sign-in with which people are counted: what it is, and what may be set of it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rules/policy_parser.h"
#include "simulator/account_decisions.h"
#include "simulator/ordinary_sign_in.h"

namespace gatecast::simulator {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* text = R"(policy: p
revision: 1
time_zone: UTC
two_factor: {enabled: true, methods: [email], exempt_channels: [social]}
integrations: {email: {healthy: true}}
roles: {Clerk: {type: internal}}
channels: [kiosk]
attributes:
  posture: {on: sign_in, values: [managed, own]}
  level: {on: user, type: integer, range: [0, 3]}
rules:
  - {when: {risk: high}, then: {outcome: deny, reason: too_risky}}
)";

struct World {
  rules::Source source{"p.yaml", text};
  rules::Policy policy = *rules::parse_policy(source).policy;
  OrdinarySignIn sign_in = ordinary_sign_in(policy);

  std::string set(std::string_view assignment) {
    const rules::Status status = set_fact(assignment, policy, sign_in);
    return status.ok() ? "" : status.message();
  }
};

TEST(OrdinarySignIn, IsByPasswordFromAnUnknownDeviceAtLowRisk) {
  const World world;
  const engine::SignIn& sign_in = world.sign_in.sign_in;
  EXPECT_TRUE(sign_in.channel.is_unknown());  // each account's own
  EXPECT_EQ(sign_in.device_cookie.value(), false);
  EXPECT_EQ(sign_in.known_ip.value(), false);
  EXPECT_EQ(sign_in.skipped.value(), false);
  EXPECT_EQ(sign_in.risk.value(), rules::Risk::low);
  EXPECT_TRUE(sign_in.country.is_none());
  EXPECT_TRUE(sign_in.ip.is_none());
  ASSERT_EQ(sign_in.attributes.size(), 1U);
  EXPECT_TRUE(sign_in.attributes[0].value.is_none());
}

TEST(OrdinarySignIn, TakesFactsByTheirNames) {
  World world;
  EXPECT_EQ(world.set("sign_in.risk=high"), "");
  EXPECT_EQ(world.set("channel=kiosk"), "");
  EXPECT_EQ(world.set("attributes.posture=managed"), "");
  EXPECT_EQ(world.set("email_healthy=false"), "");
  EXPECT_EQ(world.set("ip=198.51.100.7"), "");
  EXPECT_EQ(world.set("application=null"), "");
  EXPECT_EQ(world.sign_in.sign_in.risk.value(), rules::Risk::high);
  EXPECT_EQ(world.sign_in.sign_in.channel.value(), "kiosk");
  EXPECT_EQ(world.sign_in.environment.email_healthy.value(), false);
  EXPECT_TRUE(world.sign_in.sign_in.application.is_none());
  EXPECT_THAT(world.sign_in.given,
              ElementsAre("sign_in.risk=high", "sign_in.channel=kiosk",
                          "sign_in.attributes.posture=managed", "environment.email_healthy=false",
                          "sign_in.ip=198.51.100.7", "sign_in.application=null"));
}

TEST(OrdinarySignIn, RefusesWhatIsNoFactOrNoValue) {
  World world;
  EXPECT_THAT(world.set("risky=high"), HasSubstr("did you mean `risk`?"));
  EXPECT_THAT(world.set("sign_in.rsk=high"), HasSubstr("did you mean `sign_in.risk`?"));
  EXPECT_THAT(world.set("user.email=true"), HasSubstr("is no fact of a sign-in"));
  EXPECT_THAT(world.set("attributes.level=1"), HasSubstr("is no fact of a sign-in"));
  EXPECT_THAT(world.set("risk"), HasSubstr("is no KEY=VALUE"));
  EXPECT_THAT(world.set("risk=hihg"), HasSubstr("`low`, `medium` or `high`"));
  EXPECT_THAT(world.set("channel=kiosc"), HasSubstr("did you mean `kiosk`?"));
  EXPECT_THAT(world.set("channel=null"), HasSubstr("no channel `null`"));
  EXPECT_THAT(world.set("country=us"), HasSubstr("two capital letters"));
  EXPECT_THAT(world.set("ip=nowhere"), HasSubstr("an address"));
  EXPECT_THAT(world.set("known_ip=maybe"), HasSubstr("`true` or `false`"));
  EXPECT_THAT(world.set("attributes.posture=new"), HasSubstr("`managed`"));
  EXPECT_TRUE(world.sign_in.given.empty());
  EXPECT_EQ(world.set("risk=high"), "");
  EXPECT_THAT(world.set("sign_in.risk=low"), HasSubstr("given twice"));
}

// The outcomes of the accounts of a file, one character each; `?` where cells decide.
std::string outcomes(World& world, const std::string& csv) {
  const auto graph = engine::compile(world.policy, world.source);
  const ParsedDrafts parsed = read_accounts_as_written(rules::Source("a.csv", csv), world.policy);
  EXPECT_FALSE(parsed.diagnostics.has_errors());
  AccountDecisions decisions(*graph.value(), world.sign_in, [](const engine::Decision& decision) {
    return static_cast<std::uint32_t>(decision.outcome);
  });
  std::string result;
  for (const Draft& draft : parsed.drafts) {
    decisions.take(draft);
    const auto standing = decisions.at(1'800'000'000);
    EXPECT_TRUE(standing.ok());
    result += standing.value().certain() ? rules::name(standing.value().decision.outcome)[0] : '?';
  }
  return result;
}

TEST(OrdinarySignIn, IsThroughSingleSignOnOnlyWhereAllAre) {
  World world;
  const std::string csv =
      "id,email,active,sso\na,true,true,true\nb,true,true,0.9\nc,true,true,false\nd,true,true,\n";
  EXPECT_EQ(outcomes(world, csv), "accc");
  EXPECT_EQ(world.set("channel=social"), "");
  EXPECT_EQ(outcomes(world, csv), "aaaa");
}

TEST(OrdinarySignIn, LeavesEmptyCellsUnknown) {
  World world;
  EXPECT_EQ(outcomes(world, "id,email,active\na,true,true\nb,,true\nc,false,true\nd,true,\n"),
            "c?d?");
  // What no decision reads may be unknown.
  EXPECT_EQ(world.set("risk=high"), "");
  EXPECT_EQ(outcomes(world, "id,email,active\na,true,true\nb,,true\n"), "dd");
}

}  // namespace
}  // namespace gatecast::simulator
