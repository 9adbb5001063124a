#include "rules/time_zone.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace gatecast::rules {
namespace {

TimeZone zone(std::string_view name) {
  auto loaded = TimeZone::load(name);
  EXPECT_TRUE(loaded.ok()) << name;
  return std::move(loaded).value();
}

LocalSeconds local(std::string_view date, int hour, int minute = 0) {
  return LocalSeconds{parse_date(date)->days} * day_seconds + hour * 3600 + minute * 60;
}

TEST(TimeZone, UtcIsTheDefault) {
  EXPECT_EQ(TimeZone().midnight(*parse_date("1970-01-02")), day_seconds);
  EXPECT_EQ(TimeZone().name(), "UTC");
}

TEST(TimeZone, RefusesWhatDoesNotExist) {
  EXPECT_FALSE(TimeZone::load("America/New_Yorck").ok());
  const auto names = TimeZone::names();
  EXPECT_NE(std::find(names.begin(), names.end(), "America/New_York"), names.end());
}

TEST(TimeZone, NewYorkGapIsTheInstantOfTheChange) {
  const TimeZone york = zone("America/New_York");
  const Instant change = *parse_instant("2027-03-14T07:00:00Z");
  EXPECT_EQ(york.to_instant(local("2027-03-14", 2, 30)), change);
  EXPECT_EQ(york.to_instant(local("2027-03-14", 2)), change);
  EXPECT_EQ(york.to_instant(local("2027-03-14", 3)), change);
  EXPECT_EQ(york.to_instant(local("2027-03-14", 1, 59)), change - 60);
}

TEST(TimeZone, NewYorkOverlapIsTheFirst) {
  const TimeZone york = zone("America/New_York");
  EXPECT_EQ(york.to_instant(local("2027-11-07", 1, 30)), *parse_instant("2027-11-07T05:30:00Z"));
  EXPECT_EQ(york.to_instant(local("2027-11-07", 2)), *parse_instant("2027-11-07T07:00:00Z"));
}

TEST(TimeZone, AWallClockReadsATimeNeverOnceOrTwice) {
  const TimeZone york = zone("America/New_York");
  const auto of = [&](std::string_view date, int hour, int minute) {
    return york.instants_of(local(date, hour, minute));
  };
  using Instants = std::vector<Instant>;
  EXPECT_EQ(of("2027-03-14", 2, 30), Instants{});
  EXPECT_EQ(of("2027-03-14", 3, 0), Instants{*parse_instant("2027-03-14T07:00:00Z")});
  EXPECT_EQ(of("2027-11-07", 1, 30), (Instants{*parse_instant("2027-11-07T05:30:00Z"),
                                               *parse_instant("2027-11-07T06:30:00Z")}));
  EXPECT_EQ(of("2027-11-07", 2, 0), Instants{*parse_instant("2027-11-07T07:00:00Z")});
  EXPECT_EQ(TimeZone().instants_of(local("2027-11-07", 2)).size(), 1U);
}

TEST(TimeZone, ADayMayHaveNoMidnight) {
  const TimeZone paulo = zone("America/Sao_Paulo");
  EXPECT_EQ(paulo.midnight(*parse_date("2018-11-04")), *parse_instant("2018-11-04T03:00:00Z"));
  EXPECT_EQ(paulo.to_instant(local("2018-11-04", 0, 59)), *parse_instant("2018-11-04T03:00:00Z"));
}

TEST(TimeZone, ChathamIsThreeQuartersOff) {
  const TimeZone chatham = zone("Pacific/Chatham");
  EXPECT_EQ(chatham.midnight(*parse_date("2027-01-11")), *parse_instant("2027-01-10T10:15:00Z"));
  EXPECT_EQ(chatham.midnight(*parse_date("2027-07-01")), *parse_instant("2027-06-30T11:15:00Z"));
}

TEST(TimeZone, DaysLaterIsTheSameWallTime) {
  const TimeZone york = zone("America/New_York");
  EXPECT_EQ(york.add_days(*parse_instant("2027-03-13T17:00:00Z"), 1),
            *parse_instant("2027-03-14T16:00:00Z"));
}

TEST(TimeZone, KnowsTheNextClockChange) {
  const auto zone = TimeZone::load("America/New_York");
  ASSERT_TRUE(zone.ok());
  const Instant spring = *parse_instant("2027-03-14T07:00:00Z");
  const Instant autumn = *parse_instant("2027-11-07T06:00:00Z");
  EXPECT_EQ(zone.value().next_change(spring - 1), spring);
  EXPECT_EQ(zone.value().next_change(spring), autumn);
  EXPECT_EQ(zone.value().next_change(autumn - 1), autumn);
  EXPECT_EQ(TimeZone().next_change(spring), instant_max);
}

}  // namespace
}  // namespace gatecast::rules
