#include "simulator/help_desk.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "simulator/luck.h"

namespace gatecast::simulator {
namespace {

SlotClock always_open(int days) {
  return SlotClock(3600, std::vector<double>(static_cast<std::size_t>(days) * 24, 3600));
}

// Open from 9 to 17 on each of `days` days.
SlotClock office_hours(int days) {
  std::vector<double> speeds;
  for (int hour = 0; hour < days * 24; ++hour) {
    speeds.push_back(hour % 24 >= 9 && hour % 24 < 17 ? 3600 : 0);
  }
  return SlotClock(3600, speeds);
}

constexpr double hours(double n) { return n * 3600; }

TEST(SlotClock, GoesBothWays) {
  const SlotClock clock = office_hours(3);
  EXPECT_EQ(clock.reading(hours(9)), 0);
  EXPECT_EQ(clock.reading(hours(12.5)), hours(3.5));
  EXPECT_EQ(clock.reading(hours(20)), hours(8));
  EXPECT_EQ(clock.moment(hours(3.5)), hours(12.5));
  EXPECT_EQ(clock.moment(hours(8)), hours(24 + 9));
  EXPECT_EQ(clock.moment(hours(24)), SlotClock::never);
  for (double reading = 0; reading < hours(24); reading += 77) {
    EXPECT_NEAR(clock.reading(clock.moment(reading)), reading, 1e-6);
  }
}

TEST(HelpDesk, AnswersInTheOrderOfArrival) {
  HelpDesk desk(1, always_open(10));
  EXPECT_EQ(desk.open_ticket(100, 60, 0).begin, 100);
  const Answer second = desk.open_ticket(110, 60, 0);
  EXPECT_EQ(second.begin, 160);
  EXPECT_EQ(second.end, 220);
  EXPECT_TRUE(second.answered);
}

TEST(HelpDesk, WaitsForTheMorning) {
  HelpDesk desk(1, office_hours(3));
  const Answer answer = desk.open_ticket(hours(20), hours(1), hours(2));
  EXPECT_TRUE(answer.answered) << "patience is spent while the desk is open, not over night";
  EXPECT_EQ(answer.begin, hours(24 + 9));
  EXPECT_EQ(answer.end, hours(24 + 10));
}

TEST(HelpDesk, WhoHangsUpTakesNobodysTime) {
  HelpDesk desk(1, always_open(10));
  desk.open_ticket(0, 1000, 0);
  const Answer gone = desk.open_ticket(10, 1000, 100);
  EXPECT_FALSE(gone.answered);
  EXPECT_EQ(gone.end, 110);
  EXPECT_EQ(desk.open_ticket(20, 1, 0).begin, 1000);
}

TEST(HelpDesk, NeverAnswersWhatOutlastsTheCalendar) {
  HelpDesk desk(1, office_hours(1));
  EXPECT_FALSE(desk.open_ticket(hours(16), hours(2), 0).answered);
}

double erlang_c_wait(int agents, double arrivals, double service) {
  const double load = arrivals / service;
  double term = 1;
  double sum = 0;
  for (int k = 0; k < agents; ++k) {
    sum += term;
    term *= load / (k + 1);
  }
  const double all_busy = term * agents / (agents - load);
  return all_busy / (sum + all_busy) / (agents * service - arrivals);
}

TEST(HelpDesk, WaitsAreErlangC) {
  constexpr int runs = 400;
  constexpr int calls = 20'000;
  constexpr int warm_up = 2'000;
  const double arrivals = 1.0 / 200;
  const double service = 1.0 / 450;
  double sum = 0;
  double squares = 0;
  for (std::uint32_t run = 0; run < runs; ++run) {
    const Luck luck(5, run, 0);
    HelpDesk desk(3, always_open(100));
    double at = 0;
    double waits = 0;
    for (std::uint32_t call = 0; call < calls; ++call) {
      at += luck.exponential(Purpose::person_rate, call) / arrivals;
      const Answer answer =
          desk.open_ticket(at, luck.exponential(Purpose::handling, call) / service, 0);
      if (call >= warm_up) waits += answer.begin - at;
    }
    const double mean = waits / (calls - warm_up);
    sum += mean;
    squares += mean * mean;
  }
  const double mean = sum / runs;
  const double error = std::sqrt((squares / runs - mean * mean) / runs);
  const double expected = erlang_c_wait(3, arrivals, service);
  EXPECT_LT(4 * error, 0.02 * expected);
  EXPECT_NEAR(mean, expected, 4 * error);
}

}  // namespace
}  // namespace gatecast::simulator
