#include "rules/source.h"

#include <gtest/gtest.h>

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
