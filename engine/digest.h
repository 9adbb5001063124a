// SHA-256, the one digest of this program. The door to OpenSSL's hashing.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "rules/policy.h"

namespace gatecast::engine {

using Digest = std::array<std::uint8_t, 32>;

Digest sha256(std::string_view bytes);
// Lower-case hexadecimal SHA-256 of `bytes`.
std::string sha256_hex(std::string_view bytes);

// What reports call `policy_digest`: of the canonical form after `extends`, so the same for every
// text that says the same policy.
std::string policy_digest(const rules::Policy& policy);

}  // namespace gatecast::engine
