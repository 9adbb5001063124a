// The help desk where some go first: one queue of theirs, one of all others, and whoever is being
// helped is helped to the end.
//
// An arrival does not yet know its answer, since somebody may come later and go first. So the desk
// is a simulation of its own, which goes as far as is settled:
//
//   desk.open_ticket(...);                   // in the order of time
//   while (auto settled = desk.next(until))  // `until`: when the next ticket is opened
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <queue>
#include <utility>
#include <vector>

#include "simulator/help_desk.h"

namespace gatecast::simulator {

class PriorityDesk {
 public:
  // As HelpDesk, and the same answers where nobody goes first.
  PriorityDesk(int agents, SlotClock clock);

  struct Ticket {
    std::uint32_t caller = 0;  // whatever tells him from others
    Moment at = 0;
    bool goes_first = false;
    double handle_seconds = 0;
    double patience_seconds = 0;  // 0: for ever
  };
  void open_ticket(const Ticket& ticket);

  struct Settled {
    Ticket ticket;
    Answer answer;
  };
  // The next answer which no ticket can change that is opened at `until` or later (`never`: there
  // is none); nothing: none is settled yet.
  std::optional<Settled> next(Moment until);

 private:
  struct Waiting {
    Ticket ticket;
    double arrival = 0;  // on the desk's clock
    bool gone = false;   // answered, or hung up
  };
  using Place = std::size_t;                 // in `tickets_`
  using Quit = std::pair<double, Place>;     // on the desk's clock
  std::deque<Place>* whose_turn(double at);  // null: nobody waits
  std::optional<double> first_arrival();
  Settled settle(Place place, const Answer& answer);

  SlotClock clock_;
  std::vector<double> free_at_;  // a heap, the first agent to be free on top; by the desk's clock
  std::vector<Waiting> tickets_;
  std::deque<Place> first_, others_;  // those in front have come first
  std::priority_queue<Quit, std::vector<Quit>, std::greater<>> quits_;
};

}  // namespace gatecast::simulator
