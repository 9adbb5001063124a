#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "rules/library.h"
#include "rules/policy_parser.h"
#include "rules/yaml_reader.h"
#include "tests/rules/policy_dump.h"

namespace gatecast::rules {
namespace {

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

struct Parsed {
  Parsed(std::string name, std::string text)
      : source(std::move(name), std::move(text)), result(parse_policy(source)) {}
  std::string shown() const { return render(source, result.diagnostics); }
  Source source;
  ParsedPolicy result;
};

std::vector<std::string> names() {
  std::vector<std::string> names;
  for (const LibraryPolicy& each : library_policies()) names.emplace_back(each.name);
  return names;
}

class Extends : public testing::TestWithParam<std::string> {};

TEST_P(Extends, IsThePolicyWrittenOutByHand) {
  const std::string base = GATECAST_ROOT "/tests/extends/" + GetParam();
  const Parsed extended("extended.yaml", read_file(base + ".yaml"));
  const Parsed whole("whole.yaml", read_file(base + ".whole.yaml"));
  ASSERT_TRUE(extended.result.policy) << extended.shown();
  ASSERT_TRUE(whole.result.policy) << whole.shown();
  EXPECT_EQ(dump(*extended.result.policy), dump(*whole.result.policy));
}

// Nothing else could be replaced piece by piece without surprise: see rules/library/README.md.
TEST_P(Extends, ShippedPoliciesSayOnlySettingsRulesThatSetAndAssertions) {
  const LibraryPolicy& shipped = *find_library_policy(GetParam());
  Diagnostics diagnostics;
  const auto tree = read_yaml(shipped.source, diagnostics);
  ASSERT_TRUE(tree);
  for (const YamlNode::Entry& entry : tree->entries) {
    const std::vector<std::string> allowed = {"policy",     "revision", "time_zone",
                                              "two_factor", "rules",    "assertions"};
    EXPECT_TRUE(std::find(allowed.begin(), allowed.end(), entry.key) != allowed.end()) << entry.key;
  }
  const Parsed alone(GetParam(), read_file(GATECAST_ROOT "/rules/library/" + GetParam() + ".yaml"));
  ASSERT_TRUE(alone.result.policy) << alone.shown();
  EXPECT_EQ(alone.result.policy->name.value, GetParam());
  EXPECT_EQ(alone.source.text(), shipped.source.text());
  for (const Rule& rule : alone.result.policy->rules) {
    EXPECT_TRUE(rule.set) << rule.name.value;
    EXPECT_FALSE(rule.name.value.empty());
  }
}

INSTANTIATE_TEST_SUITE_P(Library, Extends, testing::ValuesIn(names()), [](const auto& test_info) {
  std::string name = test_info.param;
  std::replace_if(
      name.begin(), name.end(), [](char c) { return c == '-' || c == '.'; }, '_');
  return name;
});

TEST(Library, HoldsTheSixPolicies) {
  EXPECT_EQ(names(), (std::vector<std::string>{"everyone-now", "internal-every-login",
                                               "nist-800-63b-aal2", "pci-dss-8.4",
                                               "phishing-resistant-admins", "portal-risk-based"}));
}

constexpr std::string_view head = "policy: p\nrevision: 1\ntime_zone: UTC\n";

TEST(Library, SpansAreOfTheFileThatSaysSo) {
  const Parsed parsed("p.yaml", std::string(head) +
                                    "extends: pci-dss-8.4\n"
                                    "two_factor: {limits: {lockout: 45m}}\n");
  ASSERT_TRUE(parsed.result.policy) << parsed.shown();
  const SettingsPatch& settings = parsed.result.policy->two_factor.settings;
  EXPECT_EQ(parsed.source.text(settings.limits.lockout->span), "lockout: 45m");
  EXPECT_EQ(parsed.source.file(settings.limits.lockout->span.begin).name(), "p.yaml");
  EXPECT_EQ(parsed.source.position(settings.limits.lockout->span.begin).line, 5U);
  EXPECT_EQ(parsed.source.text(settings.limits.lockout_max->span), "lockout_max: 1h");
  EXPECT_EQ(parsed.source.excerpt(settings.limits.lockout_max->span), "lockout_max: 1h");
  const std::uint32_t shipped = settings.limits.lockout_max->span.begin;
  EXPECT_EQ(parsed.source.file(shipped).name(), "library/pci-dss-8.4.yaml");
  EXPECT_EQ(parsed.source.file(shipped).line(parsed.source.position(shipped).line),
            "    lockout_max: 1h");
}

TEST(Library, AnUnknownNameDoesNotBlameWhatItWouldHaveSaid) {
  const Parsed parsed("p.yaml",
                      std::string(head) + "extends: nobody\ntwo_factor: {enabled: true}\n");
  ASSERT_EQ(parsed.result.diagnostics.all().size(), 1U) << parsed.shown();
  EXPECT_EQ(parsed.result.diagnostics.all()[0].code, "unknown-extends");
  const Parsed list("p.yaml", std::string(head) + "extends: [everyone-now, pci-dss-8.4]\n");
  ASSERT_EQ(list.result.diagnostics.all().size(), 1U) << list.shown();
  EXPECT_EQ(list.result.diagnostics.all()[0].code, "wrong-type");
}

}  // namespace
}  // namespace gatecast::rules
