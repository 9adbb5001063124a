#include "engine/decision.h"

namespace gatecast::engine {

std::string_view name(Proof v) {
  constexpr std::string_view names[] = {"password", "email", "authenticator", "passkey"};
  return names[static_cast<std::size_t>(v)];
}

std::string_view AfterSkip::reason() const {
  if (outcome == Outcome::challenge) return "second_factor";
  return in_grace ? "grace" : "recognized_device";
}

}  // namespace gatecast::engine
