#include "engine/decision.h"

namespace gatecast::engine {

std::string_view name(Proof v) {
  constexpr std::string_view names[] = {"password", "email", "authenticator", "passkey"};
  return names[static_cast<std::size_t>(v)];
}

}  // namespace gatecast::engine
