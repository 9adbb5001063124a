#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <sstream>

#include "reports/actual.h"
#include "reports/charts.h"
#include "reports/forecast_csv.h"
#include "reports/forecast_html.h"
#include "reports/forecast_json.h"
#include "reports/forecast_text.h"
#include "reports/format.h"
#include "tests/reports/sample_forecast.h"

namespace gatecast::reports {
namespace {

using reports_test::sample_forecast;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

// What stands before the charting library: its own text would only blur what a test says.
std::string without_library(const std::string& page) {
  return page.substr(0, page.find("<script>"));
}

std::vector<std::string> keys(const boost::json::value& value) {
  std::vector<std::string> out;
  for (const auto& member : value.as_object()) out.emplace_back(member.key());
  return out;
}

TEST(ForecastJson, HasTheKeysOfSchemaVersionOne) {
  const auto json = boost::json::parse(forecast_json(sample_forecast()));
  EXPECT_THAT(keys(json), ElementsAre("schema_version", "run", "daily", "totals", "peaks", "gates",
                                      "assumptions"));
  EXPECT_EQ(json.at("schema_version").as_int64(), 1);
  EXPECT_THAT(keys(json.at("run")),
              ElementsAre("version", "policy", "revision", "policy_digest", "behavior_digest",
                          "population_digest", "accounts", "replicates", "seed", "start", "days"));
  EXPECT_THAT(keys(json.at("daily").at(0)),
              ElementsAre("day", "date", "group", "metric", "mean", "p05", "p25", "p50", "p75",
                          "p95", "low", "high"));
  EXPECT_THAT(keys(json.at("totals").at(0)), ElementsAre("group", "metric", "mean", "p05", "p25",
                                                         "p50", "p75", "p95", "low", "high"));
  EXPECT_THAT(keys(json.at("peaks").at(0)),
              ElementsAre("group", "metric", "mean", "p05", "p25", "p50", "p75", "p95", "low",
                          "high", "day_p50", "date_p50"));
  EXPECT_THAT(keys(json.at("gates").at(0)),
              ElementsAre("metric", "group", "band", "limit", "value", "low", "high", "verdict"));
  EXPECT_THAT(keys(json.at("assumptions").at(0)),
              ElementsAre("parameter", "value", "low", "high", "source"));
}

TEST(ForecastJson, CarriesEveryNumberExactly) {
  const auto forecast = sample_forecast();
  const auto json = boost::json::parse(forecast_json(forecast));
  const auto& daily = json.at("daily").as_array();
  ASSERT_EQ(daily.size(), forecast.daily.size() * 10);
  EXPECT_EQ(daily[13].at("day").as_int64(), 3);
  EXPECT_EQ(daily[13].at("date").as_string(), "2027-01-14");
  EXPECT_EQ(daily[13].at("group").as_string(), "role:Buyer");
  EXPECT_EQ(daily[13].at("p25").to_number<double>(), forecast.daily[1].days[3].p25);
  EXPECT_EQ(daily[13].at("mean").to_number<double>(), forecast.daily[1].days[3].mean);
  EXPECT_EQ(json.at("gates").at(0).at("verdict").as_string(), "met");
  EXPECT_TRUE(json.at("gates").at(1).at("low").is_null());
  EXPECT_EQ(json.at("assumptions").at(0).at("source").as_string(),
            "assumed, \"nobody\" measured it");
}

TEST(ForecastJson, SaysHowWellEachQuantileIsKnown) {
  const auto json = boost::json::parse(forecast_json(sample_forecast()));
  const auto& total = json.at("totals").at(0);
  EXPECT_EQ(total.at("low").as_array().size(), 5U);
  EXPECT_TRUE(total.at("low").at(0).is_null());
  EXPECT_EQ(total.at("low").at(2).to_number<double>(), 58);
  EXPECT_EQ(total.at("high").at(2).to_number<double>(), 63);
  EXPECT_TRUE(total.at("high").at(4).is_null());
  EXPECT_EQ(json.at("peaks").at(0).at("date_p50").as_string(), "2027-01-15");
}

TEST(ForecastCsv, IsTidyAndQuoted) {
  const auto files = forecast_csv(sample_forecast());
  ASSERT_EQ(files.size(), 5U);
  EXPECT_EQ(files[0].name, "daily.csv");
  EXPECT_THAT(files[0].content,
              testing::StartsWith("day,date,group,metric,mean,p05,p25,p50,p75,p95,p05_low,p05_high,"
                                  "p25_low,p25_high,p50_low,p50_high,p75_low,p75_high,p95_low,"
                                  "p95_high\r\n0,2027-01-11,all,enrolled_share,"));
  EXPECT_THAT(files[0].content, HasSubstr("\"stage:</script><b>\"\"x\"\"&, a stage"));
  EXPECT_THAT(files[1].content,
              HasSubstr("all,tickets,60.25,50,55,60,65,1234567,,,,,58,63,,,,\r\n"));
  EXPECT_THAT(files[2].content,
              HasSubstr("all,tickets,4,2027-01-15,60.25,50,55,60,65,70,,,,,,,,,,\r\n"));
  EXPECT_THAT(files[3].content, HasSubstr("locked_out_share,all,p95,max,0.02,2027-01-16,0.0125,"
                                          "0.01,0.015,72,met\r\n"));
  EXPECT_THAT(files[4].content, HasSubstr("\"assumed, \"\"nobody\"\" measured it\""));
}

TEST(ForecastText, FitsEightyColumnsAndSaysWhatCounts) {
  const std::string text = forecast_text(sample_forecast());
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) EXPECT_LE(width(line), 80U) << line;
  for (const char* part :
       {"12,000 accounts", "Who and when", "2027-01-12", "Enrolled", "76% (72-88)", "Lockouts",
        "attempts", "worst day", "tickets in all", "60 (50 to 1,234,567)", "about 2027-01-15",
        "met: locked_out_share", "needs 300 replicates", "How well that is known", "58 to 63",
        "gives_up_share", "column `phone`"}) {
    EXPECT_THAT(text, HasSubstr(part));
  }
}

TEST(ForecastText, WithstandsAnEmptyForecast) {
  EXPECT_THAT(forecast_text({}), HasSubstr("0 accounts"));
  EXPECT_THAT(forecast_html({}, {}), HasSubstr("</html>"));
}

TEST(ForecastHtml, EscapesWhatUsersWrote) {
  const std::string page = without_library(forecast_html(sample_forecast(), {}));
  EXPECT_THAT(page, Not(HasSubstr("</script><b>")));
  EXPECT_THAT(page, Not(HasSubstr("<i>indeed")));
  EXPECT_THAT(page, Not(HasSubstr("portal <x>")));
  EXPECT_THAT(page, HasSubstr("&lt;/script&gt;&lt;b&gt;&quot;x&quot;&amp;"));
  EXPECT_THAT(page, HasSubstr("\\u003c/script>"));
}

TEST(ForecastHtml, AsksNothingOfANetwork) {
  const std::string page = without_library(forecast_html(sample_forecast(), {}));
  EXPECT_THAT(page, HasSubstr("default-src 'none'"));
  EXPECT_THAT(page, HasSubstr("script-src 'sha256-"));
  EXPECT_THAT(page, Not(HasSubstr("src=\"")));
  EXPECT_THAT(page, Not(HasSubstr("@import")));
}

TEST(ForecastHtml, DrawsWhatReallyHappenedOnEverybodyOnly) {
  const auto forecast = sample_forecast();
  const rules::Date start = forecast.run.start;
  const Actual actual = {{{{start.days + 2}, 0.31}, {{start.days + 99}, 0.5}}, "A <reproduction>."};
  const std::string page = forecast_html(forecast, actual);
  EXPECT_THAT(page, HasSubstr("<strong>A &lt;reproduction&gt;.</strong>"));
  EXPECT_THAT(page, HasSubstr("\"actual\":[[2,0.31]]"));
  EXPECT_EQ(page.find("\"actual\":[[2"), page.rfind("\"actual\":[[2"));
}

TEST(Charts, LeaveOutWhatHasNoSeries) {
  std::vector<std::string> ids;
  for (const Chart& chart : charts(sample_forecast())) ids.push_back(chart.id);
  EXPECT_THAT(ids,
              ElementsAre("enrollment-by-stage", "enrollment-by-role", "lockouts-by-cause",
                          "locked-out", "help-desk-load", "help-desk-wait", "protected-sign-ins"));
  EXPECT_TRUE(charts({}).empty());
}

TEST(Actual, ReadsSharesAndPerCent) {
  const auto read = read_actual(
      "# one\ndate,value\r\n2017-06-12,31%\r\n2017-08-14,0.47,x\n# two\r\n2017-10-31,86\n");
  ASSERT_TRUE(read.ok());
  ASSERT_EQ(read.value().points.size(), 3U);
  EXPECT_DOUBLE_EQ(read.value().points[0].share, 0.31);
  EXPECT_DOUBLE_EQ(read.value().points[1].share, 0.47);
  EXPECT_DOUBLE_EQ(read.value().points[2].share, 0.86);
  EXPECT_EQ(read.value().note, "one two");
}

TEST(Actual, RefusesWithTheLine) {
  EXPECT_EQ(read_actual("date,value\n2017-02-30,1\n").message(), "line 2: `2017-02-30` is no date");
  EXPECT_EQ(read_actual("date,value\n2017-02-03,140\n").message(),
            "line 2: `140` is neither a share nor per cent");
  EXPECT_EQ(read_actual("day,value\n").message(), "line 1: the header must begin `date,value`");
}

}  // namespace
}  // namespace gatecast::reports
