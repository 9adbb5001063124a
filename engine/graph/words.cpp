// The words of SIGNIN that depend on the settings in force, as boolean diagrams.
#include "engine/graph/conditions.h"

namespace gatecast::engine {

Node Conditions::set_up(Method method) {
  switch (method) {
    case Method::authenticator:
      return equals(Asks::authenticator,
                    static_cast<std::uint32_t>(rules::AuthenticatorState::enrolled));
    case Method::email:
      return asked(Asks::email);
    case Method::sms:
      return asked(Asks::phone);
    case Method::passkey:
      break;
  }
  return asked(Asks::passkey);
}

Node Conditions::usable(Method method) {
  const Node unlocked = diagram_.negate(asked(Asks::locked, static_cast<std::uint32_t>(method)));
  const Node ready = diagram_.both(set_up(method), unlocked);
  if (method == Method::email) {
    return planned_healthy(policy_, method) ? diagram_.both(ready, asked(Asks::email_healthy))
                                            : Diagram::no;
  }
  if (method == Method::sms) {
    return planned_healthy(policy_, method) ? diagram_.both(ready, asked(Asks::sms_healthy))
                                            : Diagram::no;
  }
  return ready;
}

Node Conditions::enrolled(const Settings& s) {
  Node any = Diagram::no;
  for (const Method method : {Method::authenticator, Method::passkey}) {
    if (s.methods.contains(method)) any = diagram_.either(any, set_up(method));
  }
  return any;
}

Node Conditions::reset(const Settings& s) {
  return s.after_reset == rules::AfterReset::required ? asked(Asks::reset) : Diagram::no;
}

Node Conditions::required(const Settings& s) {
  if (!s.can_enroll()) return Diagram::no;
  return s.authenticator == rules::Requirement::required ? Diagram::yes : reset(s);
}

Node Conditions::in_grace(const Settings& s) {
  if (s.days() == 0) return Diagram::no;
  return asked(Asks::grace_clock, s.days(), s.grace_skips);
}

Node Conditions::any_usable(const Settings& s) {
  Node any = Diagram::no;
  for (const Method method : s.methods) any = diagram_.either(any, usable(method));
  return any;
}

Node Conditions::challenge_possible(const Settings& s) {
  if (s.allow_fallback) return any_usable(s);
  // The default is the first that is set up, `default_method` before the others.
  MethodList order;
  if (s.default_method && s.methods.contains(*s.default_method)) order.push_back(*s.default_method);
  for (const Method method : s.methods) {
    if (!order.contains(method)) order.push_back(method);
  }
  Node possible = Diagram::no;
  for (std::size_t i = order.size(); i-- > 0;) {
    const Method method = order.begin()[i];
    possible = diagram_.ite(set_up(method), usable(method), possible);
  }
  return possible;
}

Node Conditions::can_prove(const Settings& s, const Settings& base) {
  Node by_settings = Diagram::yes;
  if (s.proof == rules::ProofKind::email) by_settings = usable(Method::email);
  Node holds = Diagram::no;
  Node proves = Diagram::no;
  for (const Method method : {Method::authenticator, Method::passkey}) {
    if (!base.methods.contains(method) || s.methods.contains(method)) continue;
    holds = diagram_.either(holds, set_up(method));
    proves = diagram_.either(proves, usable(method));
  }
  return diagram_.ite(holds, proves, by_settings);
}

}  // namespace gatecast::engine
