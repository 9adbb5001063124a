// The scan of the tokens against yaml-cpp itself, over soups of YAML's own pieces: it must refuse
// nothing that yaml-cpp reads, find what a policy may not have, and count as it reports.
#include "rules/token_scan.h"

#include <gtest/gtest.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <random>
#include <regex>
#include <sstream>

#include "rules/byte_scan.h"

namespace gatecast::rules {
namespace {

// What yaml-cpp reports of a text.
class Events : public YAML::EventHandler {
 public:
  explicit Events(const std::string& text) {
    std::istringstream stream(text);
    try {
      YAML::Parser parser(stream);
      // Of a text with a token too many it makes documents without end.
      while (parser.HandleNextDocument(*this) && documents < 2) {
      }
      whole = true;
    } catch (const YAML::Exception&) {
    }
  }

  void OnDocumentStart(const YAML::Mark&) override { ++documents; }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t anchor) override { count(anchor, ""); }
  void OnAlias(const YAML::Mark&, YAML::anchor_t) override { aliases = true; }
  void OnScalar(const YAML::Mark&, const std::string& tag, YAML::anchor_t anchor,
                const std::string&) override {
    count(anchor, tag);
  }
  void OnSequenceStart(const YAML::Mark&, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    count(anchor, tag);
  }
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark&, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    count(anchor, tag);
  }
  void OnMapEnd() override {}

  bool whole = false;
  int documents = 0;
  std::size_t values = 0;
  bool aliases = false;

 private:
  void count(YAML::anchor_t anchor, const std::string&) {
    ++values;
    aliases = aliases || anchor != 0;
  }
};

std::string soup(std::mt19937_64& random) {
  constexpr std::string_view pieces[] = {
      " ",     "  ",   "\n",    "\n",    "\n  ",    "\n    ",  "\n- ", "- ",  "a",  "b: ",
      "\nc: ", ": ",   "[",     "]",     "{",       "}",       ", ",   "'",   "\"", "#",
      " # x",  "|\n",  ">\n  ", "|2-\n", ":",       "-",       "?",    "? ",  "''", "\\\"",
      "\t",    "x y",  "~",     "&x ",   "*x",      "! ",      "!t",   "%d ", "@",  "\r\n",
      "a: [",  "a: {", "]\n",   "}\n",   "\n---\n", "\n...\n", "*",    "&"};
  std::string text;
  const std::size_t count = 1 + random() % 14;
  for (std::size_t i = 0; i < count; ++i) {
    // The last ones are seldom, since most texts with them are soon no YAML.
    const std::size_t most = random() % 8 == 0 ? std::size(pieces) : std::size(pieces) - 15;
    text += pieces[random() % most];
  }
  return text;
}

// Keys behind `?`, and colons without a key: of these the scan counts more.
bool has_odd_keys(const std::string& text) {
  static const std::regex colon("(^|[\\n:-])[ \\t]*:");
  return text.find('?') != std::string::npos || std::regex_search(text, colon);
}

TEST(TokenScan, SaysOfASoupWhatYamlCppSays) {
  std::mt19937_64 random(7);
  int read = 0;
  int nested = 0;
  for (int i = 0; i < 60'000; ++i) {
    const std::string text = soup(random);
    const Events events(text);
    if (!events.whole || events.documents == 0) continue;
    ++read;
    const ScannedTokens scanned = scan_tokens(text);
    const std::string_view code = scanned.refusal ? scanned.refusal->code : "none";
    if (events.documents > 1) continue;
    if (events.aliases) {
      EXPECT_TRUE(code == "alias" || code == "tag") << code << "\n" << text;
      continue;
    }
    // An end of the document twice is harmless, and of no use.
    if (code == "tag" || code == "second-document") continue;
    EXPECT_EQ(code, "none") << text;
    EXPECT_GE(scanned.values, events.values) << text;
    if (!has_odd_keys(text)) {
      EXPECT_LE(scanned.values, events.values + 2) << text;
    }
    nested += events.values > 3 ? 1 : 0;
  }
  EXPECT_GT(read, 10'000);
  EXPECT_GT(nested, 1'000);
}

std::string_view code_of(std::string_view text) {
  const ScannedTokens scanned = scan_tokens(text);
  return scanned.refusal ? scanned.refusal->code : "none";
}

TEST(TokenScan, TextsMayHoldAnything) {
  EXPECT_EQ(code_of("a: |\n  *b\n   &c [[\n\n  !d\ne: 1\n"), "none");
  EXPECT_EQ(code_of("a: x\n  & y * z\n  !t\n"), "none");
  EXPECT_EQ(code_of("a: \"*x\n  &y\"\nb: '*x ''&y'\n"), "none");
  EXPECT_EQ(code_of("# &x *y\na: b # !c\n"), "none");
  EXPECT_EQ(code_of("a: x*y&z!\n"), "none");
  EXPECT_EQ(code_of("- >2-\n    *x\n- [a b & c,\n  d]\n"), "none");
}

TEST(TokenScan, FindsWhatAPolicyMayNotHave) {
  const char* aliases[] = {"a: *b",           "- &b x",   "[a, &b x]", "a: |\n  x\n*b : c\n",
                           "a: x\n&b c: d\n", "- - &a b", "? &a b",    "{a: *b}"};
  for (const char* text : aliases) EXPECT_EQ(code_of(text), "alias") << text;
  const char* tags[] = {"a: !!str b", "- ! x", "[a, !t]", "!t\na: b\n"};
  for (const char* text : tags) EXPECT_EQ(code_of(text), "tag") << text;
  const ScannedTokens scanned = scan_tokens("a: 1\nb: [x, *y]\n");
  ASSERT_TRUE(scanned.refusal);
  EXPECT_EQ(scanned.refusal->begin, 12U);
}

TEST(TokenScan, DocumentsAreOne) {
  EXPECT_EQ(code_of("---\na: 1\n...\n# end\n"), "none");
  EXPECT_EQ(code_of("%YAML 1.2\n---\na: 1\n"), "none");
  EXPECT_EQ(code_of("a: |\n  ---\n  x\n"), "none");
  EXPECT_EQ(code_of("a: 1\n---\n"), "second-document");
  EXPECT_EQ(code_of("---\n---\n"), "second-document");
  EXPECT_EQ(code_of("a: 1\n...\nb: 2\n"), "second-document");
}

TEST(TokenScan, CountsDepthInBlocksAndBrackets) {
  const auto nested = [](std::size_t blocks, std::size_t brackets) {
    std::string text;
    for (std::size_t i = 0; i < blocks; ++i) text += "- ";
    text += std::string(brackets, '[') + std::string(brackets, ']');
    return text;
  };
  EXPECT_EQ(code_of(nested(64, 0)), "none");
  EXPECT_EQ(code_of(nested(65, 0)), "too-deep");
  EXPECT_EQ(code_of(nested(0, 64)), "none");
  EXPECT_EQ(code_of(nested(40, 24)), "none");
  EXPECT_EQ(code_of(nested(40, 25)), "too-deep");
  // What was left counts no more.
  std::string text;
  for (int i = 0; i < 100; ++i) text += "- - [[]]\n";
  EXPECT_EQ(code_of(text), "none");
}

}  // namespace
}  // namespace gatecast::rules
