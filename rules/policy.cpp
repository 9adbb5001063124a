#include "rules/policy.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cstring>
#include <string>

namespace gatecast::rules {
namespace {

template <class Enum, std::size_t N>
std::string_view pick(const std::string_view (&names)[N], Enum value) {
  return names[static_cast<std::size_t>(value)];
}

constexpr std::uint8_t ipv4_prefix[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};

}  // namespace

std::string_view name(Method v) {
  constexpr std::string_view names[] = {"authenticator", "email", "sms", "passkey"};
  return pick(names, v);
}
std::string_view name(AccountType v) {
  constexpr std::string_view names[] = {"internal", "partner", "customer"};
  return pick(names, v);
}
std::string_view name(Enforcement v) {
  constexpr std::string_view names[] = {"every_login", "risk_based"};
  return pick(names, v);
}
std::string_view name(EnrolledUsers v) {
  constexpr std::string_view names[] = {"challenge", "as_stage"};
  return pick(names, v);
}
std::string_view name(Recognition v) {
  constexpr std::string_view names[] = {"cookie_or_ip", "cookie", "cookie_and_ip"};
  return pick(names, v);
}
std::string_view name(Requirement v) {
  constexpr std::string_view names[] = {"optional", "required"};
  return pick(names, v);
}
std::string_view name(AfterGrace v) {
  constexpr std::string_view names[] = {"enroll", "deny"};
  return pick(names, v);
}
std::string_view name(ProofKind v) {
  constexpr std::string_view names[] = {"password", "email"};
  return pick(names, v);
}
std::string_view name(AfterReset v) {
  constexpr std::string_view names[] = {"required", "as_policy"};
  return pick(names, v);
}
std::string_view name(TotpAlgorithm v) {
  constexpr std::string_view names[] = {"SHA1", "SHA256", "SHA512"};
  return pick(names, v);
}
std::string_view name(Risk v) {
  constexpr std::string_view names[] = {"low", "medium", "high"};
  return pick(names, v);
}
std::string_view name(AuthenticatorState v) {
  constexpr std::string_view names[] = {"not_started", "pending", "enrolled"};
  return pick(names, v);
}
std::string_view name(GraceState v) {
  constexpr std::string_view names[] = {"none", "open", "over"};
  return pick(names, v);
}
std::string_view name(Outcome v) {
  constexpr std::string_view names[] = {"allow", "enroll", "challenge", "deny"};
  return pick(names, v);
}

std::string_view name(Assertion::Claim v) {
  constexpr std::string_view names[] = {"password_alone", "second_factor", "enrollment_by_password",
                                        "way_in",         "deny",          "reason",
                                        "method"};
  return pick(names, v);
}

std::optional<Address> parse_address(std::string_view text) {
  const std::string copy(text);
  if (copy.size() != std::strlen(copy.c_str())) return std::nullopt;  // an embedded NUL
  Address address{};
  if (inet_pton(AF_INET6, copy.c_str(), address.bytes) == 1) return address;
  std::copy(std::begin(ipv4_prefix), std::end(ipv4_prefix), address.bytes);
  if (inet_pton(AF_INET, copy.c_str(), address.bytes + 12) == 1) return address;
  return std::nullopt;
}

std::string format_address(const Address& address) {
  char text[INET6_ADDRSTRLEN] = {};
  const bool ipv4 = std::equal(std::begin(ipv4_prefix), std::end(ipv4_prefix), address.bytes);
  if (ipv4) {
    inet_ntop(AF_INET, address.bytes + 12, text, sizeof text);
  } else {
    inet_ntop(AF_INET6, address.bytes, text, sizeof text);
  }
  return text;
}

std::optional<AddressBlock> parse_address_block(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto address = parse_address(text.substr(0, slash));
  if (!address) return std::nullopt;
  const bool ipv4 = text.substr(0, slash).find(':') == std::string_view::npos;
  int prefix = ipv4 ? 32 : 128;
  if (slash != std::string_view::npos) {
    const std::string_view digits = text.substr(slash + 1);
    const bool leading_zero = digits.size() > 1 && digits.front() == '0';
    if (digits.empty() || digits.size() > 3 || leading_zero) return std::nullopt;
    int value = 0;
    for (const char c : digits) {
      if (c < '0' || c > '9') return std::nullopt;
      value = value * 10 + (c - '0');
    }
    if (value > prefix) return std::nullopt;
    prefix = value;
  }
  AddressBlock block{};
  std::copy(std::begin(address->bytes), std::end(address->bytes), block.bytes);
  block.prefix_bits = ipv4 ? prefix + 96 : prefix;
  return block;
}

bool contains(const AddressBlock& block, const Address& address) {
  const int whole = block.prefix_bits / 8;
  if (!std::equal(block.bytes, block.bytes + whole, address.bytes)) return false;
  const int rest = block.prefix_bits % 8;
  if (rest == 0) return true;
  const auto mask = static_cast<std::uint8_t>(0xFF << (8 - rest));
  return (block.bytes[whole] & mask) == (address.bytes[whole] & mask);
}

}  // namespace gatecast::rules
