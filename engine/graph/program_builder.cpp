// Which rows a program has, and what each of its layouts ends in (program.h).
#include <algorithm>
#include <limits>
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

// A country is one of few, and a sign-in always has one, or none that is named: so what is for
// everybody is taken with that of the country.
void add_everybody(Diagram& diagram, NameRows& names, std::vector<std::vector<Node>>& rows) {
  constexpr std::size_t most_new_nodes = 200'000;
  std::vector<std::vector<Node>> merged;
  const bool fits = diagram.attempt(most_new_nodes, [&] {
    for (const std::uint32_t row : names.countries) {
      std::vector<Node>& nodes = merged.emplace_back(rows[NameRows::everybody]);
      for (std::size_t i = 0; i < nodes.size(); ++i) {
        nodes[i] = diagram.greater(nodes[i], rows[row][i]);
      }
    }
  });
  if (!fits) return;
  for (std::size_t i = 0; i < merged.size(); ++i) {
    names.countries[i] = static_cast<std::uint32_t>(rows.size());
    rows.push_back(std::move(merged[i]));
  }
  rows[NameRows::everybody] = rows[NameRows::nobody];
  names.countries_have_everybody = true;
}

// By row, and contest.
std::vector<std::vector<Node>> rows_of_names(const std::vector<const ContestNodes*>& contests,
                                             const Variables& variables, Diagram& diagram,
                                             NameRows& names) {
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
  add_everybody(diagram, names, rows);
  return rows;
}

// The entries of all tuples become ranks.
void rank(const std::vector<std::uint32_t>& tuples, Graph& graph) {
  Program& program = graph.program;
  const std::size_t size = program.pieces.size();
  std::vector<std::int32_t> ranks(
      std::max<std::size_t>(1, tuples.size() / std::max<std::size_t>(1, size)) *
      program.tuple_size);
  std::size_t most = 0;
  for (std::size_t i = 0; i < size; ++i) {
    const Setting& setting = graph.settings[program.pieces[i]];
    Ranking& ranking = program.rankings.emplace_back();
    std::vector<std::uint32_t>& entries = ranking.entries;
    entries.push_back(0);
    for (std::size_t at = i; at < tuples.size(); at += size) entries.push_back(tuples[at]);
    std::sort(entries.begin(), entries.end());
    entries.erase(std::unique(entries.begin(), entries.end()), entries.end());
    most = std::max(most, entries.size());
    for (std::size_t at = i; at < tuples.size(); at += size) {
      const auto entry = std::lower_bound(entries.begin(), entries.end(), tuples[at]);
      ranks[at / size * program.tuple_size + i] =
          static_cast<std::int32_t>(entry - entries.begin());
    }
    for (const std::uint32_t entry : entries) {
      const std::uint32_t choice = std::min(setting.choice[entry], Program::max_choices - 1);
      ranking.choices.push_back(static_cast<std::uint16_t>(choice));
      if (!setting.rules.empty()) ranking.rules.push_back(&setting.rules[entry]);
    }
  }
  if (most > std::size_t{std::numeric_limits<std::int16_t>::max()} + 1) {
    program.wide_tuples = std::move(ranks);
  } else {
    for (const std::int32_t rank : ranks) program.tuples.push_back(static_cast<std::int16_t>(rank));
  }
}

// What is read by rank.
void fill_ends(Graph& graph) {
  Program& program = graph.program;
  for (std::uint32_t i = 0; i < program.rankings.size(); ++i) {
    const std::uint64_t* table = program.table_of[source::setting + program.pieces[i]];
    if (table != nullptr) program.late.push_back({i, program.rankings[i].choices.data(), table});
    if (program.pieces[i] != static_cast<std::uint8_t>(Piece::limits)) continue;
    program.limits_end = static_cast<std::uint8_t>(i);
    for (const std::uint32_t entry : program.rankings[i].entries) {
      program.limits.push_back(&graph.limits[entry]);
    }
  }
  if (program.limits.empty()) program.limits.push_back(&graph.limits.front());
  for (std::uint32_t rank = 0; rank < graph.then_order.size(); ++rank) {
    program.then_numbers.push_back(program.numbers_of_then[graph.then_value(rank)]);
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
  program.tuple_size = program.pieces.size() <= Program::tuple_part ? 8 : 16;
  program.settings.scale = program.tuple_size;
  std::vector<std::uint32_t> tuples;
  Joining joining(diagram, tuples);
  if (graph.variables.is_split()) {
    contests.push_back(&roots.then);
    auto rows = rows_of_names(contests, graph.variables, diagram, program.names);
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
  for (std::size_t i = 0; i < graph.variables.cuts.size(); ++i) {
    if (i % 4 == 0) program.cuts.emplace_back().fill(rules::instant_min);
    program.cuts.back()[i % 4] = graph.variables.cuts[i];
  }
  rank(tuples, graph);
  numbering.finish();
  fill_ends(graph);
  fill_readers(graph);
  return !diagram.too_large();
}

}  // namespace gatecast::engine
