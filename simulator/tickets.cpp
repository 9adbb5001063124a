#include "simulator/tickets.h"

#include <algorithm>
#include <bit>

namespace gatecast::simulator {

void Tickets::sort(Moment end) {
  is_sorted_ = true;
  // About as many parts as tickets, so that most parts have one or two.
  const std::size_t parts = std::bit_ceil(first_.size() + 1);
  const double parts_per_second = static_cast<double>(parts) / std::max(end, 1.0);
  const auto part_of = [&](const Ticket& ticket) {
    return std::min(static_cast<std::size_t>(ticket.at * parts_per_second), parts - 1);
  };
  std::vector<std::uint32_t> begins(parts + 1);
  for (const Ticket& ticket : first_) ++begins[part_of(ticket) + 1];
  for (std::size_t part = 0; part < parts; ++part) begins[part + 1] += begins[part];
  std::vector<Ticket> sorted(first_.size());
  for (const Ticket& ticket : first_) sorted[begins[part_of(ticket)]++] = ticket;
  // Each part now begins where the one before it begins no more.
  std::size_t from = 0;
  for (std::size_t part = 0; part < parts; ++part) {
    const std::size_t to = begins[part];
    if (to - from > 1) {
      std::sort(sorted.begin() + static_cast<std::ptrdiff_t>(from),
                sorted.begin() + static_cast<std::ptrdiff_t>(to));
    }
    from = to;
  }
  first_.swap(sorted);
}

}  // namespace gatecast::simulator
