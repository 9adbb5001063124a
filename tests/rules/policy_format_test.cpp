#include "rules/policy_format.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "rules/library.h"
#include "rules/policy_parser.h"
#include "rules/policy_writer.h"
#include "tests/rules/policy_dump.h"

namespace gatecast::rules {
namespace {

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string formatted(const std::string& text) {
  const Source source("p.yaml", text);
  const FormattedPolicy result = format_policy(source);
  EXPECT_TRUE(result.text) << render(source, result.diagnostics) << text;
  return result.text.value_or("");
}

Policy parsed(const std::string& text) {
  const Source source("p.yaml", text);
  ParsedPolicy result = parse_policy(source);
  EXPECT_TRUE(result.policy) << render(source, result.diagnostics) << text;
  static const Policy nothing;
  return result.policy ? *result.policy : nothing;
}

std::vector<std::filesystem::path> good_policies() {
  std::vector<std::filesystem::path> paths;
  for (const char* folder : {"tests/conformance", "tests/golden", "tests/extends", "rules/library",
                             "examples/portal", "examples/university-2017"}) {
    for (const auto& entry :
         std::filesystem::directory_iterator(std::filesystem::path(GATECAST_ROOT) / folder)) {
      if (entry.path().extension() != ".yaml") continue;
      if (parse_policy(Source("p.yaml", read_file(entry.path()))).policy) {
        paths.push_back(entry.path());
      }
    }
  }
  return paths;
}

TEST(PolicyFormat, EveryGoodPolicyStaysTheSameAndIsThenFormatted) {
  int count = 0;
  for (const std::filesystem::path& path : good_policies()) {
    SCOPED_TRACE(path);
    const std::string text = read_file(path);
    const std::string once = formatted(text);
    EXPECT_EQ(dump(parsed(once)), dump(parsed(text)));
    EXPECT_EQ(formatted(once), once);
    const std::string canonical = canonical_form(parsed(text));
    EXPECT_EQ(dump(parsed(canonical)), dump(parsed(text)));
    EXPECT_EQ(canonical_form(parsed(canonical)), canonical);
    ++count;
  }
  EXPECT_GT(count, 50);
}

constexpr std::string_view messy =
    "# what this is\n"
    "\n"
    "# its name\n"
    "revision: 3   # raised by hand\n"
    "policy: 'acme'\n"
    "two_factor: {enabled: true, methods: [ authenticator,\n"
    "    # people have mail\n"
    "    email ],\n"
    "  limits: {attempts: 4,  # four\n"
    "           code_ttl: 600s} } # all of it\n"
    "integrations:\n"
    "    email:\n"
    "        healthy: true\n"
    "        # checked weekly\n"
    "    # no sms yet\n"
    "time_zone: UTC\n"
    "roles: {Staff: {admin: false}, Admin: {admin: true, type: internal}}\n"
    "rules:\n"
    "# first of all\n"
    "- set: {allow_fallback: true}\n"
    "  # who\n"
    "  when:\n"
    "    risk: [high,low]   # not medium\n"
    "    role: [Admin]\n"
    "  # last\n"
    "# the end\n";

TEST(PolicyFormat, CommentsStayWithWhatTheyStandAt) {
  const std::string once = formatted(std::string(messy));
  EXPECT_EQ(once,
            "# what this is\n"
            "\n"
            "policy: acme\n"
            "# its name\n"
            "revision: 3  # raised by hand\n"
            "time_zone: UTC\n"
            "\n"
            "two_factor:  # all of it\n"
            "  enabled: true\n"
            "  methods:\n"
            "    - authenticator\n"
            "    # people have mail\n"
            "    - email\n"
            "  limits:\n"
            "    code_ttl: 10m\n"
            "    attempts: 4  # four\n"
            "\n"
            "integrations:\n"
            "  email:\n"
            "    healthy: true\n"
            "    # checked weekly\n"
            "  # no sms yet\n"
            "\n"
            "roles:\n"
            "  Staff: {}\n"
            "  Admin: {type: internal, admin: true}\n"
            "\n"
            "rules:\n"
            "  # first of all\n"
            "  # who\n"
            "  - when:\n"
            "      role: Admin\n"
            "      risk: [low, high]  # not medium\n"
            "    # last\n"
            "    set: {allow_fallback: true}\n"
            "\n"
            "# the end\n");
  EXPECT_EQ(formatted(once), once);
}

// What it allows is looked for on its own line, or the next one.
TEST(PolicyFormat, ACommentForGatecastKeepsItsLine) {
  const std::string beside =
      "two_factor: {enabled: true, enforcement: risk_based, methods: [authenticator, email]}  "
      "# gatecast: allow a because b\n";
  const std::string above =
      "  # gatecast: allow a because b\n"
      "  - {when: {admin: true}, set: {enforcement: every_login, methods: [authenticator], "
      "allow_fallback: false}}\n";
  const std::string head = "policy: acme\nrevision: 1\ntime_zone: UTC\n\n";
  EXPECT_EQ(formatted(head + beside), head + beside);
  EXPECT_EQ(formatted(head + "rules:\n" + above), head + "rules:\n" + above);
}

TEST(PolicyFormat, RefusesWhatItCouldNotKeep) {
  const Source source("p.yaml",
                      "policy: acme\nrevision: 1\ntime_zone: UTC\n"
                      "two_factor: {enabled: true, methods: [authenticator]}\n"
                      "exclusions:\n"
                      "- who: {group: g}\n"
                      "  reason: |  # long\n"
                      "    no mailbox\n"
                      "  owner: a\n  approved_by: b\n  expires: 2027-01-01\n");
  const FormattedPolicy result = format_policy(source);
  EXPECT_FALSE(result.text);
  ASSERT_EQ(result.diagnostics.all().size(), 1U);
  EXPECT_EQ(result.diagnostics.all()[0].code, "comment-in-block");
  EXPECT_EQ(source.position(result.diagnostics.all()[0].span.begin).line, 7U);
}

TEST(PolicyFormat, QuotesWhatWouldBeTakenForSomethingElse) {
  const auto name_line = [](const std::string& name) {
    const std::string text = formatted("policy: " + name + "\nrevision: 1\ntime_zone: UTC\n");
    EXPECT_EQ(formatted(text), text);
    EXPECT_EQ(parsed(text).name.value, parsed("policy: " + name + "\nrevision: 1\n").name.value);
    return text.substr(8, text.find('\n') - 8);
  };
  EXPECT_EQ(name_line("'plain words'"), "plain words");
  EXPECT_EQ(name_line("'NO'"), "\"NO\"");
  EXPECT_EQ(name_line("\"017\""), "\"017\"");
  EXPECT_EQ(name_line("\"2027-01-01\""), "\"2027-01-01\"");
  EXPECT_EQ(name_line("'a: b'"), "\"a: b\"");
  EXPECT_EQ(name_line("'a #b'"), "\"a #b\"");
  EXPECT_EQ(name_line("'[x]'"), "\"[x]\"");
  EXPECT_EQ(name_line("\" x\""), "\" x\"");
  EXPECT_EQ(name_line("\"a\\\\b\\\"c\\n\\t\\x07\\0\""), "\"a\\\\b\\\"c\\n\\t\\x07\\x00\"");
  EXPECT_EQ(name_line("Gr\xC3\xB6\xC3\x9F"
                      "e"),
            "Gr\xC3\xB6\xC3\x9F"
            "e");
  EXPECT_EQ(name_line("\"a\\u2028b\\u00A0c\""), "\"a\\u2028b\\xa0c\"");
}

TEST(PolicyFormat, ExtendsStaysAndIsNotWrittenOut) {
  const std::string text =
      "extends: pci-dss-8.4 # for the desk\npolicy: acme\nrevision: 1\ntwo_factor: "
      "{allow_fallback: "
      "false}\n";
  EXPECT_EQ(formatted(text),
            "policy: acme\nrevision: 1\nextends: pci-dss-8.4  # for the desk\n\ntwo_factor:\n"
            "  allow_fallback: false\n");
  EXPECT_EQ(canonical_form(parsed(text)).find("extends"), std::string::npos);
}

TEST(CanonicalForm, IsTheSameForTheSameMeaning) {
  const std::string text(messy);
  const std::string form = canonical_form(parsed(text));
  EXPECT_EQ(canonical_form(parsed(formatted(text))), form);
  const auto changed = [&](const std::string& from, const std::string& to) {
    std::string other = text;
    const std::size_t at = other.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    other.replace(at, from.size(), to);
    return canonical_form(parsed(other));
  };
  EXPECT_EQ(changed("code_ttl: 600s", "code_ttl: 10m"), form);
  EXPECT_EQ(changed("[high,low]", "[low, high]"), form);
  EXPECT_EQ(changed("role: [Admin]", "role: Admin"), form);
  EXPECT_EQ(changed("# four", "# for ever"), form);
  EXPECT_NE(changed("revision: 3", "revision: 4"), form);
  EXPECT_NE(changed("attempts: 4", "attempts: 5"), form);
  EXPECT_NE(changed("[high,low]", "[low]"), form);
  EXPECT_NE(changed("allow_fallback: true", "allow_fallback: false"), form);
  EXPECT_NE(
      changed("[ authenticator,\n    # people have mail\n    email ]", "[email, authenticator]"),
      form);
}

TEST(CanonicalForm, OfAPolicyThatExtendsIsThatOfTheWholeOne) {
  for (const LibraryPolicy& shipped : library_policies()) {
    const std::string base = GATECAST_ROOT "/tests/extends/" + std::string(shipped.name);
    EXPECT_EQ(canonical_form(parsed(read_file(base + ".yaml"))),
              canonical_form(parsed(read_file(base + ".whole.yaml"))))
        << shipped.name;
  }
}

}  // namespace
}  // namespace gatecast::rules
