#include "engine/decision.h"

#include "rules/check.h"

namespace gatecast::engine {

std::string_view name(Proof v) {
  constexpr std::string_view names[] = {"password", "email", "authenticator", "passkey"};
  return names[static_cast<std::size_t>(v)];
}

std::string_view row_condition(int row) {
  constexpr std::string_view conditions[] = {"account inactive",
                                             "account locked",
                                             "login_as an administrator",
                                             "emergency account",
                                             "master switch off",
                                             "a `then:` rule holds",
                                             "channel exempt",
                                             "stage not started",
                                             "excluded",
                                             "enrollment may be skipped",
                                             "enrollment must be done",
                                             "device recognized",
                                             "a method is usable",
                                             "no method is usable"};
  GATECAST_CHECK(row >= 1 && row <= 14);
  return conditions[row - 1];
}

std::string_view AfterSkip::reason() const {
  if (outcome == Outcome::challenge) return "second_factor";
  return in_grace ? "grace" : "recognized_device";
}

}  // namespace gatecast::engine
