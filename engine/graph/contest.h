// Of rules that hold, one wins: the last that sets a piece of the settings, the first `then:`.
//
// In one diagram, many rules multiply: with every set of roles, every application, every country.
// So where there are many, a rule that names a role, an application ... goes to a diagram of that
// name alone, and the winner is the better of those of the names that a sign-in has.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "engine/graph/conditions.h"

namespace gatecast::engine {

// As flat diagrams; they end in ranks, the greatest of which wins. 0: nobody holds.
struct Contest {
  struct Bucket {
    Name name;
    std::uint32_t root;
  };
  std::uint32_t root = FlatDiagram::terminal_bit;  // for every sign-in
  std::vector<Bucket> buckets;                     // for sign-ins with the name
};

// The same, before it is flattened.
struct ContestNodes {
  Node root = Diagram::no;
  std::map<Name, Node> buckets;
};

class ContestBuilder {
 public:
  using When = std::function<Node(const rules::Condition&)>;

  // `splits`: into names, else all in one.
  ContestBuilder(const Variables& variables, Diagram& diagram, bool splits)
      : variables_(variables), diagram_(diagram), splits_(splits) {}

  // From the greatest rank to the smallest: what is settled, a smaller one cannot change, so most
  // of many cost nothing. `when` turns its condition, or what is left of that, into a diagram.
  void add(const rules::Condition& condition, std::uint32_t rank, const When& when);
  // No smaller rank can win any more.
  bool is_settled() const { return everybody_.open == Diagram::no || diagram_.too_large(); }
  ContestNodes finish();

 private:
  struct Won {
    Node where;
    std::uint32_t rank;
  };
  struct Field {
    Node open = Diagram::yes;
    std::vector<Won> won;
  };
  std::vector<Name> names_of(const rules::Condition& key) const;
  void enter(Field& field, Node where, std::uint32_t rank);
  Node fold(const Field& field);

  const Variables& variables_;
  Diagram& diagram_;
  bool splits_;
  Field everybody_;
  std::map<Name, Field> fields_;
};

}  // namespace gatecast::engine
