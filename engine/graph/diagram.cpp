#include "engine/graph/diagram.h"

#include <algorithm>
#include <unordered_map>

#include "rules/check.h"

namespace gatecast::engine {
namespace {

constexpr Node no_node = 0xFFFF'FFFF;
constexpr std::size_t first_table = std::size_t{1} << 12;
constexpr std::size_t max_cache = std::size_t{1} << 19;  // more of it is further away

std::size_t mix(std::size_t seed, std::size_t value) {
  seed ^= value + 0x9E37'79B9'7F4A'7C15ULL + (seed << 6) + (seed >> 2);
  seed *= 0xFF51'AFD7'ED55'8CCDULL;
  return seed ^ (seed >> 32);
}

}  // namespace

Diagram::Diagram(std::size_t max_nodes)
    : max_nodes_(max_nodes),
      max_edges_(edges_a_node * max_nodes),
      table_(first_table, no_node),
      cache_(first_table) {
  terminal(0);
  terminal(1);
}

std::size_t Diagram::hash(std::uint32_t variable, const Node* children, std::uint32_t size) const {
  std::size_t h = mix(size, variable);
  for (std::uint32_t i = 0; i < size; ++i) h = mix(h, children[i]);
  return h;
}

Node Diagram::terminal(std::uint32_t value) { return insert(terminal_variable, &value, 1); }

Node Diagram::make(std::uint32_t variable, const std::vector<Node>& children) {
  GATECAST_CHECK(!children.empty());
  const bool equal = std::all_of(children.begin(), children.end(),
                                 [&](Node child) { return child == children.front(); });
  if (equal) return children.front();
  return insert(variable, children.data(), static_cast<std::uint32_t>(children.size()));
}

Node Diagram::insert(std::uint32_t variable, const Node* children, std::uint32_t size) {
  const std::size_t mask = table_.size() - 1;
  const auto hashed = static_cast<std::uint32_t>(hash(variable, children, size));
  std::size_t slot = hashed & mask;
  for (; table_[slot] != no_node; slot = (slot + 1) & mask) {
    const Entry& entry = nodes_[table_[slot]];
    if (entry.hash != hashed || entry.variable != variable || entry.size != size) continue;
    const Node* present =
        variable == terminal_variable ? &entry.first : edges_.data() + entry.first;
    if (std::equal(present, present + size, children)) return table_[slot];
  }
  if (nodes_.size() >= max_nodes_ || edges_.size() + size > max_edges_) {
    too_large_ = true;
    return no;
  }
  const auto node = static_cast<Node>(nodes_.size());
  if (variable == terminal_variable) {
    nodes_.push_back({variable, *children, 1, hashed});
  } else {
    nodes_.push_back({variable, static_cast<std::uint32_t>(edges_.size()), size, hashed});
    edges_.insert(edges_.end(), children, children + size);
  }
  table_[slot] = node;
  if (nodes_.size() * 2 > table_.size()) grow();
  return node;
}

void Diagram::grow() {
  table_.assign(table_.size() * 4, no_node);
  const std::size_t mask = table_.size() - 1;
  for (Node node = 0; node < nodes_.size(); ++node) {
    std::size_t slot = nodes_[node].hash & mask;
    while (table_[slot] != no_node) slot = (slot + 1) & mask;
    table_[slot] = node;
  }
  if (cache_.size() < max_cache) cache_.assign(std::min(table_.size(), max_cache), Cached{});
}

Node Diagram::choose(std::uint32_t variable, std::uint32_t size,
                     const std::function<bool(std::uint32_t)>& holds) {
  if (too_large_) return no;
  std::vector<Node> children(size);
  for (std::uint32_t value = 0; value < size; ++value) children[value] = holds(value) ? yes : no;
  return make(variable, children);
}

Node Diagram::ite(Node condition, Node then, Node otherwise) {
  if (condition == yes || then == otherwise) return then;
  if (condition == no) return otherwise;
  if (then == yes && otherwise == no) return condition;
  if (too_large_) return no;
  const auto slot_of = [&] {
    return mix(mix(mix(1, condition), then), otherwise) & (cache_.size() - 1);
  };
  const Cached& cached = cache_[slot_of()];
  if (cached.used && cached.condition == condition && cached.then == then &&
      cached.otherwise == otherwise) {
    return cached.result;
  }
  Node top = condition;
  if (nodes_[then].variable < nodes_[top].variable) top = then;
  if (nodes_[otherwise].variable < nodes_[top].variable) top = otherwise;
  const std::uint32_t variable = nodes_[top].variable;
  std::vector<Node> children(nodes_[top].size);
  for (std::uint32_t i = 0; i < children.size(); ++i) {
    children[i] = ite(cofactor(condition, variable, i), cofactor(then, variable, i),
                      cofactor(otherwise, variable, i));
  }
  const Node result = make(variable, children);
  cache_[slot_of()] = {condition, then, otherwise, result, true};
  return result;
}

Node Diagram::map_where(Node condition, Node diagram,
                        const std::function<std::uint32_t(std::uint32_t)>& replace) {
  std::unordered_map<std::uint64_t, Node> done;
  const std::function<Node(Node, Node)> map = [&](Node c, Node d) -> Node {
    if (c == no || too_large_) return d;
    if (c == yes && is_terminal(d)) return terminal(replace(value(d)));
    const std::uint64_t key = (std::uint64_t{c} << 32) | d;
    if (const auto found = done.find(key); found != done.end()) return found->second;
    const Node top = nodes_[c].variable < nodes_[d].variable ? c : d;
    const std::uint32_t variable = nodes_[top].variable;
    std::vector<Node> children(nodes_[top].size);
    for (std::uint32_t i = 0; i < children.size(); ++i) {
      children[i] = map(cofactor(c, variable, i), cofactor(d, variable, i));
    }
    const Node result = make(variable, children);
    done.emplace(key, result);
    return result;
  };
  return map(condition, diagram);
}

Node Diagram::greater(Node a, Node b) {
  std::unordered_map<std::uint64_t, Node> done;
  const std::function<Node(Node, Node)> greatest = [&](Node x, Node y) -> Node {
    if (x == y || too_large_) return x;
    if (is_terminal(x) && is_terminal(y)) return value(x) > value(y) ? x : y;
    const std::uint64_t key = (std::uint64_t{x} << 32) | y;
    if (const auto found = done.find(key); found != done.end()) return found->second;
    const Node top = nodes_[x].variable < nodes_[y].variable ? x : y;
    const std::uint32_t variable = nodes_[top].variable;
    std::vector<Node> children(nodes_[top].size);
    for (std::uint32_t i = 0; i < children.size(); ++i) {
      children[i] = greatest(cofactor(x, variable, i), cofactor(y, variable, i));
    }
    const Node result = make(variable, children);
    done.emplace(key, result);
    return result;
  };
  return greatest(a, b);
}

// What is put in may ask earlier variables than the node above it, so the children are put together
// by ite.
Node Diagram::substitute(Node diagram, const Functions& functions,
                         const std::vector<Node>& by_terminal) {
  std::unordered_map<Node, Node> done;
  const std::function<Node(Node)> replace = [&](Node node) -> Node {
    if (is_terminal(node)) return by_terminal[value(node)];
    if (const auto found = done.find(node); found != done.end()) return found->second;
    const std::uint32_t own = nodes_[node].variable;
    const std::uint32_t count = nodes_[node].size;
    const auto function = functions.find(own);
    Node result = replace(child(node, 0));
    for (std::uint32_t i = 1; i < count && !too_large_; ++i) {
      const Node replaced = replace(child(node, i));
      if (replaced == result) continue;
      const Node is_value = function != functions.end()
                                ? function->second[i]
                                : choose(own, count, [i](std::uint32_t v) { return v == i; });
      result = ite(is_value, replaced, result);
    }
    done.emplace(node, result);
    return result;
  };
  return replace(diagram);
}

namespace {

struct HashOfNodes {
  std::size_t operator()(const std::vector<Node>& nodes) const {
    std::size_t h = nodes.size();
    for (const Node node : nodes) h = mix(h, node);
    return h;
  }
};

// From the root down: what is left of a diagram, and of all that may be put in below it.
class Putting {
 public:
  Putting(Diagram& diagram, const std::vector<Node>& by_terminal)
      : diagram_(diagram), by_terminal_(by_terminal) {}

