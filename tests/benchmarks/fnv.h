// FNV-1a over the bits of numbers: what a benchmark prints of its answers before it times them, so
// that times of two builds are compared only where they did the same work.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace gatecast::benchmarks {

class Fnv {
 public:
  template <class T>
  void add(T value) {
    std::array<unsigned char, sizeof(T)> bytes{};
    std::memcpy(bytes.data(), &value, sizeof(T));
    for (const unsigned char byte : bytes) hash_ = (hash_ ^ byte) * 0x100000001b3ULL;
  }
  void add_text(std::string_view text) {
    for (const char c : text) add(c);
  }
  std::uint64_t value() const { return hash_; }

 private:
  std::uint64_t hash_ = 0xcbf29ce484222325ULL;
};

}  // namespace gatecast::benchmarks
