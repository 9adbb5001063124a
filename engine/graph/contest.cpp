#include "engine/graph/contest.h"

#include <algorithm>

namespace gatecast::engine {

using rules::Condition;

// Nothing for a key that is not of names, or of so many that they are better asked in one diagram.
std::vector<Name> ContestBuilder::names_of(const Condition& key) const {
  constexpr std::size_t most = 64;
  std::vector<Name> names;
  if (key.names.size() > most) return names;
  const auto all = [&](Asks asks, const Names& numbers, std::uint32_t offset) {
    for (const auto& name : key.names) {
      names.push_back({asks, *numbers.find(name.value) + offset});
    }
  };
  switch (key.kind) {
    case Condition::Kind::role:
      all(Asks::role, variables_.roles, 0);
      break;
    case Condition::Kind::group:
      all(Asks::group, variables_.groups, 0);
      break;
    case Condition::Kind::user:
      all(Asks::user, variables_.users, 1);
      break;
    case Condition::Kind::application:
      all(Asks::application, variables_.applications, 1);
      break;
    case Condition::Kind::country:
      all(Asks::country, variables_.countries, 1);
      break;
    default:
      break;
  }
  return names;
}

void ContestBuilder::add(const Condition& condition, std::uint32_t rank, const When& when) {
  std::vector<Name> names;
  Condition rest = condition;
  if (splits_ && condition.kind == Condition::Kind::all) {
    // The key with the rarest names: users, then roles, groups, applications, countries.
    constexpr Condition::Kind kinds[] = {Condition::Kind::user, Condition::Kind::role,
                                         Condition::Kind::group, Condition::Kind::application,
                                         Condition::Kind::country};
    for (const Condition::Kind kind : kinds) {
      const auto key = std::find_if(rest.children.begin(), rest.children.end(),
                                    [&](const Condition& child) { return child.kind == kind; });
      if (key == rest.children.end()) continue;
      names = names_of(*key);
      if (names.empty()) continue;
      rest.children.erase(key);
      break;
    }
  }
  const Node where = when(rest);
  if (names.empty()) return enter(everybody_, where, rank);
  if (diagram_.both(everybody_.open, where) == Diagram::no) return;
  for (const Name& name : names) enter(fields_[name], where, rank);
}

void ContestBuilder::enter(Field& field, Node where, std::uint32_t rank) {
  const Node open = diagram_.both(field.open, where);
  if (open == Diagram::no) return;
  field.won.push_back({open, rank});
  field.open = diagram_.both(field.open, diagram_.negate(where));
}

Node ContestBuilder::fold(const Field& field) {
  Node node = diagram_.terminal(0);
  for (const Won& won : field.won) {
    node = diagram_.ite(won.where, diagram_.terminal(won.rank), node);
  }
  return node;
}

ContestNodes ContestBuilder::finish() {
  ContestNodes nodes;
  nodes.root = fold(everybody_);
  for (const auto& [name, field] : fields_) {
    const Node node = fold(field);
    if (node != Diagram::no) nodes.buckets.emplace(name, node);
  }
  return nodes;
}

}  // namespace gatecast::engine