  Node at(Node root) {
    std::vector<Node> state{root};
    for (const std::uint32_t value : ends(root)) state.push_back(by_terminal_[value]);
    return put(state);
  }

 private:
  // `state`: a node, and of each of its ends what is put in there.
  Node put(const std::vector<Node>& state) {
    const Node node = state.front();
    if (diagram_.is_terminal(node)) return state[1];
    if (diagram_.too_large()) return Diagram::no;
    if (const auto found = done_.find(state); found != done_.end()) return found->second;
    Node top = node;
    for (const Node each : state) {
      if (diagram_.comes_before(each, top)) top = each;
    }
    const std::vector<std::uint32_t>& all = ends(node);
    const std::uint32_t variable = diagram_.variable(top);
    std::vector<Node> children(diagram_.size(top));
    for (std::uint32_t value = 0; value < children.size(); ++value) {
      const Node child = diagram_.cofactor(node, variable, value);
      std::vector<Node> below{child};
      for (const std::uint32_t end : ends(child)) {
        const auto place = std::lower_bound(all.begin(), all.end(), end) - all.begin();
        const Node put_there = state[1 + static_cast<std::size_t>(place)];
        below.push_back(diagram_.cofactor(put_there, variable, value));
      }
      children[value] = put(below);
    }
    const Node result = diagram_.make(variable, children);
    done_.emplace(state, result);
    return result;
  }

