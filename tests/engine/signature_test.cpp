// Signatures: which keys are taken. That another program verifies them is tests/app/audit_test.sh.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/signature.h"

namespace gatecast::engine {
namespace {

using testing::HasSubstr;

// RFC 8032, 7.1, tests 1 and 2, the secret keys as PKCS #8.
constexpr const char* first_key =
    "-----BEGIN PRIVATE KEY-----\n"
    "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
    "-----END PRIVATE KEY-----\n";
constexpr const char* second_key =
    "-----BEGIN PRIVATE KEY-----\n"
    "MC4CAQAwBQYDK2VwBCIEIEzNCJso/5banbbDRuwRTg9bijGfNaumJNqM9u1PuKb7\n"
    "-----END PRIVATE KEY-----\n";

std::string hex(const std::string& bytes) {
  constexpr char digits[] = "0123456789abcdef";
  std::string text;
  for (const char byte : bytes) {
    text += digits[static_cast<unsigned char>(byte) >> 4U];
    text += digits[static_cast<unsigned char>(byte) & 15U];
  }
  return text;
}

std::string problem(std::string_view pem) {
  const auto key = SigningKey::read(pem);
  return key.ok() ? "" : key.message();
}

TEST(Signature, IsThatOfTheStandard) {
  const auto first = SigningKey::read(first_key);
  ASSERT_TRUE(first.ok()) << first.message();
  EXPECT_EQ(
      hex(first.value().sign("")),
      "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701"
      "cf9b46bd25bf5f0595bbe24655141438e7a100b");
  const auto second = SigningKey::read(second_key);
  ASSERT_TRUE(second.ok()) << second.message();
  EXPECT_EQ(
      hex(second.value().sign("r")),
      "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d"
      "0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
}

TEST(Signature, RefusesWhatIsNoPrivateEd25519Key) {
  EXPECT_THAT(problem(""), HasSubstr("no private key in PEM"));
  EXPECT_THAT(problem("hello"), HasSubstr("no private key in PEM"));
  const std::string cut = std::string(first_key).substr(0, 60);
  EXPECT_THAT(problem(cut), HasSubstr("no private key in PEM"));
  EXPECT_THAT(problem("-----BEGIN PUBLIC KEY-----\n"
                      "MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n"
                      "-----END PUBLIC KEY-----\n"),
              HasSubstr("public key"));
  EXPECT_THAT(problem("-----BEGIN PRIVATE KEY-----\n"
                      "MC4CAQAwBQYDK2VuBCIEIHBqE3M9eOZgP5VNW5yHVqFDc/iD9YnNhMWmV7bRhHdN\n"
                      "-----END PRIVATE KEY-----\n"),
              HasSubstr("not of Ed25519"));
  EXPECT_THAT(problem("-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n"), HasSubstr("passphrase"));
}

TEST(Signature, WipesSecrets) {
  std::string secret = "secret";
  wipe(secret);
  EXPECT_EQ(secret, std::string(6, '\0'));
}

}  // namespace
}  // namespace gatecast::engine
