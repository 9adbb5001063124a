// Ctrl-C and the end that a system asks for: a run stops in order, and leaves nothing half.
#pragma once

#include <csignal>

namespace gatecast::app {

// While it lives, the first interrupt asks the run to stop; one that comes more than half a second
// later ends the program. One at a time.
class InterruptGuard {
 public:
  InterruptGuard();
  ~InterruptGuard();
  InterruptGuard(const InterruptGuard&) = delete;
  InterruptGuard& operator=(const InterruptGuard&) = delete;

 private:
  struct sigaction old_interrupt_ {};
  struct sigaction old_terminate_ {};
};

// Whether the run was asked to stop.
bool interrupted();

}  // namespace gatecast::app
