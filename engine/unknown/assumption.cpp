#include "engine/unknown/assumption.h"

#include <algorithm>

#include "engine/graph/decode.h"

namespace gatecast::engine {

using TypeFrom = Possible::TypeFrom;

Assumption::Assumption(const Possible& possible)
    : possible_(&possible),
      facts_(possible.known),
      type_is_open_(possible.type_from == TypeFrom::atom) {
  if (possible.type_from == TypeFrom::unknown_roles) facts_.type = 3;
}

void Assumption::assume(const Atom& atom, std::int64_t value) {
  assume_of_account(atom, value);
  assume_of_sign_in(atom, value);
}

void Assumption::assume_of_account(const Atom& atom, std::int64_t value) {
  const bool yes = value != 0;
  switch (atom.part) {
    case Part::active:
      facts_.active = yes;
      break;
    case Part::account_lock:
      facts_.account_lock_until = yes ? rules::instant_max : rules::instant_min;
      break;
    case Part::id:
      assume_id(value);
      break;
    case Part::ramp:
      if (!is_named_) facts_.ramp_steps[atom.index] = static_cast<std::uint8_t>(value);
      break;
    case Part::admin:
      facts_.admin = yes;
      facts_.admin_role = absent;  // the policy does not say which
      break;
    case Part::roles_type:
      type_is_open_ = value == Possible::disagree;
      if (!type_is_open_) facts_.type = static_cast<std::uint8_t>(value);
      break;
    case Part::role:
      if (yes) assume_role(possible_->roles[atom.index]);
      break;
    case Part::type:
      if (type_is_open_) facts_.type = static_cast<std::uint8_t>(value);
      break;
    case Part::group:
      if (yes) set_bit(facts_.groups, atom.index);
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

void Assumption::assume_of_sign_in(const Atom& atom, std::int64_t value) {
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

void Assumption::assume_id(std::int64_t value) {
  const auto number = static_cast<std::size_t>(value);
  is_named_ = number < possible_->users.size();
  if (!is_named_) {
    facts_.user = 0;
    facts_.emergency = false;
    // Stages without a ramp; the others are pieces of their own.
    std::fill(facts_.ramp_steps.begin(), facts_.ramp_steps.end(), std::uint8_t{0});
    return;
  }
  const NamedUser& user = possible_->users[number];
  facts_.user = user.user;
  facts_.emergency = user.emergency;
  facts_.ramp_steps = user.ramp_steps;
}

void Assumption::assume_role(const RoleParts& role) {
  if (role.admin && !facts_.admin) {
    facts_.admin = true;
    facts_.admin_role = role.role;
  }
  if (role.number) {
    set_bit(facts_.roles, *role.number);
  } else {
    facts_.other_role = true;
  }
  if (!role.type || possible_->type_from != TypeFrom::unknown_roles) return;
  const std::uint32_t types = types_ | (1U << *role.type);
  if (types_ != 0 && types != types_) type_is_open_ = true;
  types_ = types;
  facts_.type = static_cast<std::uint8_t>(*role.type);
}

void Assumption::admit(const Graph& graph) { facts_.admitted_at = admitted_at(graph, facts_); }

}  // namespace gatecast::engine
