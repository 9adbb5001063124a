// Ctrl-C once, as `timeout` sends it, and twice.
#include "app/commands/interrupt.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <thread>

namespace gatecast::app {
namespace {

// Each in a process of its own, since it ends there.
[[noreturn]] void interrupted_twice(int first, int second, std::chrono::milliseconds pause) {
  const InterruptGuard guard;
  if (interrupted()) std::exit(1);
  std::raise(first);
  if (!interrupted()) std::exit(2);
  std::this_thread::sleep_for(pause);
  std::raise(second);
  std::exit(interrupted() ? 0 : 3);
}

TEST(Interrupt, TwoSignalsAtOnceAreOneRequest) {
  for (const int signal : {SIGINT, SIGTERM}) {
    EXPECT_EXIT(interrupted_twice(signal, signal, {}), testing::ExitedWithCode(0), "");
  }
  EXPECT_EXIT(interrupted_twice(SIGINT, SIGTERM, {}), testing::ExitedWithCode(0), "");
}

TEST(Interrupt, ASecondRequestEndsTheProgram) {
  const std::chrono::milliseconds later(700);
  EXPECT_EXIT(interrupted_twice(SIGINT, SIGINT, later), testing::KilledBySignal(SIGINT), "");
  EXPECT_EXIT(interrupted_twice(SIGINT, SIGTERM, later), testing::KilledBySignal(SIGTERM), "");
}

TEST(Interrupt, WithoutAGuardNothingIsCaught) {
  EXPECT_EXIT(
      {
        { const InterruptGuard guard; }
        std::raise(SIGTERM);
      },
      testing::KilledBySignal(SIGTERM), "");
}

}  // namespace
}  // namespace gatecast::app
