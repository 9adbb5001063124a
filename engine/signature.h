// Detached Ed25519 signatures, so that a report can be evidence. The door to OpenSSL's signing.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "rules/result.h"

namespace gatecast::engine {

// A private key. It is in no message and is not printed.
class SigningKey {
 public:
  // From PKCS #8 PEM, as `openssl genpkey -algorithm ed25519` writes it. Fails for other kinds of
  // keys, for public ones and for keys that are locked by a passphrase.
  static rules::Result<SigningKey> read(std::string_view pem);

  // 64 bytes over the bytes themselves: what `openssl pkeyutl -verify -rawin` takes.
  std::string sign(std::string_view bytes) const;

 private:
  explicit SigningKey(std::shared_ptr<void> key) : key_(std::move(key)) {}
  std::shared_ptr<void> key_;
};

// Overwrites what a key's file left in memory.
void wipe(std::string& secret);

}  // namespace gatecast::engine
