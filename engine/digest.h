// SHA-256, the one digest of this program. The door to OpenSSL's hashing.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "rules/policy.h"

namespace gatecast::engine {

using Digest = std::array<std::uint8_t, 32>;

Digest sha256(std::string_view bytes);
// Lower-case hexadecimal SHA-256 of `bytes`.
std::string sha256_hex(std::string_view bytes);

// Of bytes that come piece by piece.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;
  void add(std::string_view bytes);
  // Of all that was added; only once, and nothing may be added afterwards.
  std::string hex();

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

// What reports call `policy_digest`: of the canonical form after `extends`, so the same for every
// text that says the same policy.
std::string policy_digest(const rules::Policy& policy);

}  // namespace gatecast::engine
