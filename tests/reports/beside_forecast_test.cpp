// What a forecast's page and JSON have of people at risk and of drills, where they were asked for.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "reports/at_risk.h"
#include "reports/drill_report.h"
#include "reports/forecast_html.h"
#include "reports/forecast_json.h"
#include "tests/reports/sample_forecast.h"

namespace gatecast::reports {
namespace {

using reports_test::sample_forecast;
using simulator::AccountAtRisk;
using simulator::AdministratorEffect;
using simulator::AtRisk;
using simulator::Cause;
using simulator::DrillEffect;
using simulator::DrillOutcome;
using simulator::Quantiles;
using simulator::Remedy;
using testing::HasSubstr;
using testing::Not;

constexpr int people = 150;

simulator::AccountColumns accounts() {
  simulator::AccountColumns columns;
  for (int i = 0; i < people; ++i) {
    simulator::Draft draft;
    draft.account.id = "<b>" + std::to_string(i);
    draft.account.roles = std::vector<std::string>{"Desk & <i>", "Clerk"};
    columns.push_back(draft);
  }
  return columns;
}

AtRisk at_risk() {
  AtRisk result;
  result.replicates = 200;
  for (int i = 0; i < people; ++i) {
    AccountAtRisk person;
    person.account = static_cast<std::uint32_t>(i);
    if (i > 0) person.admitted = rules::parse_date("2027-01-11");
    person.in_first_week = 30;
    person.at_all = 200 - i;
    person.cause = Cause::overdue;
    if (i == 0) person.remedy = Remedy::enroll_before;
    person.with_remedy = i == 0 ? 10 : person.at_all;
    result.people.push_back(person);
  }
  result.roles.push_back({"", 300, people, 22.5, 118.25, Cause::overdue, Remedy::enroll_before});
  result.roles.push_back({"Desk & <i>", 200, 0, 0, 0, Cause::none, Remedy::none});
  return result;
}

Quantiles quantiles(double p50) {
  Quantiles q;
  q.mean = p50 + 0.5;
  q.p05 = p50 - 1;
  q.p25 = p50;
  q.p50 = p50;
  q.p75 = p50;
  q.p95 = p50 + 9;
  return q;
}

std::vector<DrillOutcome> drills() {
  DrillOutcome outcome;
  outcome.drill.kind = simulator::DrillKind::sms_down;
  outcome.drill.from = *rules::parse_date("2027-03-03");
  outcome.drill.until = rules::parse_date("2027-03-06");
  DrillEffect everybody;
  everybody.group = "all";
  everybody.days_out = quantiles(50);
  everybody.more_days_out = quantiles(40);
  everybody.more_lockouts = quantiles(30);
  everybody.more_tickets = quantiles(20);
  everybody.fewest_in = quantiles(1'000);
  outcome.groups.push_back(everybody);
  AdministratorEffect all;
  all.some_in = 0.125;
  all.days_none_in = quantiles(3);
  all.more_days_none_in = quantiles(2);
  all.days_out = quantiles(12);
  all.more_days_out = quantiles(11);
  outcome.administrators.push_back(all);
  all.role = "Root <x>";
  outcome.administrators.push_back(all);
  return {outcome};
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t n = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++n;
  return n;
}

TEST(BesideForecast, TheJsonHasAllPeopleAndRolesAtRisk) {
  const auto json =
      boost::json::parse(forecast_json(sample_forecast(), at_risk_json(at_risk(), accounts())));
  const auto& found = json.at("people_at_risk");
  EXPECT_EQ(found.at("replicates").as_int64(), 200);
  ASSERT_EQ(found.at("people").as_array().size(), people);
  const auto& worst = found.at("people").at(0);
  EXPECT_EQ(worst.at("account").as_string(), "<b>0");
  EXPECT_EQ(worst.at("roles"), boost::json::parse(R"(["Desk & <i>", "Clerk"])"));
  EXPECT_TRUE(worst.at("admitted").is_null());
  EXPECT_EQ(worst.at("first_week").to_number<double>(), 0.15);
  EXPECT_EQ(worst.at("at_all").to_number<double>(), 1);
  EXPECT_EQ(worst.at("at_all_high").to_number<double>(), 1);
  // 0.025^(1/200): all of 200.
  EXPECT_NEAR(worst.at("at_all_low").to_number<double>(), 0.98172, 1e-5);
  EXPECT_EQ(worst.at("cause").as_string(), "overdue");
  EXPECT_EQ(worst.at("remedy").as_string(), "enroll_before");
  EXPECT_EQ(worst.at("with_remedy").to_number<double>(), 0.05);
  EXPECT_EQ(found.at("people").at(1).at("admitted").as_string(), "2027-01-11");
  EXPECT_TRUE(found.at("people").at(1).at("remedy").is_null());
  EXPECT_EQ(found.at("roles"), boost::json::parse(R"([
      {"role": null, "accounts": 300, "at_risk": 150, "first_week": 22.5, "at_all": 118.25,
       "cause": "overdue", "remedy": "enroll_before"},
      {"role": "Desk & <i>", "accounts": 200, "at_risk": 0, "first_week": 0, "at_all": 0,
       "cause": null, "remedy": null}])"));
}

TEST(BesideForecast, TheJsonHasEveryNumberOfADrill) {
  const auto json =
      boost::json::parse(forecast_json(sample_forecast(), drill_report_json(drills())));
  const auto& drill = json.at("drills").at(0);
  EXPECT_EQ(drill.at("drill"), boost::json::parse(R"({"drill": "sms_down", "from": "2027-03-03",
                                                      "until": "2027-03-06"})"));
  const auto& everybody = drill.at("groups").at(0);
  EXPECT_EQ(everybody.at("group").as_string(), "all");
  const auto median = [](const boost::json::value& of, const char* number) {
    return of.at(number).at("p50").to_number<double>();
  };
  EXPECT_EQ(median(everybody, "days_out"), 50);
  EXPECT_EQ(median(everybody, "more_days_out"), 40);
  EXPECT_EQ(median(everybody, "more_lockouts"), 30);
  EXPECT_EQ(median(everybody, "more_tickets"), 20);
  EXPECT_EQ(median(everybody, "fewest_in"), 1'000);
  EXPECT_EQ(everybody.at("days_out").at("mean").to_number<double>(), 50.5);
  EXPECT_EQ(everybody.at("days_out").at("p95").to_number<double>(), 59);
  const auto& administrators = drill.at("administrators");
  EXPECT_TRUE(administrators.at(0).at("role").is_null());
  EXPECT_EQ(administrators.at(1).at("role").as_string(), "Root <x>");
  EXPECT_EQ(administrators.at(1).at("some_in").to_number<double>(), 0.125);
  EXPECT_EQ(median(administrators.at(1), "days_none_in"), 3);
  EXPECT_EQ(median(administrators.at(1), "more_days_none_in"), 2);
  EXPECT_EQ(median(administrators.at(1), "days_no_way_in"), 12);
  EXPECT_EQ(median(administrators.at(1), "more_days_no_way_in"), 11);
}

TEST(BesideForecast, ThePageHasTheWorstHundredAndEscapesNames) {
  const std::string section = at_risk_html(at_risk(), accounts());
  EXPECT_THAT(section, HasSubstr("The 100 worst of 150 who may be"));
  EXPECT_EQ(count(section, "<tr data-account="), 100U);
  EXPECT_THAT(section, HasSubstr("<th scope=\"row\">&lt;b&gt;99</th>"));
  EXPECT_THAT(section, Not(HasSubstr("&lt;b&gt;100<")));
  EXPECT_THAT(section, HasSubstr("Desk &amp; &lt;i&gt;;Clerk"));
  EXPECT_THAT(section, Not(HasSubstr("<b>")));
  EXPECT_THAT(section, Not(HasSubstr("<i>")));
  EXPECT_THAT(section, HasSubstr("<td>never</td><td data-number=\"first_week\">15.0%</td>"));
  EXPECT_THAT(forecast_html(sample_forecast(), {}, section), HasSubstr(section));
  EXPECT_THAT(at_risk_html({}, accounts()), HasSubstr("Nobody was locked out in any rollout."));
}

TEST(BesideForecast, ThePageHasEachDrill) {
  const std::string section = drill_report_html(drills());
  EXPECT_THAT(section, HasSubstr("<h3>sms_down from 2027-03-03 until 2027-03-06</h3>"));
  EXPECT_THAT(section,
              HasSubstr("<td data-number=\"days_out\">50 <span class=\"range\">(49 to 59)"));
  EXPECT_THAT(section, HasSubstr("<th scope=\"row\">Root &lt;x&gt;</th>"));
  EXPECT_THAT(section, HasSubstr("<td data-number=\"some_in\">12.5%</td>"));
  EXPECT_THAT(section, Not(HasSubstr("<x>")));
  EXPECT_THAT(drill_report_html({}), HasSubstr("None falls into the forecast."));
  auto nobody = drills();
  nobody[0].administrators.clear();
  EXPECT_THAT(drill_report_html(nobody), Not(HasSubstr("some_in")));
}

// A forecast that nobody asked more of is as it was.
TEST(BesideForecast, WithoutAskingThereIsNothingOfIt) {
  EXPECT_EQ(forecast_json(sample_forecast(), {}), forecast_json(sample_forecast()));
  EXPECT_THAT(forecast_json(sample_forecast()), Not(HasSubstr("people_at_risk")));
  EXPECT_THAT(forecast_html(sample_forecast(), {}), Not(HasSubstr("people-at-risk")));
}

}  // namespace
}  // namespace gatecast::reports
