#include "simulator/priority_desk.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "simulator/luck.h"
#include "tests/simulator/small_world.h"

namespace gatecast::simulator::testing {
namespace {

SlotClock hours_open(int days, int opens, int closes) {
  std::vector<double> speeds;
  for (int hour = 0; hour < days * 24; ++hour) {
    speeds.push_back(hour % 24 >= opens && hour % 24 < closes ? 3600 : 0);
  }
  return SlotClock(3600, speeds);
}

constexpr double hours(double n) { return n * 3600; }

// Answers by caller, once all tickets are there.
std::map<std::uint32_t, Answer> answers(PriorityDesk& desk,
                                        const std::vector<PriorityDesk::Ticket>& tickets) {
  std::map<std::uint32_t, Answer> all;
  for (std::size_t i = 0; i <= tickets.size(); ++i) {
    const Moment until = i < tickets.size() ? tickets[i].at : SlotClock::never;
    while (const auto settled = desk.next(until)) all[settled->ticket.caller] = settled->answer;
    if (i < tickets.size()) desk.open_ticket(tickets[i]);
  }
  return all;
}

TEST(PriorityDesk, TakesThoseWhoGoFirstWhenAnAgentIsFree) {
  PriorityDesk desk(1, hours_open(3, 0, 24));
  const auto all = answers(
      desk,
      {{1, 0, false, 100, 0}, {2, 10, false, 100, 0}, {3, 20, true, 100, 0}, {4, 30, true, 1, 0}});
  EXPECT_EQ(all.at(1).begin, 0) << "nobody is sent away";
  EXPECT_EQ(all.at(3).begin, 100);
  EXPECT_EQ(all.at(4).begin, 200);
  EXPECT_EQ(all.at(2).begin, 201);
}

TEST(PriorityDesk, OverNightTheLastMayBecomeTheFirst) {
  PriorityDesk desk(1, hours_open(3, 9, 17));
  const auto all = answers(
      desk,
      {{1, hours(20), false, 60, 0}, {2, hours(21), false, 60, 0}, {3, hours(30), true, 60, 0}});
  EXPECT_EQ(all.at(3).begin, hours(33));
  EXPECT_EQ(all.at(1).begin, hours(33) + 60);
  EXPECT_EQ(all.at(2).begin, hours(33) + 120);
}

TEST(PriorityDesk, WhoHangsUpTakesNobodysTime) {
  PriorityDesk desk(1, hours_open(3, 0, 24));
  const auto all =
      answers(desk, {{1, 0, false, 1000, 0}, {2, 10, true, 1000, 100}, {3, 20, false, 1, 0}});
  EXPECT_FALSE(all.at(2).answered);
  EXPECT_EQ(all.at(2).end, 110);
  EXPECT_EQ(all.at(3).begin, 1000);
}

TEST(PriorityDesk, WhereNobodyGoesFirstItIsTheHelpDesk) {
  for (std::uint32_t run = 0; run < 20; ++run) {
    const Luck luck(11, run, 0);
    HelpDesk plain(2, hours_open(40, 9, 17));
    PriorityDesk desk(2, hours_open(40, 9, 17));
    std::vector<PriorityDesk::Ticket> tickets;
    double at = 0;
    for (std::uint32_t call = 0; call < 800; ++call) {
      at += luck.exponential(Purpose::person_rate, call) * 3600;
      tickets.push_back({call, at, false, luck.exponential(Purpose::handling, call) * 2500,
                         run % 2 == 0 ? 0 : luck.exponential(Purpose::patience, call) * 3000});
    }
    const auto all = answers(desk, tickets);
    ASSERT_EQ(all.size(), tickets.size());
    for (const PriorityDesk::Ticket& ticket : tickets) {
      const Answer expected =
          plain.open_ticket(ticket.at, ticket.handle_seconds, ticket.patience_seconds);
      const Answer& found = all.at(ticket.caller);
      EXPECT_EQ(found.answered, expected.answered) << ticket.caller;
      EXPECT_EQ(found.begin, expected.begin) << ticket.caller;
      EXPECT_EQ(found.end, expected.end) << ticket.caller;
    }
  }
}

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

// Cobham 1954: nobody is interrupted, all are helped equally fast.
TEST(PriorityDesk, WaitsAreCobhams) {
  constexpr int runs = 400;
  constexpr std::uint32_t calls = 20'000;
  constexpr std::uint32_t warm_up = 2'000;
  constexpr int agents = 3;
  const double arrivals = 1.0 / 180;
  const double service = 1.0 / 450;
  const double share_first = 0.3;
  double sum[2] = {};
  double squares[2] = {};
  for (std::uint32_t run = 0; run < runs; ++run) {
    const Luck luck(5, run, 0);
    PriorityDesk desk(agents, hours_open(100, 0, 24));
    std::vector<PriorityDesk::Ticket> tickets;
    double at = 0;
    for (std::uint32_t call = 0; call < calls; ++call) {
      at += luck.exponential(Purpose::person_rate, call) / arrivals;
      tickets.push_back({call, at, luck.uniform(Purpose::person, call) < share_first,
                         luck.exponential(Purpose::handling, call) / service, 0});
    }
    double waits[2] = {};
    double counts[2] = {};
    for (const auto& [call, answer] : answers(desk, tickets)) {
      if (call < warm_up) continue;
      const PriorityDesk::Ticket& ticket = tickets[call];
      waits[ticket.goes_first ? 0 : 1] += answer.begin - ticket.at;
      ++counts[ticket.goes_first ? 0 : 1];
    }
    for (int c = 0; c < 2; ++c) {
      const double mean = waits[c] / counts[c];
      sum[c] += mean;
      squares[c] += mean * mean;
    }
  }
  const double all_load = arrivals / service / agents;
  const double first_load = share_first * all_load;
  const double one = erlang_c(agents, arrivals / service) / (agents * service);
  const double expected[] = {one / (1 - first_load), one / (1 - first_load) / (1 - all_load)};
  for (int c = 0; c < 2; ++c) {
    const double mean = sum[c] / runs;
    const double error = std::sqrt((squares[c] / runs - mean * mean) / runs);
    EXPECT_LT(4 * error, 0.03 * expected[c]);
    EXPECT_NEAR(mean, expected[c], 4 * error) << c;
  }
}

TEST(PriorityDesk, AdministratorsWaitLessAtAFullDesk) {
  rules::Policy policy = plain_policy();
  rules::Role administrator;
  administrator.name.value = "Administrator";
  administrator.type = rules::AccountType::internal;
  administrator.admin = true;
  policy.roles.push_back(administrator);
  Population population;
  add_people(population, {.count = 900, .sign_ins_per_day = 1, .enrolled = true});
  add_people(population, {.count = 100, .enrolled = true, .roles = {"Administrator"}});
  Behavior behavior = neutral_behavior();
  set(behavior, Parameter::loss_reported_share, 1);
  set(behavior, Parameter::phone_lost_per_year, 8);
  set(behavior, Parameter::handle_minutes, 62);
  const auto waits = [&](double first, const char* group) {
    set(behavior, Parameter::desk_administrators_first, first);
    return total(run(plan(policy, population, behavior)), "queue_wait_hours", group).mean;
  };
  EXPECT_GT(waits(0, "role:Administrator"), 4);
  EXPECT_LT(waits(1, "role:Administrator"), 2);
  EXPECT_GT(waits(1, "all"), 4);
}

}  // namespace
}  // namespace gatecast::simulator::testing
