// Policies of any number of rules, and sign-ins for them, from a seed.
//
// 200 roles of three types, an account has one or two; a rule has 2 to 4 of role (1 to 3 of them),
// country (1 to 3 of 50), application (one of 40), channel, risk, admin, device_recognized and
// days_overdue, and sets 1 to 3 of enforcement, methods, allow_fallback and the days of grace; one
// in ten is a `then:` rule. Perhaps in stages, by type and by ramp, of which some have begun. The
// same on every machine.
#pragma once

#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "engine/facts.h"

namespace gatecast::generated {

struct GeneratedRule {
  std::vector<int> roles, countries;
  std::optional<int> application, channel, risk;
  std::optional<bool> admin, device_recognized;
  std::optional<int> overdue_days;
  bool overdue_is_over = false;
};

class GeneratedPolicy {
 public:
  GeneratedPolicy(int rules, std::uint64_t seed, bool in_stages = false);

  const std::string& text() const { return text_; }
  // Half of them so that the condition of some rule holds, the others of the same values.
  engine::Facts facts();

 private:
  GeneratedRule rule();
  void write(const GeneratedRule& rule, int number);
  void write_settings();
  void write_then();
  int below(int n) { return static_cast<int>(random_() % static_cast<std::uint64_t>(n)); }
  bool chance(int percent) { return below(100) < percent; }
  std::vector<int> some(int least, int most, int of);
  std::vector<int> role_pair(const GeneratedRule* rule);

  std::mt19937_64 random_;
  std::vector<GeneratedRule> rules_;
  std::string text_;
};

}  // namespace gatecast::generated
