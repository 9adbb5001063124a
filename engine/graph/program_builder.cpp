// Which rows a program has, and what each of its layouts ends in (program.h).
#include <algorithm>
#include <map>
#include <utility>

#include "engine/graph/graph.h"
#include "engine/graph/layout.h"
#include "rules/check.h"

namespace gatecast::engine {
namespace {

constexpr std::size_t max_account_classes = 4096;

// Accounts that lead every root to the same node are of one class.
class AccountClasses {
 public:
  AccountClasses(const Diagram& source, const Variables& variables, Diagram& diagram)
      : source_(source), variables_(variables), diagram_(diagram) {}

  Node of(const std::vector<Node>& nodes) {
    if (const auto done = done_.find(nodes); done != done_.end()) return done->second;
    std::uint32_t top = 0xFFFF'FFFF;
    for (const Node node : nodes) {
      if (!source_.is_terminal(node)) top = std::min(top, source_.variable(node));
    }
    Node result = Diagram::no;
    if (classes.size() > max_account_classes || done_.size() > 16 * max_account_classes) {
      return result;
    }
    if (top == 0xFFFF'FFFF || !variables_.is_of_account(top)) {
      result = diagram_.terminal(static_cast<std::uint32_t>(classes.size()));
      classes.push_back(nodes);
    } else {
      std::vector<Node> children;
      for (std::uint32_t value = 0; value < variables_.all()[top].size; ++value) {
        std::vector<Node> below = nodes;
        for (Node& node : below) {
          const bool asks = !source_.is_terminal(node) && source_.variable(node) == top;
          if (asks) node = source_.child(node, value);
        }
        children.push_back(of(below));
      }
      result = diagram_.make(top, children);
    }
    done_.emplace(nodes, result);
    return result;
  }

  bool is_complete() const {
    return classes.size() <= max_account_classes && done_.size() <= 16 * max_account_classes;
  }

  std::vector<std::vector<Node>> classes;

 private:
  const Diagram& source_;
  const Variables& variables_;
  Diagram& diagram_;
  std::map<std::vector<Node>, Node> done_;
};

std::vector<std::vector<Node>> classes_of_accounts(const Diagram& diagram,
                                                   const std::vector<Node>& roots, Graph& graph) {
  Diagram accounts;
  AccountClasses found(diagram, graph.variables, accounts);
  const Node root = found.of(roots);
  // Too many to tell apart: their variables are walked node by node, like all below them.
  if (!found.is_complete()) return {roots};
  std::vector<std::uint32_t> own_offsets;
  graph.program.account_root = flatten(accounts, root, graph.diagram, own_offsets);
  return std::move(found.classes);
}

std::vector<Node> column(const std::vector<std::vector<Node>>& rows, std::size_t index) {
  std::vector<Node> cut;
  cut.reserve(rows.size());
  for (const auto& row : rows) cut.push_back(row[index]);
  return cut;
}

// Several diagrams as one, which ends in tuples of what they end in.
class Joining {
 public:
  Joining(Diagram& diagram, std::vector<std::uint32_t>& tuples)
      : diagram_(diagram), tuples_(tuples) {}

  Node join(const std::vector<Node>& nodes) {
    if (nodes.empty()) return Diagram::no;  // an empty tuple
    if (const auto done = done_.find(nodes); done != done_.end()) return done->second;
    if (diagram_.too_large()) return Diagram::no;
    Node top = nodes.front();
    for (const Node node : nodes) {
      if (diagram_.variable(node) < diagram_.variable(top)) top = node;
    }
    Node result = Diagram::no;
    if (diagram_.is_terminal(top)) {
      result = diagram_.terminal(number(nodes));
    } else {
      const std::uint32_t variable = diagram_.variable(top);
      const std::uint32_t size = diagram_.size(top);
      std::vector<Node> children;
      for (std::uint32_t value = 0; value < size; ++value) {
        std::vector<Node> below = nodes;
        for (Node& node : below) {
          if (diagram_.variable(node) == variable) node = diagram_.child(node, value);
        }
        children.push_back(join(below));
      }
      result = diagram_.make(variable, children);
    }
    done_.emplace(nodes, result);
    return result;
  }

 private:
  std::uint32_t number(const std::vector<Node>& terminals) {
    const auto next = static_cast<std::uint32_t>(tuples_.size() / terminals.size());
    for (const Node terminal : terminals) tuples_.push_back(diagram_.value(terminal));
    return next;  // join asks once for each
  }

