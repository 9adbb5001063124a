// How long a random test runs, and from which seed.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <random>
#include <string>

namespace gatecast::oracle {

inline bool long_run() {
  const char* text = std::getenv("GATECAST_LONG");
  return text != nullptr && std::string(text) == "1";
}

// GATECAST_SEED, or a new one in each long run, or the same in every short run: whether a change
// may go in must not hang on luck. New seeds are what the long runs are for.
inline std::uint64_t chosen_seed(std::uint64_t of_short_runs = 1) {
  if (const char* text = std::getenv("GATECAST_SEED")) return std::strtoull(text, nullptr, 10);
  return long_run() ? std::random_device{}() : of_short_runs;
}

}  // namespace gatecast::oracle
