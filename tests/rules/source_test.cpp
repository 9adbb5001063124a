#include "rules/source.h"

#include <gtest/gtest.h>

#include <memory>

namespace gatecast::rules {
namespace {

TEST(Source, FindsLinesAndColumns) {
  const Source source("p.yaml", "one\nsecond: 2\n\nlast");
  EXPECT_EQ(source.line_count(), 4U);
  EXPECT_EQ(source.position(0).line, 1U);
  EXPECT_EQ(source.position(4).line, 2U);
  EXPECT_EQ(source.position(12).column, 9U);
  EXPECT_EQ(source.line(2), "second: 2");
  EXPECT_EQ(source.line(3), "");
  EXPECT_EQ(source.line(4), "last");
}

// The index holds some of the lines only: against a count from the beginning, at every byte.
TEST(Source, FindsManyLines) {
  std::string text;
  for (std::size_t i = 0; i < 300; ++i) text += std::string(i % 7, 'x') + "\n";
  for (const char* tail : {"", "last"}) {
    const Source source("p.yaml", text + tail);
    std::uint32_t line = 1;
    std::uint32_t begin = 0;
    for (std::uint32_t at = 0; at <= source.text().size(); ++at) {
      EXPECT_EQ(source.position(at).line, line) << at;
      EXPECT_EQ(source.position(at).column, at - begin + 1) << at;
      EXPECT_EQ(source.line_begin(line), begin) << at;
      if (at < source.text().size() && source.text()[at] == '\n') {
        EXPECT_EQ(source.line(line), source.text().substr(begin, at - begin));
        begin = at + 1;
        ++line;
      }
    }
    EXPECT_EQ(source.line_count(), line);
    EXPECT_EQ(source.line_begin(line + 1), source.text().size());
  }
}

// What was read from one copy stays when that is gone.
TEST(Source, CopiesShareTheirText) {
  auto source = std::make_unique<Source>("p.yaml", std::string(100, 'x'));
  const Source copy = *source;
  const std::string_view text = source->text();
  source.reset();
  EXPECT_EQ(text.data(), copy.text().data());
  EXPECT_EQ(text, std::string(100, 'x'));
}

TEST(Source, CountsCharactersNotBytes) {
  const Source source("p.yaml", "\xC3\xBC: x");
  EXPECT_EQ(source.position(2).column, 2U);
}

TEST(Source, LeavesCarriageReturnsOutOfLines) {
  const Source source("p.yaml", "a: 1\r\nb: 2\r\n");
  EXPECT_EQ(source.line(1), "a: 1");
  EXPECT_EQ(source.position(6).line, 2U);
}

TEST(Source, ExcerptIsTheFirstLineWithoutComment) {
  const std::string text = "grace: {days: 1} # soon\nx: '#'";
  const Source source("p.yaml", text);
  EXPECT_EQ(source.excerpt({0, static_cast<std::uint32_t>(text.size())}), "grace: {days: 1}");
  EXPECT_EQ(source.excerpt({24, 30}), "x: '#'");
}

}  // namespace
}  // namespace gatecast::rules
