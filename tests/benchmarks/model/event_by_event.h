// The model of this folder simulated event by event, each sign-in drawn for itself: what gatecast's
// engine is measured against. Written by hand for this one model; it shares nothing with the engine
// but elementary functions.
#pragma once

#include <array>
#include <cstdint>

#include "tests/benchmarks/model/model.h"

namespace gatecast::model {

enum class Generator : std::uint8_t {
  scalar,  // Philox 4x32-10, a block at a time
  batched  // many blocks at once, so that the processor works on several (SIMD)
};

struct Day {
  std::int64_t enrolled = 0;  // at its end
  std::int64_t sign_ins = 0;
  std::int64_t wrong_codes = 0;
  std::int64_t denied = 0;
  std::int64_t lockouts = 0;
  std::int64_t tickets = 0;
  double wait_days = 0;  // of all tickets opened on it
};
using Rollout = std::array<Day, days>;

// One replicate.
Rollout event_by_event(Generator generator, int people, std::uint64_t seed,
                       std::uint32_t replicate);

}  // namespace gatecast::model
