#include "app/commands/interrupt.h"

namespace gatecast::app {
namespace {

volatile std::sig_atomic_t asked = 0;
extern "C" void on_interrupt(int) { asked = 1; }

}  // namespace

InterruptGuard::InterruptGuard() {
  struct sigaction action {};
  action.sa_handler = on_interrupt;
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  sigaction(SIGINT, &action, &old_interrupt_);
  sigaction(SIGTERM, &action, &old_terminate_);
}

InterruptGuard::~InterruptGuard() {
  sigaction(SIGINT, &old_interrupt_, nullptr);
  sigaction(SIGTERM, &old_terminate_, nullptr);
}

bool interrupted() { return asked != 0; }

}  // namespace gatecast::app
