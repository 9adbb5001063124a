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

Node Conditions::over(const Choices& choices, std::initializer_list<Piece> pieces, const Say& say) {
  Settings s = base_;
  const std::function<Node(const Piece*)> choose = [&](const Piece* piece) -> Node {
    if (piece == pieces.end()) return say(s);
    const auto& values = choices[static_cast<std::size_t>(*piece)];
    Node node = Diagram::no;
    for (std::uint32_t i = 0; i < values.size(); ++i) {
      copy(values[i], *piece, s);
      const Node said = choose(piece + 1);
      node = i == 0 ? said
                    : diagram_.ite(equals(Asks::setting, i, static_cast<std::uint32_t>(*piece)),
                                   said, node);
    }
    return node;
  };
  return choose(pieces.begin());
}

Node Conditions::over(std::initializer_list<Piece> pieces, const Say& say) {
  return over(in_force_, pieces, say);
}

Node Conditions::where(std::initializer_list<Piece> pieces,
                       const std::function<bool(const Settings&)>& holds) {
  return over(pieces, [&](const Settings& s) { return holds(s) ? Diagram::yes : Diagram::no; });
}

Conditions::Words Conditions::say_words(const Choices& choices) {
  const auto where = [&](std::initializer_list<Piece> pieces, auto&& holds) {
    return over(choices, pieces,
                [&](const Settings& s) { return holds(s) ? Diagram::yes : Diagram::no; });
  };
  Words w{};
  w.enrolled = over(choices, {Piece::methods}, [&](const Settings& s) { return enrolled(s); });
  const Node resets = where({Piece::after_reset}, [](const Settings& s) {
    return s.after_reset == rules::AfterReset::required;
  });
  w.reset = diagram_.both(resets, asked(Asks::reset));
  const Node can_enroll = where({Piece::methods}, [](const Settings& s) { return s.can_enroll(); });
  const Node required = where({Piece::authenticator}, [](const Settings& s) {
    return s.authenticator == rules::Requirement::required;
  });
  w.required = diagram_.both(can_enroll, diagram_.either(required, w.reset));
  w.clock = over(choices, {Piece::grace_days, Piece::grace_skips}, [&](const Settings& s) {
    return s.days() == 0 ? Diagram::no : asked(Asks::grace_clock, s.days(), s.grace_skips);
  });
  return w;
}

Node Conditions::enrolled(const Settings& s) {
  Node any = Diagram::no;
  for (const Method method : {Method::authenticator, Method::passkey}) {
    if (s.methods.contains(method)) any = diagram_.either(any, set_up(method));
  }
  return any;
}

Node Conditions::any_usable() {
  return over({Piece::methods}, [&](const Settings& s) {
    Node any = Diagram::no;
    for (const Method method : s.methods) any = diagram_.either(any, usable(method));
    return any;
  });
}

Node Conditions::challenge_possible() {
  const Node fallback =
      where({Piece::allow_fallback}, [](const Settings& s) { return s.allow_fallback; });
  const Node by_default = over({Piece::methods, Piece::default_method},
                               [&](const Settings& s) { return challenge_possible(s); });
  return diagram_.ite(fallback, any_usable(), by_default);
}

Node Conditions::challenge_possible(const Settings& s) {
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

Node Conditions::can_prove() {
  return over({Piece::methods, Piece::proof}, [&](const Settings& s) { return can_prove(s); });
}

Node Conditions::can_prove(const Settings& s) {
  Node by_settings = Diagram::yes;
  if (s.proof == rules::ProofKind::email) by_settings = usable(Method::email);
  Node holds = Diagram::no;
  Node proves = Diagram::no;
  for (const Method method : {Method::authenticator, Method::passkey}) {
    if (!base_.methods.contains(method) || s.methods.contains(method)) continue;
    holds = diagram_.either(holds, set_up(method));
    proves = diagram_.either(proves, usable(method));
  }
  return diagram_.ite(holds, proves, by_settings);
}

}  // namespace gatecast::engine
