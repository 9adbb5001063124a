#include "engine/unknown/partial.h"

#include <algorithm>

namespace gatecast::engine {

Partial::Partial(const Graph& graph, const Possible& possible)
    : graph_(graph),
      possible_(possible),
      facts_(possible.known),
      is_assumed_(possible.atoms.size()),
      values_(possible.atoms.size()) {}

Partial::State Partial::decide(Strictness least) {
  least_ = least;
  too_mild_ = false;
  const auto unfinished = [&] { return too_mild_ ? State::too_mild : State::wants; };
  std::uint32_t number = 0;
  std::uint32_t leaf = 0;
  if (!walk(graph_.settings_root, &graph_.strictest_settings, number)) return unfinished();
  if (!walk(graph_.roots[number], &graph_.strictest, leaf)) return unfinished();
  if (!has_completion(graph_.leaves[leaf], graph_.settings[number])) return State::wants;
  decision_ = engine::decide(graph_, facts_);
  return State::answered;
}

bool Partial::walk(std::uint32_t root, const std::vector<Strictness>* strictest,
                   std::uint32_t& end) {
  const auto& words = graph_.diagram.words;
  std::uint32_t at = root;
  while ((at & FlatDiagram::terminal_bit) == 0) {
    if (strictest != nullptr && (*strictest)[at] > least_) {
      too_mild_ = true;
      return false;
    }
    const std::uint32_t variable = words[at];
    if (!ready(variable)) return false;
    at = words[at + 1 + graph_.variables.value(variable, facts_)];
  }
  end = at & ~FlatDiagram::terminal_bit;
  return true;
}

bool Partial::has(Part part, std::uint32_t index) {
  const int atom = possible_.find(part, index);
  if (atom < 0) return true;
  wanted_ = static_cast<std::uint32_t>(atom);
  return is_assumed_[wanted_];
}

bool Partial::ready(std::uint32_t variable) {
  const Variable& v = graph_.variables.all()[variable];
  switch (v.asks) {
    case Asks::active:
      return has(Part::active);
    case Asks::account_locked:
      return has(Part::account_lock);
    case Asks::emergency:
    case Asks::user:
      return has(Part::id);
    case Asks::channel:
      return has(Part::channel);
    case Asks::admin:
      return has(Part::admin);
    case Asks::type:
      return has_type();
    case Asks::role:
      return has(Part::role, v.a);
    case Asks::other_role:
      return has(Part::other_role);
    case Asks::group:
      return has(Part::group, v.a);
    case Asks::application:
      return has(Part::application);
    case Asks::country:
      return has(Part::country);
    case Asks::network:
      return has(Part::networks);
    case Asks::risk:
      return has(Part::risk);
    case Asks::attribute:
      return has(Part::attribute, v.a);
    case Asks::time:
    case Asks::weekday:
    case Asks::hours:
      return true;  // `now` is always known
    case Asks::ramp:
      return has_ramp(v.a);
    case Asks::recognized:
      return has_recognition();
    case Asks::authenticator:
      return has(Part::authenticator);
    case Asks::passkey:
      return has(Part::passkey);
    case Asks::reset:
      return has(Part::reset);
    case Asks::email:
      return has(Part::email);
    case Asks::phone:
      return has(Part::phone);
    case Asks::locked:
      return has(Part::lock, v.a);
    case Asks::email_healthy:
      return has(Part::email_healthy);
    case Asks::sms_healthy:
      return has(Part::sms_healthy);
    case Asks::grace_clock:
      return has_clock(v.a, v.b);
    case Asks::overdue:
      break;
  }
  return has_opening(v.a);
}

bool Partial::has_ramp(std::uint32_t stage) {
  if (!has(Part::id)) return false;
  const int id = possible_.find(Part::id, 0);
  // A user with a name has his steps by it.
  if (id >= 0 &&
      values_[static_cast<std::size_t>(id)] < static_cast<std::int64_t>(possible_.users.size())) {
    return true;
  }
  return has(Part::ramp, stage);
}

bool Partial::has_recognition() {
  const auto& by = graph_.policy.two_factor.recognition.by;
  const auto kind = by ? by->value : rules::Recognition::cookie_or_ip;
  if (!has(Part::device_cookie)) return false;
  const bool cookie = facts_.device_cookie;
  const bool settled = kind == rules::Recognition::cookie ||
                       (kind == rules::Recognition::cookie_or_ip && cookie) ||
                       (kind == rules::Recognition::cookie_and_ip && !cookie);
  return settled || has(Part::known_ip);
}

bool Partial::has_type() {
  switch (possible_.type_from) {
    case Possible::TypeFrom::known:
      return true;
    case Possible::TypeFrom::atom:
      return has(Part::type);
    case Possible::TypeFrom::unknown_roles:
      return has_type_of_unknown_roles();
    case Possible::TypeFrom::undeclared_roles:
      break;
  }
  if (!has(Part::roles_type)) return false;
  const std::int64_t type = values_[wanted_];
  if (type == Possible::disagree) return has(Part::type);
  facts_.type = static_cast<std::uint8_t>(type);
  return true;
}

bool Partial::has_type_of_unknown_roles() {
  std::uint8_t type = 3;
  for (std::uint8_t i = 0; i < 3; ++i) {
    if (!has(Part::typed_roles, i)) return false;
    if (values_[wanted_] == 0) continue;
    if (type != 3) {
      if (!has(Part::type)) return false;
      type = static_cast<std::uint8_t>(values_[wanted_]);
      break;
    }
    type = i;
  }
  facts_.type = type;
  return true;
}

bool Partial::has_admission() {
  facts_.admitted_at = graph_.policy.rollout ? rules::instant_max : rules::instant_min;
  for (std::uint32_t i = 0; i < graph_.stage_roots.size(); ++i) {
    std::uint32_t matches = 0;
    if (!walk(graph_.stage_roots[i], nullptr, matches)) return false;
    if (matches == 0) continue;
    if (!has_ramp(i)) return false;
    const auto& steps = graph_.variables.stage_steps[i];
    const std::size_t step = facts_.ramp_steps[i];
    if (step < steps.size()) facts_.admitted_at = std::min(facts_.admitted_at, steps[step]);
  }
  return true;
}

bool Partial::has_opening(std::uint32_t days) {
  if (days == absent) return true;  // no deadline
  if (!has(Part::grace_started)) return false;
  if (facts_.grace_started != rules::instant_min) return true;
  return has(Part::created) && has_admission();
}

bool Partial::has_clock(std::uint32_t days, std::uint32_t skips) {
  if (!has_opening(days)) return false;
  if (skips == absent || facts_.now >= graph_.variables.grace_deadline(facts_, days)) return true;
  return has(Part::skips);
}

bool Partial::has_completion(const Leaf& leaf, const Settings& settings) {
  switch (leaf.row) {
    case 6:
      if (leaf.no_usable_method) return true;
      if (leaf.outcome == Outcome::challenge) return has_methods(settings);
      return leaf.outcome != Outcome::enroll || has_proof(settings);
    case 10:
      if (!has(Part::skipped) || !has_opening(settings.days())) return false;
      if (leaf.after_skip_row == 13 && !has_methods(settings)) return false;
      return has_proof(settings);
    case 11:
      return leaf.outcome != Outcome::enroll || has_proof(settings);
    case 13:
      return has_methods(settings);
    default:
      return true;
  }
}

bool Partial::has_set_up(Method method) {
  switch (method) {
    case Method::authenticator:
      return has(Part::authenticator);
    case Method::email:
      return has(Part::email);
    case Method::sms:
      return has(Part::phone);
    case Method::passkey:
      break;
  }
  return has(Part::passkey);
}

bool Partial::has_methods(const Settings& settings) {
  for (const Method method : settings.methods) {
    if (!has_set_up(method) || !has(Part::lock, static_cast<std::uint32_t>(method))) return false;
    if (method == Method::email && !has(Part::email_healthy)) return false;
    if (method == Method::sms && !has(Part::sms_healthy)) return false;
    if (method == Method::authenticator && !has(Part::backup_codes)) return false;
  }
  return true;
}

bool Partial::has_proof(const Settings& settings) {
  for (const Method method : {Method::authenticator, Method::passkey}) {
    if (!graph_.base.methods.contains(method) || settings.methods.contains(method)) continue;
    if (!has_set_up(method) || !has(Part::lock, static_cast<std::uint32_t>(method))) return false;
  }
  return true;
}

}  // namespace gatecast::engine
