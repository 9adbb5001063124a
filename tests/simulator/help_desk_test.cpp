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

// That all agents are busy when somebody calls; Erlang 1917.
double erlang_c(int agents, double load) {
  double term = 1;
  double sum = 0;
  for (int k = 0; k < agents; ++k) {
    sum += term;
    term *= load / (k + 1);
  }
  const double all_busy = term * agents / (agents - load);
  return all_busy / (sum + all_busy);
}

// A number of each run, over runs that know nothing of each other.
struct OverRuns {
  double sum = 0;
  double squares = 0;
  int runs = 0;
  void add(double x) {
    sum += x;
    squares += x * x;
    ++runs;
  }
  double mean() const { return sum / runs; }
  double error() const { return std::sqrt((squares / runs - mean() * mean()) / runs); }
};

void expect_mean(const OverRuns& found, double expected, double at_most) {
  EXPECT_LT(4 * found.error(), at_most * expected);
  EXPECT_NEAR(found.mean(), expected, 4 * found.error());
}

// What each of `calls` waits, who come one by one at a rate and are helped for an exponential
// while.
std::vector<double> waits(std::uint32_t run, int agents, double arrivals, double service,
                          std::uint32_t calls) {
  const Luck luck(5, run, 0);
  HelpDesk desk(agents, always_open(100));
  std::vector<double> waits;
  double at = 0;
  for (std::uint32_t call = 0; call < calls; ++call) {
    at += luck.exponential(Purpose::person_rate, call) / arrivals;
    const double work = luck.exponential(Purpose::handling, call) / service;
    waits.push_back(desk.open_ticket(at, work, 0).begin - at);
  }
  return waits;
}

// M/M/c, first come first served: nobody waits with a chance of 1 - C, and whoever does waits an
// exponential while of rate c mu - lambda (Gross and Harris, Fundamentals of Queueing Theory, 2.3).
// So the mean is C / rate, the second moment 2 C / rate^2, and P(wait > t) = C exp(-rate t).
TEST(HelpDesk, WaitsAreErlangC) {
  constexpr int runs = 800;
  constexpr int calls = 20'000;
  constexpr int warm_up = 2'000;
  constexpr int agents = 3;
  const double arrivals = 1.0 / 200;
  const double service = 1.0 / 450;
  const double all_busy = erlang_c(agents, arrivals / service);
  const double rate = agents * service - arrivals;
  const double expected = all_busy / rate;
  const auto quantile = [&](double share) { return std::log(all_busy / (1 - share)) / rate; };

  OverRuns mean, square, no_wait, above_median, above_p95, above_p99;
  for (std::uint32_t run = 0; run < runs; ++run) {
    double sum = 0, squares = 0, none = 0, p50 = 0, p95 = 0, p99 = 0;
    const std::vector<double> all = waits(run, agents, arrivals, service, calls);
    for (std::size_t call = warm_up; call < all.size(); ++call) {
      const double wait = all[call];
      sum += wait;
      squares += (wait - expected) * (wait - expected);
      none += wait < 1e-6 ? 1 : 0;  // a moment may lose its last bits on the way
      p50 += wait > quantile(0.5) ? 1 : 0;
      p95 += wait > quantile(0.95) ? 1 : 0;
      p99 += wait > quantile(0.99) ? 1 : 0;
    }
    constexpr double n = calls - warm_up;
    mean.add(sum / n);
    square.add(squares / n);
    no_wait.add(none / n);
    above_median.add(p50 / n);
    above_p95.add(p95 / n);
    above_p99.add(p99 / n);
  }
  expect_mean(mean, expected, 0.02);
  expect_mean(square, (2 * all_busy - all_busy * all_busy) / (rate * rate), 0.05);  // the variance
  expect_mean(no_wait, 1 - all_busy, 0.01);
  expect_mean(above_median, 0.5, 0.02);
  expect_mean(above_p95, 0.05, 0.05);
  expect_mean(above_p99, 0.01, 0.1);
}

// More work than the agents can do: the queue grows for ever. One agent's waits are a walk, W = S -
// min S (Lindley 1952), which gains 1/mu - 1/lambda a call; its lowest point lies as deep as
// somebody waits where each of the two has the other's place: mu/lambda / (lambda - mu).
TEST(HelpDesk, WaitsOfAnOverloadGrowForEver) {
  constexpr int runs = 4'000;
  const double arrivals = 1.0 / 200;
  const double service = 1.0 / 300;
  const double depth = service / arrivals / (arrivals - service);
  const double gain = 1 / service - 1 / arrivals;
  OverRuns early, late;
  for (std::uint32_t run = 0; run < runs; ++run) {
    const std::vector<double> all = waits(run, 1, arrivals, service, 1'001);
    early.add(all[300]);
    late.add(all[1'000]);
  }
  expect_mean(early, 300 * gain + depth, 0.02);
  expect_mean(late, 1'000 * gain + depth, 0.02);
}

}  // namespace
}  // namespace gatecast::simulator
