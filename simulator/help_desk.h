// The help desk: one queue, first come first served, some agents, opening hours, callers who hang
// up.
//
// Tickets must be opened in the order of time. Then whoever opens one can be told at once when he
// will be answered, since nobody who comes later can delay him.
#pragma once

#include <cstdint>
#include <vector>

#include "simulator/calendar.h"

namespace gatecast::simulator {

struct Answer {
  bool answered = false;  // false: hung up, or the desk does not open again
  Moment begin = 0;       // an agent takes the call; or the caller hangs up
  Moment end = 0;         // the matter is settled
};

class HelpDesk {
 public:
  // `clock` shows seconds of open desk. A ticket that is not settled at closing time is finished
  // when the desk opens again.
  HelpDesk(int agents, SlotClock clock);

  // `handle_seconds`: of work; `patience_seconds`: of open desk that the caller waits, 0: for ever.
  Answer open_ticket(Moment at, double handle_seconds, double patience_seconds);

 private:
  SlotClock clock_;
  std::vector<double> free_at_;  // a heap, the first agent to be free on top; by the desk's clock
};

}  // namespace gatecast::simulator
