#include "engine/digest.h"

#include <openssl/evp.h>

#include "rules/check.h"
#include "rules/policy_writer.h"

namespace gatecast::engine {

Digest sha256(std::string_view bytes) {
  Digest digest{};
  unsigned int size = 0;
  const int done =
      EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr);
  GATECAST_CHECK(done == 1 && size == digest.size());
  return digest;
}

std::string sha256_hex(std::string_view bytes) {
  constexpr char digits[] = "0123456789abcdef";
  std::string hex;
  for (const std::uint8_t byte : sha256(bytes)) {
    hex.push_back(digits[byte >> 4]);
    hex.push_back(digits[byte & 15]);
  }
  return hex;
}

std::string policy_digest(const rules::Policy& policy) {
  return sha256_hex(rules::canonical_form(policy));
}

}  // namespace gatecast::engine