  // Sorted.
  const std::vector<std::uint32_t>& ends(Node node) {
    const auto found = ends_.find(node);
    if (found != ends_.end()) return found->second;
    std::vector<std::uint32_t> all;
    if (diagram_.is_terminal(node)) {
      all.push_back(diagram_.value(node));
    } else {
      for (std::uint32_t i = 0; i < diagram_.size(node); ++i) {
        const std::vector<std::uint32_t>& below = ends(diagram_.child(node, i));
        all.insert(all.end(), below.begin(), below.end());
      }
      std::sort(all.begin(), all.end());
      all.erase(std::unique(all.begin(), all.end()), all.end());
    }
    return ends_.emplace(node, std::move(all)).first->second;
  }

  Diagram& diagram_;
  const std::vector<Node>& by_terminal_;
  std::unordered_map<Node, std::vector<std::uint32_t>> ends_;
  std::unordered_map<std::vector<Node>, Node, HashOfNodes> done_;
};

}  // namespace

Node Diagram::put_in(Node diagram, const std::vector<Node>& by_terminal) {
  return Putting(*this, by_terminal).at(diagram);
}

bool Diagram::attempt(std::size_t new_nodes, const std::function<void()>& build) {
  const std::size_t all = max_nodes_;
  max_nodes_ = std::min(all, nodes_.size() + new_nodes);
  build();
  max_nodes_ = all;
  if (!too_large_) return true;
  too_large_ = false;
  cache_.assign(cache_.size(), Cached{});  // it may hold what was broken off
  return false;
}

std::vector<Node> reachable(const Diagram& diagram, Node root) {
  std::vector<Node> nodes{root};
  std::vector<bool> seen(diagram.node_count());
  seen[root] = true;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (diagram.is_terminal(nodes[i])) continue;
    for (std::uint32_t value = 0; value < diagram.size(nodes[i]); ++value) {
      const Node child = diagram.child(nodes[i], value);
      if (!seen[child]) nodes.push_back(child);
      seen[child] = true;
    }
  }
  return nodes;
}

std::vector<std::uint32_t> terminals(const Diagram& diagram, Node root) {
  std::vector<std::uint32_t> values;
  for (const Node node : reachable(diagram, root)) {
    if (diagram.is_terminal(node)) values.push_back(diagram.value(node));
  }
  std::sort(values.begin(), values.end());
  return values;
}

std::uint32_t flatten(const Diagram& diagram, Node root, FlatDiagram& flat,
                      std::vector<std::uint32_t>& offsets) {
  constexpr std::uint32_t absent = 0xFFFF'FFFF;
  if (diagram.is_terminal(root)) return diagram.value(root) | FlatDiagram::terminal_bit;
  if (offsets.size() < diagram.node_count()) offsets.resize(diagram.node_count(), absent);
  if (offsets[root] != absent) return offsets[root];
  std::vector<std::uint32_t> words{diagram.variable(root)};
  for (std::uint32_t i = 0; i < diagram.size(root); ++i) {
    words.push_back(flatten(diagram, diagram.child(root, i), flat, offsets));
  }
  offsets[root] = static_cast<std::uint32_t>(flat.words.size());
  flat.words.insert(flat.words.end(), words.begin(), words.end());
  return offsets[root];
}

Node unflatten(const FlatDiagram& flat, std::uint32_t at,
               const std::function<std::uint32_t(std::uint32_t)>& size_of, Diagram& diagram,
               std::unordered_map<std::uint32_t, Node>& done) {
  if ((at & FlatDiagram::terminal_bit) != 0) {
    return diagram.terminal(at & ~FlatDiagram::terminal_bit);
  }
  if (const auto found = done.find(at); found != done.end()) return found->second;
  const std::uint32_t variable = flat.words[at];
  std::vector<Node> children;
  for (std::uint32_t i = 0; i < size_of(variable); ++i) {
    children.push_back(unflatten(flat, flat.words[at + 1 + i], size_of, diagram, done));
  }
  const Node node = diagram.make(variable, children);
  done.emplace(at, node);
  return node;
}

}  // namespace gatecast::engine
