#include "engine/explain/sign_in_words.h"

#include <fmt/format.h>

#include <algorithm>

namespace gatecast::engine {

using rules::Condition;
using Kind = rules::Condition::Kind;

SignInWords::SignInWords(const Graph& graph, const DecodedFacts& facts)
    : graph_(graph),
      facts_(facts),
      settings_(graph.settings_of(facts)),
      conditions_(graph.policy, graph.variables, graph.base, graph.choices, diagram_) {}

bool SignInWords::holds(Node node) const {
  while (!diagram_.is_terminal(node)) {
    node = diagram_.child(node, graph_.value(diagram_.variable(node), facts_));
  }
  return diagram_.value(node) == 1;
}

Clause SignInWords::clause(const Condition& condition, Conditions::Reads reads) {
  Clause clause;
  for (const Condition& part : condition.children)
    clause.parts.push_back(this->clause(part, reads));
  // All of one is that one.
  if (condition.kind == Kind::all && clause.parts.size() == 1) {
    return Clause(std::move(clause.parts.front()));
  }
  const auto holds_part = [](const Clause& part) { return part.holds; };
  switch (condition.kind) {
    case Kind::all:
      clause.kind = Clause::Kind::all;
      clause.holds = std::all_of(clause.parts.begin(), clause.parts.end(), holds_part);
      return clause;
    case Kind::any:
      clause.kind = Clause::Kind::any;
      clause.holds = std::any_of(clause.parts.begin(), clause.parts.end(), holds_part);
      return clause;
    case Kind::not_:
      clause.kind = Clause::Kind::not_;
      clause.holds = std::none_of(clause.parts.begin(), clause.parts.end(), holds_part);
      return clause;
    default:
      break;
  }
  clause.holds = holds(conditions_.condition(condition, reads));
  clause.key.where = at(condition.span);
  clause.key.text = clause.key.where.text;
  clause.found = found(condition, reads);
  return clause;
}

DecidedBy SignInWords::set_at(Piece piece) const {
  const Setting& setting = graph_.settings[static_cast<std::size_t>(piece)];
  return setting.rules[graph_.entry(piece, facts_)];
}

std::string SignInWords::local(Instant instant) const {
  const rules::TimeZone& zone = policy().zone;
  const rules::LocalSeconds clock = zone.to_local(instant);
  const rules::LocalSeconds second =
      ((clock % rules::day_seconds) + rules::day_seconds) % rules::day_seconds;
  std::string text = rules::format_date(zone.local_date(instant));
  if (second == 0) return text;
  text += fmt::format(" {:02}:{:02}", second / 3600, second / 60 % 60);
  if (second % 60 != 0) text += fmt::format(":{:02}", second % 60);
  return text;
}

std::string SignInWords::device() const {
  if (!facts_.device_cookie && !facts_.known_ip)
    return "neither its cookie nor its address is known";
  if (!facts_.known_ip) return "its cookie is known, its address is not";
  if (!facts_.device_cookie) return "its address is known, its cookie is not";
  return "its cookie and its address are known";
}

std::string SignInWords::enrolled() const {
  const bool authenticator = facts_.authenticator == rules::AuthenticatorState::enrolled;
  if (authenticator && facts_.passkey)
    return "an authenticator is enrolled, and a passkey registered";
  if (authenticator) return "an authenticator is enrolled";
  if (facts_.passkey) return "a passkey is registered";
  const bool pending = facts_.authenticator == rules::AuthenticatorState::pending;
  return pending ? "an authenticator is begun, not confirmed" : "nothing is enrolled";
}

std::string SignInWords::method(Method method) const {
  const auto name = rules::name(method);
  switch (method) {
    case Method::authenticator:
      if (facts_.authenticator != rules::AuthenticatorState::enrolled) {
        return fmt::format("{}: not enrolled", name);
      }
      break;
    case Method::passkey:
      if (!facts_.passkey) return fmt::format("{}: not registered", name);
      break;
    case Method::email:
      if (!facts_.email) return fmt::format("{}: the account has no address", name);
      break;
    case Method::sms:
      if (!facts_.phone) return fmt::format("{}: the account has no phone", name);
      break;
  }
  const Instant lock = facts_.lock_until[static_cast<std::size_t>(method)];
  if (facts_.now < lock) {
    if (lock == rules::instant_max) return fmt::format("{}: locked", name);
    return fmt::format("{}: locked until {}", name, local(lock));
  }
  if (!planned_healthy(policy(), method)) {
    return fmt::format("{}: not healthy by `integrations`", name);
  }
  const bool ill = (method == Method::email && !facts_.email_healthy) ||
                   (method == Method::sms && !facts_.sms_healthy);
  return fmt::format("{}: {}", name, ill ? "cannot be sent at present" : "usable");
}

bool SignInWords::grace_is(rules::GraceState state, Conditions::Reads reads) {
  Condition key;
  key.kind = Kind::grace;
  key.values_mask = 1U << static_cast<unsigned>(state);
  return holds(conditions_.condition(key, reads));
}

std::string SignInWords::grace(Conditions::Reads reads) {
  if (grace_is(rules::GraceState::none, reads)) return "grace is none";
  const Settings& s = reads == Conditions::Reads::in_force ? settings_ : graph_.base;
  const Instant end = graph_.variables.grace_deadline(facts_, s.days());
  const bool has_end = end != rules::instant_max && end != rules::instant_min;
  const std::string skips =
      s.grace_skips == absent ? ""
                              : fmt::format("{} of {} skips are used", facts_.skips, s.grace_skips);
  if (grace_is(rules::GraceState::open, reads)) {
    std::string text = "grace is open";
    if (has_end) text += " until " + local(end);
    return skips.empty() ? text : text + ", " + skips;
  }
  if (facts_.reset) return "grace is over: the account was reset";
  if (s.days() == 0) return "grace is over: there is none";
  if (has_end && end <= facts_.now) return "grace is over since " + local(end);
  if (!skips.empty()) return "grace is over: " + skips;
  return "grace is over";
}

std::string SignInWords::overdue(Conditions::Reads reads) {
  const Settings& s = reads == Conditions::Reads::in_force ? settings_ : graph_.base;
  if (grace_is(rules::GraceState::none, reads)) return "grace is none";
  const Instant end = graph_.variables.grace_deadline(facts_, s.days());
  if (end == rules::instant_max) return "grace has no deadline";
  if (end == rules::instant_min) return "the deadline was long ago";
  return fmt::format("the deadline {} {}", facts_.now < end ? "is" : "was", local(end));
}

std::string SignInWords::attribute(std::uint32_t index) const {
  const rules::Attribute& declared = policy().attributes[index];
  const std::string& name = declared.name.value;
  const std::uint32_t value = index < facts_.attributes.size() ? facts_.attributes[index] : 0;
  if (declared.kind == rules::Attribute::Kind::boolean) {
    return fmt::format("{} is {}", name, value != 0);
  }
  if (declared.kind == rules::Attribute::Kind::values) {
    return value == 0 ? fmt::format("{} has no value", name)
                      : fmt::format("{} is {}", name, declared.values[value - 1].value);
  }
  const auto& named = graph_.variables.integers(index);
  return value == 0 ? fmt::format("{} is another number", name)
                    : fmt::format("{} is {}", name, named[value - 1]);
}

// Which of the names of the key the sign-in has.
std::string SignInWords::names_held(const Condition& key, Conditions::Reads reads) {
  std::string held;
  for (const auto& name : key.names) {
    Condition one = key;
    one.names = {name};
    if (!holds(conditions_.condition(one, reads))) continue;
    held += (held.empty() ? "" : ", ") + name.value;
  }
  return held;
}

namespace {

std::string named(const Names& names, std::uint32_t number, std::string_view what) {
  if (number == 0) return fmt::format("another {}, or none", what);
  return names.in_order()[number - 1];
}

constexpr std::string_view weekdays[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                         "Friday", "Saturday", "Sunday"};

}  // namespace

std::string SignInWords::found(const Condition& key, Conditions::Reads reads) {
  const Variables& variables = graph_.variables;
  switch (key.kind) {
    case Kind::type:
      if (facts_.type == 3) return "the account has no type";
      return fmt::format("the account is {}", name(static_cast<rules::AccountType>(facts_.type)));
    case Kind::risk:
      if (facts_.risk == 3) return "no risk is stated";
      return fmt::format("risk is {}", name(static_cast<rules::Risk>(facts_.risk)));
    case Kind::authenticator:
      return fmt::format("the authenticator is {}", name(facts_.authenticator));
    case Kind::grace:
      return grace(reads);
    case Kind::days_overdue:
      return overdue(reads);
    case Kind::weekday:
      return fmt::format("it is {}",
                         weekdays[rules::weekday(policy().zone.local_date(facts_.now))]);
    case Kind::hours:
      return "it is " + local(facts_.now);
    case Kind::admin:
      return facts_.admin ? "the account is an administrator" : "the account is no administrator";
    case Kind::device_recognized:
      return device();
    case Kind::email:
      return facts_.email ? "the account has an address" : "the account has no address";
    case Kind::phone:
      return facts_.phone ? "the account has a phone" : "the account has no phone";
    case Kind::passkey:
      return facts_.passkey ? "a passkey is registered" : "no passkey is registered";
    case Kind::enrolled:
      return enrolled();
    case Kind::stage_started:
      return holds(conditions_.admitted()) ? "the account is admitted"
                                           : "the account is not admitted yet";
    case Kind::channel:
      return fmt::format("the channel is {}", variables.channels.in_order()[facts_.channel]);
    case Kind::application:
      return "the application is " + named(variables.applications, facts_.application, "one");
    case Kind::country:
      return "the country is " + named(variables.countries, facts_.country, "one");
    case Kind::attribute:
      return attribute(key.attribute);
    default:
      break;
  }
  const std::string held = names_held(key, reads);
  if (key.kind == Kind::role) {
    return held.empty() ? "it is no role of the account" : "the account has the role " + held;
  }
  if (key.kind == Kind::group) {
    return held.empty() ? "the account is not in it" : "the account is in " + held;
  }
  if (key.kind == Kind::user) return held.empty() ? "it is another user" : "the user is " + held;
  return held.empty() ? "the address is outside" : "the address is inside " + held;
}

}  // namespace gatecast::engine
