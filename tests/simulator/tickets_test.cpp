// Tickets come in the order of time, whenever they were pushed; held against a plain sort.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "simulator/random.h"
#include "simulator/tickets.h"

namespace gatecast::simulator::testing {
namespace {

constexpr Moment end = 90.0 * 86'400;

double luck(std::uint64_t number, std::uint16_t purpose) {
  return uniform(7, 0, number, purpose, 0);
}

// Many at once, many in one hour, the rest anywhere; up to the very end.
Moment some_moment(std::uint32_t number) {
  const double kind = luck(number, 1);
  const double where = luck(number, 2);
  if (kind < 0.2) return std::floor(where * 5) * 86'400;
  if (kind < 0.4) return 30 * 86'400 + where * 3600;
  if (kind < 0.41) return end;
  return where * end;
}

bool same(const Ticket& a, const Ticket& b) {
  return a.at == b.at && a.user == b.user && a.place == b.place;
}

void expect_sorted(std::uint32_t first) {
  Tickets tickets;
  std::vector<Ticket> all;
  for (std::uint32_t i = 0; i < first; ++i) {
    all.push_back({some_moment(i), i, i});
    tickets.push(all.back());
  }
  tickets.sort(end);
  std::vector<Ticket> came;
  std::uint32_t next = first;
  while (!tickets.empty()) {
    const Ticket ticket = tickets.top();
    const Ticket* soon = tickets.soon(0);
    EXPECT_FALSE(soon != nullptr && *soon < ticket);
    tickets.pop();
    came.push_back(ticket);
    // Some open another one, never before the one that was answered; some at the same moment.
    const double again = luck(came.size(), 3);
    if (again < 0.3) {
      const Moment at = again < 0.1 ? ticket.at : ticket.at + luck(came.size(), 4) * 1e6;
      all.push_back({at, next, next});
      ++next;
      tickets.push(all.back());
    }
  }
  std::sort(all.begin(), all.end());
  ASSERT_EQ(came.size(), all.size());
  for (std::size_t i = 0; i < all.size(); ++i) EXPECT_TRUE(same(came[i], all[i])) << i;
}

TEST(Tickets, ComeInTheOrderOfTime) {
  for (const std::uint32_t first : {0U, 1U, 2U, 63U, 64U, 5'000U}) expect_sorted(first);
}

}  // namespace
}  // namespace gatecast::simulator::testing
