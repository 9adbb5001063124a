// The help desk as it is: callers in a row, agents who work while it is open, callers who hang up.
#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "tests/simulator/second/agenda.h"
#include "tests/simulator/second/hours.h"
#include "tests/simulator/second/luck.h"

namespace gatecast::second {

class Desk {
 public:
  struct Ticket {
    std::uint32_t who = 0;
    double opened = 0;
    bool first = false;
    bool waiting = true;
    double waited = -1;  // until an agent takes it or the caller hangs up; below 0: still waiting
  };

  // All must outlive it. `mean_patience` 0: callers wait for ever. Both in seconds of open desk.
  Desk(const Hours& hours, int agents, double mean_work, double mean_patience, Agenda& agenda,
       Luck& luck);

  // `first`: before all others who wait.
  void open_ticket(std::uint32_t who, double at, bool first);
  // What the agenda says of it.
  void opens(double at) { serve(at); }
  // Whose call ended.
  std::uint32_t call_ends(std::uint32_t ticket, double at);
  // True: the caller was still waiting, and has hung up.
  bool caller_quits(std::uint32_t ticket, double at);

  const std::vector<Ticket>& tickets() const { return tickets_; }

 private:
  void serve(double at);

  const Hours& hours_;
  int free_agents_;
  double mean_work_;
  double mean_patience_;
  Agenda& agenda_;
  Luck& luck_;
  std::vector<Ticket> tickets_;
  std::deque<std::uint32_t> row_;
};

}  // namespace gatecast::second
