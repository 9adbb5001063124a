#include "rules/time.h"

#include <gtest/gtest.h>

namespace gatecast::rules {
namespace {

TEST(Time, ReadsDatesThatExist) {
  EXPECT_EQ(parse_date("1970-01-01")->days, 0);
  EXPECT_EQ(parse_date("1969-12-31")->days, -1);
  EXPECT_EQ(format_date(*parse_date("2028-02-29")), "2028-02-29");
  for (const char* text : {"2027-02-29", "2027-13-01", "2027-00-01", "2027-1-1", "27-01-01", "",
                           "2027-01-01 ", "1899-12-31", "2200-01-01", "2027-04-31"}) {
    EXPECT_FALSE(parse_date(text)) << text;
  }
}

TEST(Time, KnowsWeekdays) {
  EXPECT_EQ(weekday(*parse_date("2027-01-11")), 0);  // a monday
  EXPECT_EQ(weekday(*parse_date("1969-12-28")), 6);
}

TEST(Time, ReadsInstants) {
  EXPECT_EQ(parse_instant("1970-01-01T00:00:00Z"), 0);
  EXPECT_EQ(parse_instant("1970-01-01T01:00:00+01:00"), 0);
  EXPECT_EQ(parse_instant("1970-01-01T00:00:01.999Z"), 1);
  EXPECT_EQ(format_instant(*parse_instant("2027-02-02T14:00:00Z")), "2027-02-02T14:00:00Z");
  for (const char* text : {"2027-02-02T14:00:00", "2027-02-02", "2027-02-02T25:00:00Z",
                           "2027-02-30T00:00:00Z", "x", ""}) {
    EXPECT_FALSE(parse_instant(text)) << text;
  }
}

TEST(Time, ReadsDurations) {
  EXPECT_EQ(parse_duration("30s"), 30);
  EXPECT_EQ(parse_duration("10m"), 600);
  EXPECT_EQ(parse_duration("2h"), 7200);
  EXPECT_EQ(parse_duration("14d"), 14 * day_seconds);
  for (const char* text : {"30", "s", "-1s", "1.5h", "10 m", "99999999999999999999d", ""}) {
    EXPECT_FALSE(parse_duration(text)) << text;
  }
  EXPECT_EQ(format_duration(900), "15m");
}

}  // namespace
}  // namespace gatecast::rules
