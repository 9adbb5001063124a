#include "simulator/help_desk.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "rules/check.h"

namespace gatecast::simulator {

HelpDesk::HelpDesk(int agents, SlotClock clock)
    : clock_(std::move(clock)), free_at_(static_cast<std::size_t>(agents), 0.0) {
  GATECAST_CHECK(agents > 0);
}

Answer HelpDesk::open_ticket(Moment at, double handle_seconds, double patience_seconds) {
  const double arrival = clock_.reading(at);
  const double begin = std::max(arrival, free_at_.front());
  if (patience_seconds > 0 && begin - arrival > patience_seconds) {
    const Moment gone = clock_.moment(arrival + patience_seconds);
    return {false, gone, gone};
  }
  std::pop_heap(free_at_.begin(), free_at_.end(), std::greater<>());
  free_at_.back() = begin + handle_seconds;
  const double end = free_at_.back();
  std::push_heap(free_at_.begin(), free_at_.end(), std::greater<>());
  const Moment begin_moment = std::max(at, clock_.moment(begin));
  return {end < clock_.end_reading(), begin_moment, std::max(at, clock_.moment(end))};
}

}  // namespace gatecast::simulator
