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

}  // namespace gatecast::oracle
