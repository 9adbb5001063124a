// Requests and answers of the reference policy, in its own words (examples/reference/README.md),
// and what each is in gatecast's. The mapping renames; it decides nothing.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/decision.h"
#include "engine/facts.h"

namespace gatecast::reference {

enum class Role : std::uint8_t {
  global_admin,
  security_admin,
  billing_admin,
  support_lead,
  support_agent,
  engineer,
  auditor,
  service_desk,
  partner_admin,
  partner_user,
  customer_admin,
  customer_user
};
inline constexpr int role_count = 12;
std::string_view name(Role role);

enum class Mode : std::uint8_t { every_signin, new_device };

// Sets of methods.
inline constexpr std::uint8_t webauthn = 1;
inline constexpr std::uint8_t totp = 2;
inline constexpr std::uint8_t sms = 4;

struct Request {
  Role role = Role::global_admin;
  rules::AccountType type = rules::AccountType::internal;
  Mode mode = Mode::every_signin;
  bool device = false;        // is recognized
  std::uint8_t enrolled = 0;  // a set of methods
  bool locked = false;
  std::int64_t deadline = 0;  // Unix seconds; 0: none of one's own
  std::int64_t now = 0;       // Unix seconds
};

enum class Effect : std::uint8_t { allow, challenge, require_enrol, deny };

enum class Reason : std::uint8_t {
  locked,
  role_type_mismatch,
  excluded,
  not_in_rollout,
  trusted_device,
  challenge,
  grace_untrusted,
  grace,
  enrol_overdue_deny,
  enrol_overdue
};
std::string_view name(Reason reason);

struct Answer {
  Effect effect = Effect::deny;
  std::uint8_t methods = 0;  // a set; their order is always webauthn, totp, sms
  Reason reason = Reason::locked;
  friend bool operator==(const Answer&, const Answer&) = default;
};

// The 10,000 requests and what each must get, from tests/reference.
std::vector<Request> read_requests();
std::vector<Answer> read_expected();

engine::Facts to_facts(const Request& request);
// CHECKs that the methods are in the reference's order.
Answer to_answer(const engine::Decision& decision);

// One line, for the message of a failing test.
std::string to_text(const Request& request);
std::string to_text(const Answer& answer);

}  // namespace gatecast::reference
