// The variables of a graph as functions of the pieces of unknown facts.
#include <algorithm>

#include "engine/unknown/restriction.h"

namespace gatecast::engine {

std::vector<std::uint32_t> Restriction::terminals(Node node) const {
  std::vector<std::uint32_t> values;
  for (const Node at : reachable(diagram_, node)) {
    if (diagram_.is_terminal(at)) values.push_back(diagram_.value(at));
  }
  std::sort(values.begin(), values.end());
  return values;
}

Restriction::Atoms Restriction::atoms(std::initializer_list<Piece> pieces) const {
  Atoms found;
  for (const Piece& piece : pieces) {
    const int atom = possible_.find(piece.part, piece.index);
    if (atom >= 0) found.push_back(static_cast<std::uint32_t>(atom));
  }
  std::sort(found.begin(), found.end());
  return found;
}

Node Restriction::enumerate(const Atoms& atoms, std::size_t at, const Assumption& assumption,
                            const OfFacts& value) {
  if (at == atoms.size()) return diagram_.terminal(value(assumption.facts()));
  const Atom& atom = possible_.atoms[atoms[at]];
  std::vector<Node> children;
  for (const std::int64_t one : atom.values) {
    Assumption next = assumption;
    next.assume(atom, one);
    children.push_back(enumerate(atoms, at + 1, next, value));
  }
  return diagram_.make(atoms[at], children);
}

Node Restriction::read(std::initializer_list<Piece> pieces, const OfFacts& value) {
  return enumerate(atoms(pieces), 0, Assumption(possible_), value);
}

Restriction::Reading& Restriction::reading(std::uint32_t variable) {
  if (const auto found = readings_.find(variable); found != readings_.end()) return found->second;
  Reading made;
  made.node = read(variable);
  made.values = terminals(made.node);
  made.is_one_atom = !diagram_.is_terminal(made.node);
  for (std::uint32_t i = 0; made.is_one_atom && i < diagram_.size(made.node); ++i) {
    made.is_one_atom = diagram_.is_terminal(diagram_.child(made.node, i));
  }
  return readings_.emplace(variable, std::move(made)).first->second;
}

Node Restriction::read(std::uint32_t variable) {
  const Variable& v = graph_.variables.all()[variable];
  const auto from = [&](std::initializer_list<Piece> pieces) {
    return read(pieces,
                [&](const DecodedFacts& facts) { return graph_.variables.value(variable, facts); });
  };
  switch (v.asks) {
    case Asks::active:
      return from({{Part::active}});
    case Asks::account_locked:
      return from({{Part::account_lock}});
    case Asks::emergency:
    case Asks::user:
      return from({{Part::id}});
    case Asks::channel:
      return from({{Part::channel}});
    case Asks::admin:
    case Asks::type:
    case Asks::role:
    case Asks::other_role:
      if (possible_.roles_are_unknown) return read_roles(v, variable);
      return from({{Part::admin}, {Part::roles_type}, {Part::type}});
    case Asks::group:
      return from({{Part::group, v.a}});
    case Asks::application:
      return from({{Part::application}});
    case Asks::country:
      return from({{Part::country}});
    case Asks::network:
      return from({{Part::networks}});
    case Asks::risk:
      return from({{Part::risk}});
    case Asks::attribute:
      return from({{Part::attribute, v.a}});
    case Asks::time:
    case Asks::weekday:
    case Asks::hours:
      return from({});  // `now` is always known
    case Asks::ramp:
      return from({{Part::id}, {Part::ramp, v.a}});
    case Asks::recognized:
      return from({{Part::device_cookie}, {Part::known_ip}});
    case Asks::authenticator:
      return from({{Part::authenticator}});
    case Asks::passkey:
      return from({{Part::passkey}});
    case Asks::reset:
      return from({{Part::reset}});
    case Asks::email:
      return from({{Part::email}});
    case Asks::phone:
      return from({{Part::phone}});
    case Asks::locked:
      return from({{Part::lock, v.a}});
    case Asks::email_healthy:
      return from({{Part::email_healthy}});
    case Asks::sms_healthy:
      return from({{Part::sms_healthy}});
    case Asks::grace_clock:
    case Asks::overdue:
      break;
  }
  return clock(variable);
}

Node Restriction::some_role(const std::function<bool(const RoleParts&)>& is_such) {
  Node any = Diagram::no;
  for (std::uint32_t i = static_cast<std::uint32_t>(possible_.roles.size()); i-- > 0;) {
    if (is_such(possible_.roles[i])) any = diagram_.either(is(Part::role, i, 1, false), any);
  }
  return any;
}

// There may be many roles; which of them an account has is not gone through one by one.
Node Restriction::read_roles(const Variable& v, std::uint32_t number) {
  switch (v.asks) {
    case Asks::admin:
      return some_role([](const RoleParts& role) { return role.admin; });
    case Asks::role:
      return some_role([&](const RoleParts& role) { return role.number == v.a; });
    case Asks::other_role:
      return some_role([](const RoleParts& role) { return !role.number; });
    default:
      break;
  }
  if (possible_.type_from == Possible::TypeFrom::unknown_roles) return type_of_roles();
  return read({{Part::type}},
              [&](const DecodedFacts& facts) { return graph_.variables.value(number, facts); });
}

Node Restriction::type_of_roles() {
  const auto of = [&](std::uint32_t type) {
    return some_role([&](const RoleParts& role) { return role.type == type; });
  };
  const Node open = diagram_.make(
      atoms({{Part::type}}).front(),
      {diagram_.terminal(0), diagram_.terminal(1), diagram_.terminal(2)});  // any of the three
  Node one = diagram_.terminal(3);
  Node others = Diagram::no;
  for (std::uint32_t type = 3; type-- > 0;) {
    one = diagram_.ite(of(type), diagram_.ite(others, open, diagram_.terminal(type)), one);
    others = diagram_.either(others, of(type));
  }
  return one;
}

}  // namespace gatecast::engine
