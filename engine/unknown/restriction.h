// A graph for one sign-in: as a function of the pieces of its unknown facts alone.
//
// Diagrams here ask atoms, by number; a value is an index of the atom's values. Variables of the
// graph that are known disappear. Equal functions are the same node, so a diagram asks an atom if
// and only if that changes what it says.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <unordered_map>
#include <vector>

#include "engine/unknown/assumption.h"
#include "engine/unknown/possible.h"

namespace gatecast::engine {

class Restriction {
 public:
  using OfTerminal = std::function<Node(std::uint32_t)>;

  Restriction(const Graph& graph, const Possible& possible, Diagram& diagram);

  // The diagram below an offset of the graph, each of its terminals replaced.
  Node compose(std::uint32_t root, const OfTerminal& of_terminal);

  // Of the rank that wins.
  Node compose_contest(const Contest& contest, const OfTerminal& of_rank);

  // Whether a part of a fact has the value; `known` where it is known.
  Node is(Part part, std::uint32_t index, std::int64_t value, bool known);
  // What `of` says of the settings in force; it may look at these pieces of them.
  using OfSettings = std::function<Node(const Settings&)>;
  Node over_settings(const std::vector<engine::Piece>& pieces, const OfSettings& of);
  // Ends in numbers of openings: from when grace counts.
  Node opening();
  // Facts for which it counts from the opening of that number.
  const DecodedFacts& opened(std::uint32_t number);
  // `diagram` with every terminal replaced.
  Node map(Node diagram, const std::function<std::uint32_t(std::uint32_t)>& replace);

 private:
  struct Piece {
    Part part;
    std::uint32_t index = 0;
  };
  using Atoms = std::vector<std::uint32_t>;
  using OfFacts = std::function<std::uint32_t(const DecodedFacts&)>;
  // A variable of the graph; the diagram ends in its values.
  struct Reading {
    Node node = Diagram::no;
    std::vector<std::uint32_t> values;  // those that it can have
    std::vector<Node> is;               // by index of `values`, once asked for
    bool is_one_atom = false;
  };

  Node below(std::uint32_t at, const OfTerminal& of_terminal,
             std::unordered_map<std::uint32_t, Node>& done);
  Node select(Reading& reading, const std::vector<Node>& children);
  bool select_in_order(const Reading& reading, const std::vector<Node>& children, Node& result);

  Reading& reading(std::uint32_t variable);
  Node read(std::uint32_t variable);
  Node read_roles(const Variable& variable, std::uint32_t number);
  Node some_role(const std::function<bool(const RoleParts&)>& is_such);
  Node type_of_roles();
  Node clock(std::uint32_t variable);
  Node over_settings(const std::vector<engine::Piece>& pieces, std::size_t at, Settings& settings,
                     const OfSettings& of);

  Atoms atoms(std::initializer_list<Piece> pieces) const;
  Node enumerate(const Atoms& atoms, std::size_t at, const Assumption& assumption,
                 const OfFacts& value);
  Node read(std::initializer_list<Piece> pieces, const OfFacts& value);
  // What `of` gives for each value of the part, or for the known one.
  Node over(Part part, std::int64_t known, const std::function<Node(std::int64_t)>& of);

  Node admission();
  Node computed_opening();
  std::uint32_t number(Instant opening);

  const Graph& graph_;
  const Possible& possible_;
  Diagram& diagram_;
  std::unordered_map<std::uint32_t, Reading> readings_;
  std::vector<Instant> openings_;
  std::unordered_map<Instant, std::uint32_t> opening_numbers_;
  Node opening_ = Diagram::no;
  bool has_opening_ = false;
  DecodedFacts opened_;
};

}  // namespace gatecast::engine
