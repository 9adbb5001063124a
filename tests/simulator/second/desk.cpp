#include "tests/simulator/second/desk.h"

#include <algorithm>

namespace gatecast::second {

Desk::Desk(const Hours& hours, int agents, double mean_work, double mean_patience, Agenda& agenda,
           Luck& luck)
    : hours_(hours),
      free_agents_(agents),
      mean_work_(mean_work),
      mean_patience_(mean_patience),
      agenda_(agenda),
      luck_(luck) {}

void Desk::open_ticket(std::uint32_t who, double at, bool first) {
  const auto number = static_cast<std::uint32_t>(tickets_.size());
  tickets_.push_back({who, at, first});
  row_.push_back(number);
  if (mean_patience_ > 0) {
    const double quits = hours_.after_open_seconds(at, luck_.exponential(mean_patience_));
    if (quits < never) agenda_.plan(quits, What::caller_quits, number);
  }
  if (!hours_.desk_open(at)) {
    const double opens = hours_.after_open_seconds(at, 0);
    if (opens < never) agenda_.plan(opens, What::desk_opens, 0);
  }
  serve(at);
}

void Desk::serve(double at) {
  while (free_agents_ > 0 && !row_.empty() && hours_.desk_open(at)) {
    auto next =
        std::find_if(row_.begin(), row_.end(), [&](std::uint32_t t) { return tickets_[t].first; });
    if (next == row_.end()) next = row_.begin();
    const std::uint32_t number = *next;
    row_.erase(next);
    Ticket& ticket = tickets_[number];
    ticket.waiting = false;
    ticket.waited = at - ticket.opened;
    --free_agents_;
    const double ends = hours_.after_open_seconds(at, luck_.exponential(mean_work_));
    if (ends < never) agenda_.plan(ends, What::call_ends, number);
  }
}

std::uint32_t Desk::call_ends(std::uint32_t ticket, double at) {
  ++free_agents_;
  serve(at);
  return tickets_[ticket].who;
}

bool Desk::caller_quits(std::uint32_t number, double at) {
  Ticket& ticket = tickets_[number];
  if (!ticket.waiting) return false;
  ticket.waiting = false;
  ticket.waited = at - ticket.opened;
  row_.erase(std::find(row_.begin(), row_.end(), number));
  return true;
}

}  // namespace gatecast::second
