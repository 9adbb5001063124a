// A reduced, ordered, hash-consed decision diagram over variables of any finite size.
//
// Nodes are numbers; equal functions are the same node. Terminals carry a number: 0 and 1 are
// false and true in boolean diagrams, anything else is up to the caller. Variables are asked in
// the order of their numbers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <unordered_map>
#include <vector>

namespace gatecast::engine {

using Node = std::uint32_t;

class Diagram {
 public:
  static constexpr std::size_t default_max_nodes = 4'000'000;
  static constexpr std::size_t edges_a_node = 16;  // on average
  static constexpr Node no = 0;                    // the terminal 0
  static constexpr Node yes = 1;                   // the terminal 1

  explicit Diagram(std::size_t max_nodes = default_max_nodes);

  Node terminal(std::uint32_t value);
  // The node that asks `variable`, one child a value; the child itself if all are equal.
  Node make(std::uint32_t variable, const std::vector<Node>& children);
  // A boolean diagram of one variable of `size` values: whether `holds` for its value.
  Node choose(std::uint32_t variable, std::uint32_t size,
              const std::function<bool(std::uint32_t)>& holds);

  // `condition` is boolean; the others may have any terminals.
  Node ite(Node condition, Node then, Node otherwise);
  Node both(Node a, Node b) { return ite(a, b, no); }
  Node either(Node a, Node b) { return ite(a, yes, b); }
  Node negate(Node a) { return ite(a, no, yes); }
  // `diagram` with every terminal replaced where `condition` holds.
  Node map_where(Node condition, Node diagram,
                 const std::function<std::uint32_t(std::uint32_t)>& replace);

  // The greater terminal of both.
  Node greater(Node a, Node b);
  // For a variable that is a function of others: by value, where it has that value.
  using Functions = std::unordered_map<std::uint32_t, std::vector<Node>>;
  // `diagram` with the nodes `by_terminal` in place of its terminals, and its variables of
  // `functions` worked out. These may ask variables that lie before those of `diagram`.
  Node substitute(Node diagram, const Functions& functions, const std::vector<Node>& by_terminal);

  // The same without functions, for large ones: what is put in is looked at only as far as the path
  // to it leaves anything open, so that nothing is made but the result.
  Node put_in(Node diagram, const std::vector<Node>& by_terminal);

  // Runs `build`; false, and all as it was, if that needs more than so many new nodes.
  bool attempt(std::size_t new_nodes, const std::function<void()>& build);

  bool is_terminal(Node node) const { return nodes_[node].variable == terminal_variable; }
  std::uint32_t value(Node node) const { return nodes_[node].first; }  // of a terminal
  std::uint32_t variable(Node node) const { return nodes_[node].variable; }
  std::uint32_t size(Node node) const { return nodes_[node].size; }
  Node child(Node node, std::uint32_t value) const { return edges_[nodes_[node].first + value]; }

  // What is left where the variable, which no earlier one of the node is, has that value.
  Node cofactor(Node node, std::uint32_t variable, std::uint32_t value) const {
    return nodes_[node].variable == variable ? child(node, value) : node;
  }
  // Asks for an earlier variable; terminals ask for none.
  bool comes_before(Node a, Node b) const { return nodes_[a].variable < nodes_[b].variable; }

  std::size_t node_count() const { return nodes_.size(); }
  // More nodes than allowed, or too many edges: a node that asks for one of many
  // names has thousands. Once true, every further result is meaningless: the caller gives up.
  bool too_large() const { return too_large_; }
  // For work that would take too long before it grows too large.
  void give_up() { too_large_ = true; }

 private:
  static constexpr std::uint32_t terminal_variable = 0xFFFF'FFFF;
  struct Entry {
    std::uint32_t variable;
    std::uint32_t first;  // of a terminal: its value; else the index of its first edge
    std::uint32_t size;
    std::uint32_t hash;  // its low bits; enough for as many nodes as there may be
  };
  struct Cached {
    Node condition = 0, then = 0, otherwise = 0, result = 0;
    bool used = false;
  };

  Node insert(std::uint32_t variable, const Node* children, std::uint32_t size);
  void grow();
  std::size_t hash(std::uint32_t variable, const Node* children, std::uint32_t size) const;

  std::size_t max_nodes_;
  std::size_t max_edges_;
  bool too_large_ = false;
  std::vector<Entry> nodes_;
  std::vector<Node> edges_;
  std::vector<Node> table_;    // open addressing over nodes_; empty slots hold no_node
  std::vector<Cached> cache_;  // of ite; a newer result overwrites an older one
};

// All nodes from `root` on, itself first.
std::vector<Node> reachable(const Diagram& diagram, Node root);
// The values of the terminals among them, sorted.
std::vector<std::uint32_t> terminals(const Diagram& diagram, Node root);

// Diagrams as one contiguous array: a node is {variable, one word a child}; a word is the offset
// of a node, or a terminal's value with the top bit set.
struct FlatDiagram {
  static constexpr std::uint32_t terminal_bit = 0x8000'0000;
  std::vector<std::uint32_t> words;

  // `value_of(variable)` is asked for the variables on one path only.
  template <class ValueOf>
  std::uint32_t walk(std::uint32_t at, const ValueOf& value_of) const {
    const std::uint32_t* base = words.data();
    while ((at & terminal_bit) == 0) at = base[at + 1 + value_of(base[at])];
    return at & ~terminal_bit;
  }
};

// Nodes again of what was flattened; `done` remembers those that there are already.
Node unflatten(const FlatDiagram& flat, std::uint32_t at,
               const std::function<std::uint32_t(std::uint32_t)>& size_of, Diagram& diagram,
               std::unordered_map<std::uint32_t, Node>& done);

// Appends what `root` reaches to `flat`; `offsets` remembers nodes that are already there.
std::uint32_t flatten(const Diagram& diagram, Node root, FlatDiagram& flat,
                      std::vector<std::uint32_t>& offsets);

}  // namespace gatecast::engine
