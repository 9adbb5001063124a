// Assumptions of a Partial, and which of them go together.
#include <algorithm>

#include "engine/unknown/partial.h"

namespace gatecast::engine {
namespace {

void put_bit(std::vector<std::uint64_t>& words, std::uint32_t i, bool value) {
  if (words.size() <= i / 64) words.resize(i / 64 + 1);
  const std::uint64_t mask = std::uint64_t{1} << (i % 64);
  words[i / 64] = value ? words[i / 64] | mask : words[i / 64] & ~mask;
}

}  // namespace

void Partial::assume(std::uint32_t atom, std::int64_t value) {
  is_assumed_[atom] = true;
  values_[atom] = value;
  assumed_.push_back({atom, value});
  apply(possible_.atoms[atom], value);
}

void Partial::forget_last() {
  is_assumed_[assumed_.back().atom] = false;
  assumed_.pop_back();
}

void Partial::assume_all(const std::vector<Assumed>& assumed) {
  for (const Assumed& one : assumed) assume(one.atom, one.value);
}

void Partial::forget_all() {
  while (!assumed_.empty()) forget_last();
}

void Partial::apply(const Atom& atom, std::int64_t value) {
  apply_account(atom, value);
  apply_sign_in(atom, value);
}

void Partial::apply_account(const Atom& atom, std::int64_t value) {
  const bool yes = value != 0;
  switch (atom.part) {
    case Part::active:
      facts_.active = yes;
      break;
    case Part::account_lock:
      facts_.account_lock_until = yes ? rules::instant_max : rules::instant_min;
      break;
    case Part::id:
      apply_id(value);
      break;
    case Part::ramp:
      facts_.ramp_steps[atom.index] = static_cast<std::uint8_t>(value);
      break;
    case Part::type:
      facts_.type = static_cast<std::uint8_t>(value);
      break;
    case Part::admin:
      facts_.admin = yes;
      // Which role makes him one is not said.
      facts_.admin_role = absent;
      break;
    case Part::role:
      put_bit(facts_.roles, atom.index, yes);
      break;
    case Part::other_role:
      facts_.other_role = yes;
      break;
    case Part::group:
      put_bit(facts_.groups, atom.index, yes);
      break;
    case Part::created:
      facts_.created = value;
      break;
    case Part::grace_started:
      facts_.grace_started = value;
      break;
    case Part::skips:
      facts_.skips = static_cast<int>(value);
      break;
    case Part::reset:
      facts_.reset = yes;
      break;
    case Part::authenticator:
      facts_.authenticator = static_cast<rules::AuthenticatorState>(value);
      break;
    case Part::passkey:
      facts_.passkey = yes;
      break;
    case Part::email:
      facts_.email = yes;
      break;
    case Part::phone:
      facts_.phone = yes;
      break;
    case Part::backup_codes:
      facts_.backup_codes = static_cast<int>(value);
      break;
    case Part::lock:
      facts_.lock_until[atom.index] = yes ? rules::instant_max : rules::instant_min;
      break;
    default:
      break;
  }
}

void Partial::apply_sign_in(const Atom& atom, std::int64_t value) {
  const bool yes = value != 0;
  const auto number = static_cast<std::uint32_t>(value);
  switch (atom.part) {
    case Part::attribute:
      facts_.attributes[atom.index] = number;
      break;
    case Part::channel:
      facts_.channel = number;
      break;
    case Part::application:
      facts_.application = number;
      break;
    case Part::country:
      facts_.country = number;
      break;
    case Part::networks:
      facts_.networks = static_cast<std::uint64_t>(value);
      break;
    case Part::risk:
      facts_.risk = static_cast<std::uint8_t>(value);
      break;
    case Part::device_cookie:
      facts_.device_cookie = yes;
      break;
    case Part::known_ip:
      facts_.known_ip = yes;
      break;
    case Part::skipped:
      facts_.skipped = yes;
      break;
    case Part::email_healthy:
      facts_.email_healthy = yes;
      break;
    case Part::sms_healthy:
      facts_.sms_healthy = yes;
      break;
    default:
      break;
  }
}

void Partial::apply_id(std::int64_t value) {
  const auto number = static_cast<std::size_t>(value);
  if (number >= possible_.users.size()) {
    facts_.user = 0;
    facts_.emergency = false;
    // Stages without a ramp; the others are pieces of their own.
    std::fill(facts_.ramp_steps.begin(), facts_.ramp_steps.end(), std::uint8_t{0});
    return;
  }
  const NamedUser& user = possible_.users[number];
  facts_.user = user.user;
  facts_.emergency = user.emergency;
  facts_.ramp_steps = user.ramp_steps;
}

bool Partial::is_no(Part part, std::uint32_t index) const {
  const int atom = possible_.find(part, index);
  if (atom < 0) return false;
  const auto i = static_cast<std::size_t>(atom);
  return is_assumed_[i] && values_[i] == 0;
}

bool Partial::is_yes(Part part, std::uint32_t index) const {
  const int atom = possible_.find(part, index);
  if (atom < 0) return false;
  const auto i = static_cast<std::size_t>(atom);
  return is_assumed_[i] && values_[i] != 0;
}

// Whether the account may have the role: nothing that it would bring along is excluded.
bool Partial::is_allowed(const RoleParts& role) const {
  if (role.admin && is_no(Part::admin, 0)) return false;
  if (role.type && is_no(Part::typed_roles, *role.type)) return false;
  return role.number ? !is_no(Part::role, *role.number) : !is_no(Part::other_role, 0);
}

// All roles that are allowed together are everything that can be had, so each piece that is assumed
// to be there must be brought by one of them.
bool Partial::roles_are_possible() const {
  const auto some = [&](const auto& brings) {
    return std::any_of(possible_.roles.begin(), possible_.roles.end(),
                       [&](const RoleParts& role) { return brings(role) && is_allowed(role); });
  };
  if (is_yes(Part::admin, 0) && !some([](const RoleParts& r) { return r.admin; })) return false;
  if (is_yes(Part::other_role, 0) && !some([](const RoleParts& r) { return !r.number; })) {
    return false;
  }
  for (std::uint32_t i = 0; i < 3; ++i) {
    if (is_yes(Part::typed_roles, i) && !some([&](const RoleParts& r) { return r.type == i; })) {
      return false;
    }
  }
  return std::all_of(possible_.roles.begin(), possible_.roles.end(), [&](const RoleParts& role) {
    return !role.number || !is_yes(Part::role, *role.number) || is_allowed(role);
  });
}

bool Partial::may_be(std::uint32_t atom, std::int64_t value) {
  const Part part = possible_.atoms[atom].part;
  const bool of_roles = part == Part::admin || part == Part::role || part == Part::other_role ||
                        part == Part::typed_roles;
  if (!of_roles || !possible_.roles_are_unknown) return true;
  is_assumed_[atom] = true;
  values_[atom] = value;
  const bool possible = roles_are_possible();
  is_assumed_[atom] = false;
  return possible;
}

}  // namespace gatecast::engine
