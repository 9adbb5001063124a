#include "engine/policy_tests/sign_in_finder.h"

namespace gatecast::engine {
namespace {

// Of one question; of thousands of rules that takes some seconds.
constexpr int most_conflicts = 20'000;

}  // namespace

SignInFinder::SignInFinder(const Graph& graph, const Edges& edges, const std::vector<Line>& lines)
    : graph_(graph),
      edges_(edges),
      lines_(lines),
      model_(graph, {}),
      edge_parts_(edges.all().size()),
      line_parts_(lines.size()) {
  if (too_large()) return;
  find_rows();
  Circuit& circuit = model_.settled_circuit();
  add(circuit.taken(graph_.diagram, circuit.roots(graph_.then, any(then_asked_))));
  const SettingLines settings(graph, lines);
  for (std::size_t i = 0; i < piece_count; ++i) {
    const Lit asked = any(asked_[i]);
    add(circuit.taken(graph_.diagram, circuit.roots(graph_.settings[i].contest, asked)));
    if (static_cast<Piece>(i) == Piece::limits) {
      for (const auto& [line, condition] : settings.limits) {
        FlatDiagram flat;
        std::vector<std::uint32_t> offsets;
        const std::uint32_t root = flatten(settings.diagram, condition, flat, offsets);
        line_parts_[line].push_back(model_.solver().both(asked, circuit.holds(flat, root)));
      }
      continue;
    }
    for (const auto& [entry, wins] : circuit.entry(static_cast<Piece>(i))) {
      const std::uint32_t line = settings.by_entry[i][entry];
      if (line != SettingLines::none)
        line_parts_[line].push_back(model_.solver().both(asked, wins));
    }
  }
  for (Lits& parts : edge_parts_) edges_taken_.push_back(any(std::move(parts)));
  for (Lits& parts : row_parts_) rows_end_.push_back(any(std::move(parts)));
  for (Lits& parts : line_parts_) lines_decide_.push_back(any(std::move(parts)));
}

void SignInFinder::find_rows() {
  const std::vector<Circuit::Taken> taken =
      model_.settled_circuit().taken(graph_.diagram, {{graph_.rows_root, model_.solver().yes()}});
  add(taken);
  std::vector<Lits> leaves(graph_.leaves.size());
  for (const Circuit::Taken& edge : taken) {
    if ((edge.child & FlatDiagram::terminal_bit) != 0) {
      leaves[edge.child & ~FlatDiagram::terminal_bit].push_back(edge.lit);
    }
  }
  for (std::size_t i = 0; i < leaves.size(); ++i) {
    follow_leaf(graph_.leaves[i], any(std::move(leaves[i])));
  }
}

// Notes which edges are taken, and which settings they ask for.
void SignInFinder::add(const std::vector<Circuit::Taken>& taken) {
  for (const Circuit::Taken& edge : taken) {
    edge_parts_[edges_.number({edge.node, edge.child})].push_back(edge.lit);
    const Variable& v = graph_.variables.all()[graph_.diagram.words[edge.node]];
    if (v.asks == Asks::setting) asked_[v.a].push_back(edge.lit);
    if (v.asks == Asks::then) then_asked_.push_back(edge.lit);
  }
}

void SignInFinder::follow_leaf(const Leaf& leaf, Lit lit) {
  Solver& solver = model_.solver();
  row_parts_[leaf.row].push_back(lit);
  for (const Piece piece : pieces_read_after(leaf)) {
    asked_[static_cast<std::size_t>(piece)].push_back(lit);
  }
  for (std::uint32_t i = 0; i < lines_.size(); ++i) {
    const Line& line = lines_[i];
    switch (line.kind) {
      case Line::Kind::rule:
        break;
      case Line::Kind::exclusion:
        if (leaf.row == 9 && leaf.index == line.index) line_parts_[i].push_back(lit);
        break;
      case Line::Kind::stage:
        if (leaf.row == 8 && leaf.index == line.index) line_parts_[i].push_back(lit);
        break;
      case Line::Kind::emergency_access:
        if (leaf.row == 4) line_parts_[i].push_back(lit);
        break;
      case Line::Kind::exempt_channel:
        if (leaf.row != 7) break;
        const auto channel = static_cast<std::uint32_t>(line.index);
        line_parts_[i].push_back(
            solver.both(lit, model_.view().is({Asks::channel, 0, 0, 0}, channel)));
        break;
    }
  }
  if (leaf.row != 6) return;
  for (const auto& [rank, wins] : model_.settled_circuit().then()) {
    if (rank == 0) continue;
    // Rules are the first lines. Of each rank, only where its own outcome is this leaf's.
    line_parts_[graph_.then_order[rank]].push_back(solver.both(lit, wins));
  }
}

std::optional<std::vector<std::size_t>> SignInFinder::find(const Lits& wanted) {
  Lits assumptions = wanted;
  assumptions.push_back(model_.settled());
  assumptions.push_back(-model_.space().nameless());
  const std::optional<bool> is_there = model_.solver().solve_within(assumptions, most_conflicts);
  gave_up_ = !is_there;
  if (!is_there.value_or(false)) return std::nullopt;
  return model_.space().read_values();
}

std::vector<std::size_t> SignInFinder::ordinary() const {
  return std::vector<std::size_t>(model_.space().choices().size() + 1);
}

std::size_t SignInFinder::values_of(std::size_t place) const {
  const auto& choices = model_.space().choices();
  const Choice& choice = place < choices.size() ? choices[place].choice : model_.space().now();
  return choice.is.size();
}

bool SignInFinder::may_be(const Lits& wanted) {
  Lits assumptions = wanted;
  assumptions.push_back(model_.settled());
  return model_.solver().solve(assumptions);
}

}  // namespace gatecast::engine
