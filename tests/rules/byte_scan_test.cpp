#include "rules/byte_scan.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <chrono>
#include <utility>

#include "rules/policy_parser.h"
#include "tests/generated/hostile_text.h"

namespace gatecast::rules {
namespace {

std::string repeated(std::string_view piece, std::size_t count) {
  return generated::repeated(piece, piece.size() * count);
}

// The code of the only diagnostic; parsing must take no noticeable time whatever the text.
std::string refusal(std::string text) {
  const auto begin = std::chrono::steady_clock::now();
  const ParsedPolicy parsed = parse_policy(Source("bomb.yaml", std::move(text)));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(60));
  EXPECT_FALSE(parsed.policy);
  if (parsed.diagnostics.empty()) return "none";
  return std::string(parsed.diagnostics.all().front().code);
}

TEST(ByteScan, RefusesTooManyBytes) {
  EXPECT_EQ(refusal(repeated("# x\n", (8U << 20U) + 1)), "too-large");
}

TEST(ByteScan, RefusesWhatIsNotUtf8Text) {
  EXPECT_EQ(refusal(std::string("policy: a\0b", 11)), "bad-text");
  EXPECT_EQ(refusal("policy: a\x04hidden: 1"), "bad-text");
  EXPECT_EQ(refusal("policy: \xFF\xFE"), "bad-text");
  EXPECT_EQ(refusal("\xFF\xFEp\x20"), "bad-text");
  EXPECT_EQ(refusal("policy: \xC0\xAF"), "bad-text");
  EXPECT_EQ(refusal("policy: a\rrevision: 1"), "bad-text");
}

// The scan alone refuses each of them: yaml-cpp never sees it. Most are refused after a megabyte,
// those that make too many values need more.
TEST(ByteScan, RefusesEveryEndlessText) {
  for (const generated::HostileText& hostile : generated::hostile_texts()) {
    for (const std::size_t bytes : {3 * yaml_piece_bytes_max, yaml_bytes_max}) {
      const Source source("hostile.yaml", hostile.text(bytes));
      Diagnostics diagnostics;
      const auto begin = std::chrono::steady_clock::now();
      const bool accepted = scan_bytes(source, diagnostics);
      // A second by promise; more for busy machines and sanitizers.
      EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20)) << hostile.name;
      if (accepted && bytes < yaml_bytes_max) continue;
      ASSERT_FALSE(accepted) << hostile.name;
      ASSERT_EQ(diagnostics.all().size(), 1U) << hostile.name;
      EXPECT_EQ(diagnostics.all()[0].code, hostile.code) << hostile.name;
      break;
    }
  }
}

TEST(ByteScan, PlacesWhatGoesOn) {
  Diagnostics diagnostics;
  EXPECT_FALSE(scan_bytes(Source("p", "a: [" + repeated("1,", 1U << 20U)), diagnostics));
  EXPECT_FALSE(scan_bytes(Source("p",
                                 "\xEF\xBB\xBF"
                                 "a: *b"),
                          diagnostics));
  ASSERT_EQ(diagnostics.all().size(), 2U);
  EXPECT_EQ(diagnostics.all()[0].span.begin, 3U);
  EXPECT_EQ(diagnostics.all()[1].span.begin, 6U);
}

// As long as may be, and one byte more.
TEST(ByteScan, PiecesMayHaveAMegabyte) {
  const std::string x = repeated("x", yaml_piece_bytes_max - 2);
  for (const auto& [head, tail] :
       {std::pair("a: \"", "\"\n"), std::pair("a: [", "]\n"), std::pair("a: '", "'\n"),
        std::pair("a: xx", "\n"), std::pair("a: |\n ", "\n"), std::pair("a: 1\n#", "\n")}) {
    Diagnostics diagnostics;
    EXPECT_TRUE(
        scan_bytes(Source("p", fmt::format("{}{}{}", head, x.substr(4), tail)), diagnostics))
        << head;
    EXPECT_FALSE(scan_bytes(Source("p", fmt::format("{}{}xxx{}", head, x, tail)), diagnostics))
        << head;
  }
}

TEST(ByteScan, RefusesDeepFlows) {
  EXPECT_EQ(refusal(repeated("[", 32U << 20U)), "too-deep");
  EXPECT_EQ(refusal("a: " + repeated("{a: ", 100)), "too-deep");
}

TEST(ByteScan, BracketsInTextAreNoNesting) {
  Diagnostics diagnostics;
  EXPECT_TRUE(scan_bytes(Source("p", "a: \"" + repeated("[", 200) + "\"\n"), diagnostics));
  EXPECT_TRUE(scan_bytes(Source("p", "# " + repeated("[", 200) + "\n"), diagnostics));
  EXPECT_TRUE(scan_bytes(Source("p", "a: x" + repeated("[", 200) + "\n"), diagnostics));
  EXPECT_TRUE(diagnostics.empty());
}

TEST(ByteScan, QuotesInTextHideNoBrackets) {
  EXPECT_EQ(refusal("a: x\n 'y\nb: " + repeated("[", 4U << 20U)), "too-deep");
  EXPECT_EQ(refusal("a: [\"x\"\"y" + repeated("[", 1000)), "yaml-syntax");
}

TEST(ByteScan, RefusesDeepBlocks) {
  EXPECT_EQ(refusal(repeated("- ", 10'000) + "x"), "too-deep");
  std::string text;
  for (std::size_t i = 0; i < 200; ++i) text += std::string(i, ' ') + "a:\n";
  EXPECT_EQ(refusal(text), "too-deep");
}

TEST(ByteScan, RefusesEndlessTexts) {
  EXPECT_EQ(refusal("a: \"" + repeated("x", 4U << 20U) + "\""), "too-large");
  EXPECT_EQ(refusal("a: " + repeated("x", 4U << 20U)), "too-large");
}

TEST(ByteScan, RefusesAliasBombs) {
  EXPECT_EQ(refusal("a: &a [x, x]\nb: [*a, *a]\n"), "alias");
  EXPECT_EQ(refusal("&a [1, *a]"), "alias");
}

TEST(ByteScan, RefusesTooManyValues) {
  EXPECT_EQ(refusal("a:\n" + repeated("- x\n", yaml_values_max)), "too-large");
}

// Each entry is wrong; who would read millions of messages?
TEST(ByteScan, HostileErrorsAreCounted) {
  std::string text = "policy: acme\nrevision: 1\ntime_zone: UTC\n";
  for (int i = 0; i < 5000; ++i) text += fmt::format("k{}: 1\n", i);
  const ParsedPolicy parsed = parse_policy(Source("p.yaml", text));
  EXPECT_EQ(parsed.diagnostics.errors(), 5000U);
  ASSERT_EQ(parsed.diagnostics.all().size(), Diagnostics::errors_kept_max + 1);
  EXPECT_EQ(parsed.diagnostics.all().back().code, "too-many-errors");
  EXPECT_EQ(refusal("a: 1\n" + repeated("a: 1\n", 100'000)), "duplicate-key");
}

}  // namespace
}  // namespace gatecast::rules
