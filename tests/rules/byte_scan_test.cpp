#include "rules/byte_scan.h"

#include <gtest/gtest.h>

#include <chrono>

#include "rules/policy_parser.h"

namespace gatecast::rules {
namespace {

std::string repeated(std::string_view piece, std::size_t count) {
  std::string text;
  text.reserve(piece.size() * count);
  for (std::size_t i = 0; i < count; ++i) text += piece;
  return text;
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

TEST(ByteScan, RefusesDeepFlows) {
  EXPECT_EQ(refusal(repeated("[", 32U << 20U)), "too-deep");
  EXPECT_EQ(refusal("a: " + repeated("{a: ", 100)), "too-deep");
}

// yaml-cpp reads this one happily, in seconds and hundreds of megabytes: the scan must refuse it.
TEST(ByteScan, RefusesEndlessFlows) {
  Diagnostics diagnostics;
  EXPECT_FALSE(scan_bytes(Source("p", "a: [" + repeated("1,", 1U << 20U)), diagnostics));
  ASSERT_EQ(diagnostics.all().size(), 1U);
  EXPECT_EQ(diagnostics.all()[0].code, "too-large");
  EXPECT_EQ(diagnostics.all()[0].span.begin, 3U);
}

TEST(ByteScan, BracketsInTextAreNoNesting) {
  Diagnostics diagnostics;
  EXPECT_TRUE(scan_bytes(Source("p", "a: \"" + repeated("[", 200) + "\"\n"), diagnostics));
  EXPECT_TRUE(scan_bytes(Source("p", "# " + repeated("[", 200) + "\n"), diagnostics));
  EXPECT_TRUE(scan_bytes(Source("p", "a: x" + repeated("[", 200) + "\n"), diagnostics));
  EXPECT_TRUE(diagnostics.empty());
}

// A quote in a plain text hides the brackets from the scan; the reader must bound them still.
TEST(ByteScan, HiddenBracketsAreBoundedByTheReader) {
  EXPECT_EQ(refusal("a: x\n 'y\nb: " + repeated("[", 4U << 20U)), "too-large");
  EXPECT_NE(refusal("a: x\n 'y\nb: " + repeated("[", 1000)), "none");
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
  EXPECT_EQ(refusal("a:\n" + repeated("- x\n", 2'000'001)), "too-large");
}

}  // namespace
}  // namespace gatecast::rules
