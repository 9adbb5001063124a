#include "rules/yaml_reader.h"

#include <gtest/gtest.h>

namespace gatecast::rules {
namespace {

struct Read {
  explicit Read(std::string text) : source("p.yaml", std::move(text)) {
    tree = read_yaml(source, diagnostics);
  }
  std::string_view text(Span span) const { return source.text(span); }
  std::string code() const {
    return diagnostics.empty() ? "none" : std::string(diagnostics.all().front().code);
  }
  Source source;
  Diagnostics diagnostics;
  std::optional<YamlNode> tree;
};

TEST(YamlReader, SpansCoverKeyAndValueExactly) {
  const Read read(
      "a: plain text   # comment\n"
      "b: 'it''s'\n"
      "c: \"x\\\"y\"  \n"
      "d: [1, two, ]   \n"
      "e: {k: v} # c\n"
      "f:\n  - x\n  - y: z\n\n"
      "g: folded\n  text\n"
      "h: |\n  line\n  more\n\n"
      "i:\n"
      "j: ~\n");
  ASSERT_TRUE(read.tree);
  const auto& entries = read.tree->entries;
  ASSERT_EQ(entries.size(), 10U);
  const char* wanted[] = {"a: plain text",
                          "b: 'it''s'",
                          "c: \"x\\\"y\"",
                          "d: [1, two, ]",
                          "e: {k: v}",
                          "f:\n  - x\n  - y: z",
                          "g: folded\n  text",
                          "h: |\n  line\n  more",
                          "i",
                          "j: ~"};
  for (std::size_t i = 0; i < 10; ++i) EXPECT_EQ(read.text(entries[i].span), wanted[i]);
  EXPECT_EQ(entries[1].value.text, "it's");
  EXPECT_TRUE(entries[1].value.quoted);
  EXPECT_EQ(entries[6].value.text, "folded text");
  EXPECT_TRUE(entries[8].value.is_null());
  EXPECT_TRUE(entries[9].value.is_null());
  EXPECT_EQ(read.text(read.tree->entries[5].value.items[1].span), "y: z");
}

TEST(YamlReader, SpansAreRightBehindAByteOrderMarkAndCarriageReturns) {
  const Read read(
      "\xEF\xBB\xBF"
      "a: 1\r\nb: x y\r\n");
  ASSERT_TRUE(read.tree);
  EXPECT_EQ(read.text(read.tree->entries[0].span), "a: 1");
  EXPECT_EQ(read.text(read.tree->entries[1].span), "b: x y");
}

TEST(YamlReader, KeepsScalarsAsWritten) {
  const Read read("a: 017\nb: NO\nc: 'null'\nd: Null\n");
  ASSERT_TRUE(read.tree);
  EXPECT_EQ(read.tree->entries[0].value.text, "017");
  EXPECT_EQ(read.tree->entries[1].value.text, "NO");
  EXPECT_FALSE(read.tree->entries[2].value.is_null());
  EXPECT_TRUE(read.tree->entries[3].value.is_null());
}

TEST(YamlReader, RefusesWhatAPolicyMayNotHave) {
  EXPECT_EQ(Read("a: 1\na: 2\n").code(), "duplicate-key");
  EXPECT_EQ(Read("a: 1\n---\nb: 2\n").code(), "second-document");
  EXPECT_EQ(Read("").code(), "empty-file");
  EXPECT_EQ(Read("# nothing\n").code(), "empty-file");
  EXPECT_EQ(Read("a: !!str 1\n").code(), "tag");
  EXPECT_EQ(Read("a: ! 1\n").code(), "tag");
  EXPECT_EQ(Read("? [a]\n: 1\n").code(), "bad-key");
  EXPECT_EQ(Read("a: [1\n").code(), "yaml-syntax");
  EXPECT_EQ(Read("a: 'x\n").code(), "yaml-syntax");
  EXPECT_EQ(Read("a: &x 1\n").code(), "alias");
  EXPECT_EQ(Read("a: \"\\_\"\n").code(), "bad-text");
  EXPECT_EQ(Read("a: \"\\N\"\n").code(), "bad-text");
}

TEST(YamlReader, EscapesAreCharacters) {
  const Read read("a: \"\\xa0\\u0085\\L\\x41\"\n");
  ASSERT_TRUE(read.tree);
  EXPECT_EQ(read.tree->entries[0].value.text,
            "\xC2\xA0\xC2\x85\xE2\x80\xA8"
            "A");
}

TEST(YamlReader, PlacesASyntaxErrorInTheText) {
  const Read read("a: 1\nb: }\n");
  ASSERT_FALSE(read.diagnostics.empty());
  EXPECT_EQ(read.source.position(read.diagnostics.all()[0].span.begin).line, 2U);
}

}  // namespace
}  // namespace gatecast::rules
