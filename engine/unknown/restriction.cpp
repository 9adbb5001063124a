#include "engine/unknown/restriction.h"

#include <algorithm>
#include <utility>

namespace gatecast::engine {

Restriction::Restriction(const Graph& graph, const Possible& possible, Diagram& diagram)
    : graph_(graph), possible_(possible), diagram_(diagram), opened_(possible.known) {
  opened_.created = rules::instant_min;
  opened_.admitted_at = rules::instant_min;
}

Node Restriction::compose(std::uint32_t root, const OfTerminal& of_terminal) {
  std::unordered_map<std::uint32_t, Node> done;
  return below(root, of_terminal, done);
}

Node Restriction::below(std::uint32_t at, const OfTerminal& of_terminal,
                        std::unordered_map<std::uint32_t, Node>& done) {
  const auto& words = graph_.diagram.words;
  // What is known leaves one way.
  Reading* asked = nullptr;
  while ((at & FlatDiagram::terminal_bit) == 0) {
    asked = &reading(words[at]);
    if (!diagram_.is_terminal(asked->node)) break;
    at = words[at + 1 + diagram_.value(asked->node)];
  }
  if (const auto found = done.find(at); found != done.end()) return found->second;
  if (diagram_.too_large()) return Diagram::no;
  Node result = Diagram::no;
  if ((at & FlatDiagram::terminal_bit) != 0) {
    result = of_terminal(at & ~FlatDiagram::terminal_bit);
  } else {
    std::vector<Node> children(graph_.variables.all()[words[at]].size, Diagram::no);
    for (const std::uint32_t value : asked->values) {
      children[value] = below(words[at + 1 + value], of_terminal, done);
    }
    result = select(*asked, children);
  }
  done.emplace(at, result);
  return result;
}

// Where the children ask nothing before the reading, the result is one node.
bool Restriction::select_in_order(const Reading& reading, const std::vector<Node>& children,
                                  Node& result) {
  if (!reading.is_one_atom) return false;
  const std::uint32_t atom = diagram_.variable(reading.node);
  const bool in_order =
      std::all_of(reading.values.begin(), reading.values.end(),
                  [&](std::uint32_t value) { return diagram_.variable(children[value]) >= atom; });
  if (!in_order) return false;
  std::vector<Node> parts(diagram_.size(reading.node));
  for (std::uint32_t i = 0; i < parts.size(); ++i) {
    const Node child = children[diagram_.value(diagram_.child(reading.node, i))];
    parts[i] = diagram_.variable(child) == atom ? diagram_.child(child, i) : child;
  }
  result = diagram_.make(atom, parts);
  return true;
}

Node Restriction::select(Reading& reading, const std::vector<Node>& children) {
  Node result = children[reading.values.back()];
  if (select_in_order(reading, children, result)) return result;
  if (reading.is.empty()) {
    for (const std::uint32_t value : reading.values) {
      reading.is.push_back(map(reading.node, [&](auto v) { return v == value ? 1U : 0U; }));
    }
  }
  for (std::size_t i = 0; i + 1 < reading.values.size(); ++i) {
    result = diagram_.ite(reading.is[i], children[reading.values[i]], result);
  }
  return result;
}

Node Restriction::map(Node diagram, const std::function<std::uint32_t(std::uint32_t)>& replace) {
  return diagram_.map_where(Diagram::yes, diagram, replace);
}

Node Restriction::is(Part part, std::uint32_t index, std::int64_t value, bool known) {
  const int found = possible_.find(part, index);
  if (found < 0) return known ? Diagram::yes : Diagram::no;
  const auto atom = static_cast<std::uint32_t>(found);
  const auto& values = possible_.atoms[atom].values;
  return diagram_.choose(atom, static_cast<std::uint32_t>(values.size()),
                         [&](auto i) { return values[i] == value; });
}

Node Restriction::over(Part part, std::int64_t known, const std::function<Node(std::int64_t)>& of) {
  const int found = possible_.find(part, 0);
  if (found < 0) return of(known);
  const auto atom = static_cast<std::uint32_t>(found);
  const auto& values = possible_.atoms[atom].values;
  const auto size = static_cast<std::uint32_t>(values.size());
  // What asks nothing before this atom is put below it at once; there may be thousands.
  std::vector<Node> below;
  std::vector<std::pair<std::uint32_t, Node>> others;
  for (std::uint32_t i = 0; i < size; ++i) {
    const Node node = of(values[i]);
    const bool in_order = diagram_.is_terminal(node) || diagram_.variable(node) > atom;
    below.push_back(in_order ? node : Diagram::no);
    if (!in_order) others.emplace_back(i, node);
  }
  Node result = diagram_.make(atom, below);
  for (const auto& [value, node] : others) {
    const Node is_it = diagram_.choose(atom, size, [one = value](auto v) { return v == one; });
    result = diagram_.ite(is_it, node, result);
  }
  return result;
}

Node Restriction::compose_contest(const Contest& contest, const OfTerminal& of_rank) {
  const auto rank = [&](std::uint32_t value) { return diagram_.terminal(value); };
  Node best = compose(contest.root, rank);
  for (const Contest::Bucket& bucket : contest.buckets) {
    const Name& name = bucket.name;
    const bool is_bit = name.asks == Asks::role || name.asks == Asks::group;
    const Reading& asked = reading(graph_.variables.number(name.asks, is_bit ? name.number : 0));
    const std::uint32_t wanted = is_bit ? 1 : name.number;
    const Node has = map(asked.node, [&](auto value) { return value == wanted ? 1U : 0U; });
    if (has == Diagram::no) continue;
    best = diagram_.ite(has, diagram_.greater(best, compose(bucket.root, rank)), best);
  }
  std::vector<Node> by_rank;
  for (const std::uint32_t value : terminals(diagram_, best)) {
    by_rank.resize(value + 1, Diagram::no);
    by_rank[value] = of_rank(value);
  }
  return diagram_.substitute(best, {}, by_rank);
}

Node Restriction::over_settings(const std::vector<engine::Piece>& pieces, const OfSettings& of) {
  Settings settings = graph_.base;
  return over_settings(pieces, 0, settings, of);
}

Node Restriction::over_settings(const std::vector<engine::Piece>& pieces, std::size_t at,
                                Settings& settings, const OfSettings& of) {
  if (at == pieces.size()) return of(settings);
  const auto piece = static_cast<std::uint32_t>(pieces[at]);
  const auto& choices = graph_.choices[piece];
  if (choices.size() == 1) return over_settings(pieces, at + 1, settings, of);
  Reading& asked = reading(graph_.variables.number(Asks::setting, piece));
  std::vector<Node> children(choices.size(), Diagram::no);
  for (const std::uint32_t value : asked.values) {
    copy(choices[value], pieces[at], settings);
    children[value] = over_settings(pieces, at + 1, settings, of);
  }
  if (asked.values.size() == 1) return children[asked.values.front()];
  return select(asked, children);
}

}  // namespace gatecast::engine
