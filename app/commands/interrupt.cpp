#include "app/commands/interrupt.h"

#include <atomic>
#include <ctime>

namespace gatecast::app {
namespace {

// What asks a run to stop often asks twice at once: `timeout` signals its child and then its
// child's group. Within this time (in milliseconds) that is one request.
constexpr long long one_request = 500;

// When the run was first asked to stop, in milliseconds since the machine started; 0: it was not.
// Several threads may be interrupted at once, and a handler may only touch what needs no lock.
std::atomic<long long> asked = 0;
static_assert(std::atomic<long long>::is_always_lock_free);

long long milliseconds() {
  struct timespec now {};
  clock_gettime(CLOCK_MONOTONIC, &now);  // a handler may call it: signal-safety(7)
  return static_cast<long long>(now.tv_sec) * 1000 + now.tv_nsec / 1'000'000 + 1;
}

extern "C" void on_interrupt(int signal) {
  const long long now = milliseconds();
  long long first = 0;
  if (asked.compare_exchange_strong(first, now) || now - first <= one_request) return;
  // Waits until the handler returns, and then ends the program.
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

}  // namespace

InterruptGuard::InterruptGuard() {
  struct sigaction action {};
  action.sa_handler = on_interrupt;
  sigaddset(&action.sa_mask, SIGINT);
  sigaddset(&action.sa_mask, SIGTERM);
  sigaction(SIGINT, &action, &old_interrupt_);
  sigaction(SIGTERM, &action, &old_terminate_);
}

InterruptGuard::~InterruptGuard() {
  sigaction(SIGINT, &old_interrupt_, nullptr);
  sigaction(SIGTERM, &old_terminate_, nullptr);
}

bool interrupted() { return asked != 0; }

}  // namespace gatecast::app
