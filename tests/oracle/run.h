// How long a random test runs, and from which seed.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <random>
#include <string>

namespace gatecast::oracle {

inline std::uint64_t chosen_seed() {
  if (const char* text = std::getenv("GATECAST_SEED")) return std::strtoull(text, nullptr, 10);
  return std::random_device{}();
}

inline bool long_run() {
  const char* text = std::getenv("GATECAST_LONG");
  return text != nullptr && std::string(text) == "1";
}

// The same in every short run: of tests that cost much, and try few cases.
inline std::uint64_t chosen_seed(std::uint64_t of_short_runs) {
  const bool is_given = std::getenv("GATECAST_SEED") != nullptr;
  return is_given || long_run() ? chosen_seed() : of_short_runs;
}

}  // namespace gatecast::oracle