  Diagram& diagram_;
  std::vector<std::uint32_t>& tuples_;
  std::map<std::vector<Node>, Node> done_;
};

std::vector<std::uint32_t>& numbers_of(Asks asks, NameRows& names) {
  switch (asks) {
    case Asks::role:
      return names.roles;
    case Asks::group:
      return names.groups;
    case Asks::user:
      return names.users;
    case Asks::application:
      return names.applications;
    default:
      return names.countries;
  }
}

// By row, and contest.
std::vector<std::vector<Node>> rows_of_names(const std::vector<const ContestNodes*>& contests,
                                             const Variables& variables, NameRows& names) {
  names.roles.assign(variables.roles.size(), NameRows::nobody);
  names.groups.assign(variables.groups.size(), NameRows::nobody);
  names.users.assign(variables.users.size() + 1, NameRows::nobody);
  names.applications.assign(variables.applications.size() + 1, NameRows::nobody);
  names.countries.assign(variables.countries.size() + 1, NameRows::nobody);
  const std::vector<Node> nobody(contests.size(), Diagram::no);
  std::vector<std::vector<Node>> rows(2, nobody);
  for (std::size_t i = 0; i < contests.size(); ++i) {
    rows[NameRows::everybody][i] = contests[i]->root;
    for (const auto& [name, node] : contests[i]->buckets) {
      std::uint32_t& row = numbers_of(name.asks, names)[name.number];
      if (row == NameRows::nobody) {
        row = static_cast<std::uint32_t>(rows.size());
        rows.push_back(nobody);
      }
      rows[row][i] = node;
    }
  }
  return rows;
}

// Entries become entries and choices.
void add_choices(Graph& graph) {
  const std::size_t size = graph.program.pieces.size();
  auto& tuples = graph.program.tuples;
  for (std::size_t i = 0; i < tuples.size(); ++i) {
    const auto& choice = graph.settings[graph.program.pieces[i % size]].choice;
    GATECAST_CHECK(choice.size() <= 0xFFFF'FFFF / Program::max_choices);
    const std::uint32_t number = choice[tuples[i]];
    tuples[i] = tuples[i] * Program::max_choices + std::min(number, Program::max_choices - 1);
  }
  for (std::uint32_t rank = 0; rank < graph.then_order.size(); ++rank) {
    graph.program.then_values.push_back(static_cast<std::uint8_t>(graph.then_value(rank)));
  }
}

void fill_readers(Graph& graph) {
  for (const std::uint32_t number : graph.program.others) {
    const Variable& v = graph.variables.all()[number];
    Other other{Other::Kind::any, number, v.a, absent};
    if (v.asks == Asks::attribute) other.kind = Other::Kind::attribute;
    if (v.asks == Asks::overdue) other.kind = Other::Kind::overdue;
    if (v.asks == Asks::grace_clock) other = {Other::Kind::grace_clock, number, v.a, v.b};
    graph.program.readers.push_back(other);
  }
}

}  // namespace

bool build_program(Diagram& diagram, const ProgramRoots& roots, Graph& graph,
                   std::vector<std::uint32_t>& offsets) {
  Program& program = graph.program;
  Numbering numbering(graph);
  const auto build = [&](const std::vector<Node>& rows, Layout& layout) {
    if (!diagram.too_large()) lay_out(diagram, rows, graph, offsets, numbering, layout);
  };
  std::vector<const ContestNodes*> contests;
  for (std::uint8_t i = 0; i < piece_count; ++i) {
    const ContestNodes& nodes = roots.settings[i];
    if (nodes.root == Diagram::no && nodes.buckets.empty()) continue;
    program.pieces.push_back(i);
    contests.push_back(&nodes);
  }
  Joining joining(diagram, program.tuples);
  if (graph.variables.is_split()) {
    contests.push_back(&roots.then);
    auto rows = rows_of_names(contests, graph.variables, program.names);
    const std::vector<Node> then = column(rows, contests.size() - 1);
    std::vector<Node> settings;
    // Nobody comes before everybody, so that its tuple, number 0, is that of the base.
    std::swap(rows[NameRows::everybody], rows[NameRows::nobody]);
    for (auto& nodes : rows) {
      nodes.pop_back();
      settings.push_back(joining.join(nodes));
    }
    std::swap(settings[NameRows::everybody], settings[NameRows::nobody]);
    build(settings, program.settings);
    build(then, program.then);
    build({roots.rows}, program.rows);
  } else if (roots.fused) {
    program.is_fused = true;
    build(column(classes_of_accounts(diagram, {*roots.fused}, graph), 0), program.fused);
  } else {
    std::vector<Node> pieces;
    pieces.reserve(contests.size());
    for (const ContestNodes* nodes : contests) pieces.push_back(nodes->root);
    const std::vector<Node> all{joining.join(pieces), roots.then.root, roots.rows};
    const auto classes = classes_of_accounts(diagram, all, graph);
    build(column(classes, 0), program.settings);
    build(column(classes, 1), program.then);
    build(column(classes, 2), program.rows);
  }
  numbering.finish();
  add_choices(graph);
  fill_readers(graph);
  return !diagram.too_large();
}

}  // namespace gatecast::engine
