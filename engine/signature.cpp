#include "engine/signature.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <limits>
#include <utility>

#include "rules/check.h"

namespace gatecast::engine {
namespace {

// Without it OpenSSL would ask for the passphrase on the terminal.
int no_passphrase(char*, int, int, void*) { return -1; }

EVP_PKEY* as_key(const std::shared_ptr<void>& key) { return static_cast<EVP_PKEY*>(key.get()); }

}  // namespace

rules::Result<SigningKey> SigningKey::read(std::string_view pem) {
  if (pem.size() > std::numeric_limits<int>::max()) return rules::Failure{"it is too large"};
  if (pem.find("ENCRYPTED") != std::string_view::npos) {
    return rules::Failure{"the key is locked by a passphrase; `openssl pkey` can take it off"};
  }
  const std::unique_ptr<BIO, decltype(&BIO_free)> bytes(
      BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free);
  GATECAST_CHECK(bytes != nullptr);
  const std::shared_ptr<void> key(
      PEM_read_bio_PrivateKey(bytes.get(), nullptr, no_passphrase, nullptr),
      [](void* held) { EVP_PKEY_free(static_cast<EVP_PKEY*>(held)); });
  ERR_clear_error();
  if (key == nullptr) {
    if (pem.find("PUBLIC KEY") != std::string_view::npos) {
      return rules::Failure{"it is a public key; a signature needs the private one"};
    }
    return rules::Failure{"it is no private key in PEM"};
  }
  if (EVP_PKEY_get_id(as_key(key)) != EVP_PKEY_ED25519) {
    return rules::Failure{
        "the key is not of Ed25519; `openssl genpkey -algorithm ed25519` makes one"};
  }
  return SigningKey(key);
}

std::string SigningKey::sign(std::string_view bytes) const {
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                        EVP_MD_CTX_free);
  GATECAST_CHECK(context != nullptr);
  std::string signature(64, '\0');
  std::size_t size = signature.size();
  // Ed25519 has no digest of its own to choose, and signs in one go.
  const bool begun =
      EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, as_key(key_)) == 1;
  GATECAST_CHECK(begun);
  const int done =
      EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                     reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  GATECAST_CHECK(done == 1 && size == signature.size());
  return signature;
}

void wipe(std::string& secret) { OPENSSL_cleanse(secret.data(), secret.size()); }

}  // namespace gatecast::engine
