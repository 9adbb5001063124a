#include "engine/digest.h"

#include <openssl/evp.h>

#include "rules/check.h"
#include "rules/policy_writer.h"

namespace gatecast::engine {
namespace {

std::string hex_of(const Digest& digest) {
  constexpr char digits[] = "0123456789abcdef";
  std::string hex;
  for (const std::uint8_t byte : digest) {
    hex.push_back(digits[byte >> 4]);
    hex.push_back(digits[byte & 15]);
  }
  return hex;
}

// One a thread: to look up and set up an algorithm costs OpenSSL many times what a short text does.
class Digester {
 public:
  Digester() {
    GATECAST_CHECK(of_ != nullptr && EVP_DigestInit_ex(of_, EVP_sha256(), nullptr) == 1);
  }
  ~Digester() { EVP_MD_CTX_free(of_); }
  Digester(const Digester&) = delete;
  Digester& operator=(const Digester&) = delete;

  Digest digest(std::string_view bytes) {
    Digest digest{};
    unsigned int size = 0;
    // Of the algorithm that it was set up with.
    const bool done = EVP_DigestInit_ex(of_, nullptr, nullptr) == 1 &&
                      EVP_DigestUpdate(of_, bytes.data(), bytes.size()) == 1 &&
                      EVP_DigestFinal_ex(of_, digest.data(), &size) == 1;
    GATECAST_CHECK(done && size == digest.size());
    return digest;
  }

 private:
  EVP_MD_CTX* of_ = EVP_MD_CTX_new();
};

}  // namespace

Digest sha256(std::string_view bytes) {
  thread_local Digester digester;
  return digester.digest(bytes);
}

std::string sha256_hex(std::string_view bytes) { return hex_of(sha256(bytes)); }

struct Sha256::Context {
  EVP_MD_CTX* of = EVP_MD_CTX_new();
};

Sha256::Sha256() : context_(std::make_unique<Context>()) {
  GATECAST_CHECK(context_->of != nullptr);
  GATECAST_CHECK(EVP_DigestInit_ex(context_->of, EVP_sha256(), nullptr) == 1);
}

Sha256::~Sha256() { EVP_MD_CTX_free(context_->of); }

void Sha256::add(std::string_view bytes) {
  GATECAST_CHECK(EVP_DigestUpdate(context_->of, bytes.data(), bytes.size()) == 1);
}

std::string Sha256::hex() {
  Digest digest{};
  unsigned int size = 0;
  const int done = EVP_DigestFinal_ex(context_->of, digest.data(), &size);
  GATECAST_CHECK(done == 1 && size == digest.size());
  return hex_of(digest);
}

std::string policy_digest(const rules::Policy& policy) {
  return sha256_hex(rules::canonical_form(policy));
}

}  // namespace gatecast::engine
