#include "simulator/priority_desk.h"

#include <algorithm>
#include <functional>

#include "rules/check.h"

namespace gatecast::simulator {

PriorityDesk::PriorityDesk(int agents, SlotClock clock)
    : clock_(std::move(clock)), free_at_(static_cast<std::size_t>(agents), 0.0) {
  GATECAST_CHECK(agents > 0);
}

void PriorityDesk::open_ticket(const Ticket& ticket) {
  const Place place = tickets_.size();
  const double arrival = clock_.reading(ticket.at);
  tickets_.push_back({ticket, arrival, false});
  (ticket.goes_first ? first_ : others_).push_back(place);
  if (ticket.patience_seconds > 0) quits_.push({arrival + ticket.patience_seconds, place});
}

std::optional<double> PriorityDesk::first_arrival() {
  std::optional<double> first;
  for (std::deque<Place>* row : {&first_, &others_}) {
    while (!row->empty() && tickets_[row->front()].gone) row->pop_front();
    if (row->empty()) continue;
    const double arrival = tickets_[row->front()].arrival;
    if (!first || arrival < *first) first = arrival;
  }
  return first;
}

// Of those who have come by then.
std::deque<PriorityDesk::Place>* PriorityDesk::whose_turn(double at) {
  for (std::deque<Place>* row : {&first_, &others_}) {
    if (!row->empty() && tickets_[row->front()].arrival <= at) return row;
  }
  return nullptr;
}

PriorityDesk::Settled PriorityDesk::settle(Place place, const Answer& answer) {
  tickets_[place].gone = true;
  return {tickets_[place].ticket, answer};
}

std::optional<PriorityDesk::Settled> PriorityDesk::next(Moment until) {
  const std::optional<double> arrival = first_arrival();
  if (!arrival) return std::nullopt;
  const double begin = std::max(*arrival, free_at_.front());
  while (!quits_.empty() && tickets_[quits_.top().second].gone) quits_.pop();
  // Nobody is taken before `begin`, whoever comes.
  if (!quits_.empty() && quits_.top().first < begin) {
    const auto [reading, place] = quits_.top();
    const Moment gone = clock_.moment(reading);
    return settle(place, {false, gone, gone});
  }
  // Over night the clock stands still: whoever comes before it opens has come by then.
  if (until < SlotClock::never && clock_.reading(until) <= begin) return std::nullopt;
  std::deque<Place>* row = whose_turn(begin);
  GATECAST_CHECK(row != nullptr);
  const Place place = row->front();
  row->pop_front();
  const Ticket& ticket = tickets_[place].ticket;
  std::pop_heap(free_at_.begin(), free_at_.end(), std::greater<>());
  free_at_.back() = begin + ticket.handle_seconds;
  const double end = free_at_.back();
  std::push_heap(free_at_.begin(), free_at_.end(), std::greater<>());
  const Moment at = ticket.at;
  return settle(place, {end < clock_.end_reading(), std::max(at, clock_.moment(begin)),
                        std::max(at, clock_.moment(end))});
}

}  // namespace gatecast::simulator
