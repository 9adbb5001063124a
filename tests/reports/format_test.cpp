#include "reports/format.h"

#include <gtest/gtest.h>

#include <limits>

namespace gatecast::reports {
namespace {

TEST(Format, NumbersForPeople) {
  EXPECT_EQ(number(1234567), "1,234,567");
  EXPECT_EQ(number(-1234.4), "-1,234");
  EXPECT_EQ(number(0.4237), "0.424");
  EXPECT_EQ(number(12), "12");
  EXPECT_EQ(number(0.9345, Unit::share), "93.5%");
  EXPECT_EQ(range(0.5, 0.6, Unit::share), "50.0 to 60.0%");
  EXPECT_EQ(number(std::numeric_limits<double>::quiet_NaN()), "unknown");
}

TEST(Format, NumbersForPrograms) {
  EXPECT_EQ(exact(0.1), "0.1");
  EXPECT_EQ(exact(12), "12");
  EXPECT_EQ(exact(std::numeric_limits<double>::infinity()), "null");
}

TEST(Format, BadUtf8NeverPassesThrough) {
  EXPECT_EQ(json_string("a\xff\""), "\"a\xEF\xBF\xBD\\\"\"");
  EXPECT_EQ(html("\xc3(<"), "\xEF\xBF\xBD(&lt;");
  EXPECT_EQ(html("\xed\xa0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");  // a lone surrogate
  EXPECT_EQ(html("Zürich €😀"), "Zürich €😀");
}

TEST(Format, ANameCannotSteerTheTerminal) {
  EXPECT_EQ(plain("a\x1b[31mb"), "a [31mb");
  EXPECT_EQ(plain("a\xc2\x9b"
                  "31m"),
            "a 31m");
}

TEST(Format, FitsByCharactersNotBytes) {
  EXPECT_EQ(fit_left("Zürich", 8), "Zürich  ");
  EXPECT_EQ(fit_right("Zürich", 4), "Zür~");
}

TEST(Format, CsvQuotesOnlyWhereNeeded) {
  EXPECT_EQ(csv_field("plain"), "plain");
  EXPECT_EQ(csv_field("a,\"b\""), "\"a,\"\"b\"\"\"");
}

}  // namespace
}  // namespace gatecast::reports
