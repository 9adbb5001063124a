#include "rules/policy_parser.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace gatecast::rules {
namespace {

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

constexpr std::string_view head =
    "policy: acme\nrevision: 1\ntime_zone: UTC\n"
    "roles: {Admin: {type: internal, admin: true}, Staff: {}}\n"
    "networks: {office: [198.51.100.0/24]}\n"
    "attributes:\n"
    "  clearance: {on: user, type: integer, range: [0, 5]}\n"
    "  device: {on: sign_in, values: [managed, own, off]}\n";

struct Parsed {
  explicit Parsed(std::string_view rest)
      : source("p.yaml", std::string(head) + std::string(rest)), result(parse_policy(source)) {}
  const Policy& policy() const {
    EXPECT_TRUE(result.policy) << render(source, result.diagnostics);
    static const Policy none;
    return result.policy ? *result.policy : none;
  }
  std::string codes() const {
    std::string codes;
    for (const Diagnostic& each : result.diagnostics.all()) {
      if (!codes.empty()) codes += ' ';
      codes += each.code;
    }
    return codes;
  }
  Source source;
  ParsedPolicy result;
};

std::string condition_codes(std::string_view condition) {
  return Parsed("rules:\n- when: " + std::string(condition) +
                "\n  then: {outcome: deny, reason: r}\n")
      .codes();
}

TEST(PolicyParser, ReadsEveryConformancePolicy) {
  int count = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(GATECAST_ROOT "/tests/conformance")) {
    if (entry.path().extension() != ".yaml") continue;
    const Source source(entry.path().filename().string(), read_file(entry.path()));
    const ParsedPolicy parsed = parse_policy(source);
    EXPECT_TRUE(parsed.policy) << render(source, parsed.diagnostics);
    ++count;
  }
  EXPECT_GE(count, 18);
}

TEST(PolicyParser, SettingSpansCoverKeyAndValue) {
  const Parsed parsed(
      "two_factor:\n  enabled: true # on\n  methods: [authenticator, passkey]\n"
      "  enrollment:\n    authenticator: required\n    grace: {days: 3}\n");
  const TwoFactor& two_factor = parsed.policy().two_factor;
  EXPECT_EQ(parsed.source.text(two_factor.enabled->span), "enabled: true");
  EXPECT_EQ(parsed.source.text(two_factor.settings.methods->span),
            "methods: [authenticator, passkey]");
  EXPECT_EQ(parsed.source.text(two_factor.settings.authenticator->span), "authenticator: required");
  EXPECT_EQ(parsed.source.text(*two_factor.settings.grace), "grace: {days: 3}");
  EXPECT_EQ(two_factor.settings.grace_days->value, 3);
  EXPECT_FALSE(two_factor.settings.grace_skips);
  ASSERT_EQ(two_factor.settings.methods->value.size(), 2U);
  EXPECT_EQ(two_factor.settings.methods->value[1].value, Method::passkey);
}

// What an editor takes for a boolean or a number is no text here either.
TEST(PolicyParser, TextsAreTextsToEveryReader) {
  for (const char* word : {"True", "FALSE", ".inf", "-.INF", "+.Inf", ".NaN"}) {
    EXPECT_EQ(Parsed("channels: [" + std::string(word) + "]\n").codes(), "wrong-type") << word;
    EXPECT_TRUE(Parsed("channels: ['" + std::string(word) + "']\n").result.policy) << word;
  }
  for (const char* empty : {R"("\v")", R"("\xa0 \f")", R"("\u3000\uFEFF")"}) {
    EXPECT_EQ(Parsed("channels: [" + std::string(empty) + "]\n").codes(), "empty-text") << empty;
  }
  EXPECT_TRUE(Parsed("channels: [.info, Truer, \"\\v.\"]\n").result.policy);
}

TEST(PolicyParser, ReadsConditions) {
  const Parsed parsed(
      "rules:\n"
      "- when: {risk: [low, high], not: {network: office}, clearance: [0, 5], admin: false,\n"
      "         country: [NO, DE], hours: 22:00-06:00, days_overdue: [{over: 30}, {under: 7}]}\n"
      "  then: {outcome: challenge, reason: no}\n");
  const Rule& rule = parsed.policy().rules.at(0);
  const auto& children = rule.when.children;
  ASSERT_EQ(children.size(), 7U);
  EXPECT_EQ(children[0].values_mask, 0b101U);
  EXPECT_EQ(children[1].kind, Condition::Kind::not_);
  ASSERT_EQ(children[1].children.size(), 1U);
  EXPECT_EQ(children[1].children[0].children[0].names[0].value, "office");
  EXPECT_EQ(children[2].kind, Condition::Kind::attribute);
  EXPECT_EQ(children[2].integers, (std::vector<std::int64_t>{0, 5}));
  EXPECT_EQ(children[3].values_mask, 0b01U);
  EXPECT_EQ(children[4].names[0].value, "NO");
  EXPECT_EQ(children[5].hours[0].from_minute, 22 * 60);
  EXPECT_EQ(children[5].hours[0].to_minute, 6 * 60);
  ASSERT_EQ(children[6].bounds.size(), 2U);
  EXPECT_TRUE(children[6].bounds[0].over);
  EXPECT_EQ(rule.then->reason->value, "no");
}

