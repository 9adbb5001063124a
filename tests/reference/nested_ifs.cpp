#include "tests/reference/nested_ifs.h"

namespace gatecast::reference {
namespace {

using rules::AccountType;

constexpr std::uint16_t bit(Role role) {
  return static_cast<std::uint16_t>(1U << static_cast<unsigned>(role));
}

// By type: the roles that it may hold.
constexpr std::uint16_t held[] = {0x00FF,
                                  bit(Role::auditor) | bit(Role::service_desk) |
                                      bit(Role::partner_admin) | bit(Role::partner_user),
                                  bit(Role::customer_admin) | bit(Role::customer_user)};

struct Class {
  std::int64_t start;
  std::int64_t deadline;
  std::uint8_t methods;
};
constexpr std::int64_t day = 86'400;
constexpr Class a{1'768'435'200, 1'768'435'200 + 14 * day, webauthn};               // 2026-01-15
constexpr Class m{1'772'323'200, 1'772'323'200 + 14 * day, webauthn | totp};        // 2026-03-01
constexpr Class b{1'777'593'600, 1'777'593'600 + 14 * day, webauthn | totp | sms};  // 2026-05-01

}  // namespace

Answer nested_ifs(const Request& r) {
  if (r.locked) return {Effect::deny, 0, Reason::locked};
  if ((held[static_cast<std::size_t>(r.type)] & bit(r.role)) == 0) {
    return {Effect::deny, 0, Reason::role_type_mismatch};
  }
  if (r.role == Role::auditor) {
    if (r.type == AccountType::partner) return {Effect::allow, 0, Reason::excluded};
  } else if (r.role == Role::service_desk && r.type == AccountType::internal && r.device) {
    return {Effect::allow, 0, Reason::excluded};
  }
  const bool is_a = r.role <= Role::billing_admin;
  const Class& c = is_a ? a : r.role <= Role::partner_admin ? m : b;
  if (r.now < c.start) return {Effect::allow, 0, Reason::not_in_rollout};
  if (const auto methods = static_cast<std::uint8_t>(r.enrolled & c.methods); methods != 0) {
    if (!is_a && r.mode == Mode::new_device && r.device) {
      return {Effect::allow, 0, Reason::trusted_device};
    }
    return {Effect::challenge, methods, Reason::challenge};
  }
  const std::int64_t deadline = r.deadline > 0 ? r.deadline : c.deadline;
  if (r.now <= deadline) {
    if (is_a && !r.device) return {Effect::require_enrol, 0, Reason::grace_untrusted};
    return {Effect::allow, 0, Reason::grace};
  }
  if (!r.device && (r.role == Role::global_admin ||
                    (r.type != AccountType::customer && r.now > deadline + 30 * day))) {
    return {Effect::deny, 0, Reason::enrol_overdue_deny};
  }
  return {Effect::require_enrol, 0, Reason::enrol_overdue};
}

}  // namespace gatecast::reference