TEST(PolicyParser, ChecksConditions) {
  EXPECT_EQ(condition_codes("{}"), "empty-condition");
  EXPECT_EQ(condition_codes("{role: []}"), "empty-condition");
  EXPECT_EQ(condition_codes("{any: []}"), "empty-condition");
  EXPECT_EQ(condition_codes("{not: {}}"), "empty-condition");
  EXPECT_EQ(condition_codes("{role: Stuff}"), "unknown-role");
  EXPECT_EQ(condition_codes("{network: home}"), "unknown-network");
  EXPECT_EQ(condition_codes("{channel: kiosk}"), "unknown-channel");
  EXPECT_EQ(condition_codes("{channel: login_as}"), "");
  EXPECT_EQ(condition_codes("{device: off}"), "");
  EXPECT_EQ(condition_codes("{device: of}"), "unknown-value");
  EXPECT_EQ(condition_codes("{clearance: 6}"), "bad-number");
  EXPECT_EQ(condition_codes("{clearance: 01}"), "bad-number");
  EXPECT_EQ(condition_codes("{admin: yes}"), "bad-boolean");
  EXPECT_EQ(condition_codes("{admin: True}"), "bad-boolean");
  EXPECT_EQ(condition_codes("{country: de}"), "bad-country");
  EXPECT_EQ(condition_codes("{hours: 09:00-09:00}"), "hours-empty");
  EXPECT_EQ(condition_codes("{hours: 9-17}"), "bad-hours");
  EXPECT_EQ(condition_codes("{weekday: [mon, mon]}"), "duplicate-item");
  EXPECT_EQ(condition_codes("{user: [u-1, u-1]}"), "duplicate-item");
  EXPECT_EQ(condition_codes("{user: 1042}"), "wrong-type");
  EXPECT_EQ(condition_codes("{user: \"1042\"}"), "");
  EXPECT_EQ(condition_codes("{rol: Staff}"), "unknown-key");
}

TEST(PolicyParser, WhoMayUseOnlyWhatIsStable) {
  const auto codes = [](std::string_view who) {
    return Parsed("rollout: {stages: [{name: s, start: 2027-01-11, who: " + std::string(who) +
                  "}]}\n")
        .codes();
  };
  EXPECT_EQ(codes("{type: internal, not: {role: Staff}, clearance: 3, user: u-1}"), "");
  EXPECT_EQ(codes("{enrolled: true}"), "unstable-condition");
  EXPECT_EQ(codes("{any: [{admin: true}, {device: own}]}"), "unstable-condition");
}

TEST(PolicyParser, PercentsHaveTwoDecimalsAtMost) {
  const auto codes = [](std::string_view steps) {
    return Parsed(
               "rollout: {stages: [{name: s, start: 2027-01-11, ramp: {every_days: 1, percent: " +
               std::string(steps) + "}}]}\n")
        .codes();
  };
  EXPECT_EQ(codes("[10, 12.5, 62.5%, 99.99, 100%]"), "");
  EXPECT_EQ(codes("[0.001, 100]"), "bad-percent");
  EXPECT_EQ(codes("[101]"), "bad-percent");
  EXPECT_EQ(codes("[-1, 100]"), "bad-percent");
  EXPECT_EQ(codes("[017, 100]"), "bad-percent");
  EXPECT_EQ(codes("[50, 10, 100]"), "ramp-falls");
  EXPECT_EQ(codes("[50]"), "");
}

TEST(PolicyParser, ReadsAssertions) {
  const Parsed parsed(
      "rules:\n- when: {risk: high}\n  then: {outcome: deny, reason: high_risk}\n"
      "rollout: {stages: [{name: s, start: 2027-01-11}]}\n"
      "assertions:\n"
      "- {name: a, never: {reason: high_risk}, from: rollout_complete + 14d, until: 2028-01-01}\n"
      "- {name: b, always: {method: sms}, except: [high_risk, locked]}\n");
  const auto& assertions = parsed.policy().assertions;
  ASSERT_EQ(assertions.size(), 2U);
  EXPECT_EQ(assertions[0].claim, Assertion::Claim::reason);
  EXPECT_TRUE(assertions[0].from->rollout_complete);
  EXPECT_EQ(assertions[0].from->plus_days, 14);
  EXPECT_EQ(format_date(assertions[0].until->date), "2028-01-01");
  EXPECT_EQ(assertions[1].quantifier, Assertion::Quantifier::always);
  EXPECT_EQ(assertions[1].method, Method::sms);
}

TEST(PolicyParser, ReportsEverythingInOnePassInOrder) {
  const Parsed parsed(
      "two_factor: {enabled: yes, methods: [authentcator], enrollment: {grace: {days: 017}}}\n"
      "exclusions:\n- {role: Nobody}\n");
  EXPECT_EQ(parsed.codes(),
            "bad-boolean unknown-method bad-number exclusion-incomplete exclusion-incomplete "
            "exclusion-incomplete exclusion-incomplete unknown-role");
}

}  // namespace
}  // namespace gatecast::rules
