#include "engine/graph/strictness.h"

#include <algorithm>

namespace gatecast::engine {
namespace {

// The order of outcomes, strictest first.
enum class Kind : std::uint8_t { deny, must_enroll, challenge, may_enroll, allow };

Strictness combine(Kind kind, std::uint8_t row) {
  return static_cast<Strictness>(static_cast<unsigned>(kind) * 16 + row);
}

Kind kind_of(Outcome outcome, bool may_skip) {
  switch (outcome) {
    case Outcome::deny:
      return Kind::deny;
    case Outcome::enroll:
      return may_skip ? Kind::may_enroll : Kind::must_enroll;
    case Outcome::challenge:
      return Kind::challenge;
    case Outcome::allow:
      break;
  }
  return Kind::allow;
}

// A row that may be skipped gives two answers, by whether it was.
Strictness strictness(const Leaf& leaf) {
  if (leaf.row == 10) {
    return combine(leaf.after_skip_row == 13 ? Kind::challenge : Kind::may_enroll, leaf.row);
  }
  return combine(kind_of(leaf.outcome, false), leaf.row);
}

// Negative: `a` is stricter. Fewer methods, then their names, compared as listed.
int compare(const MethodList& a, const MethodList& b) {
  if (a.size() != b.size()) return a.size() < b.size() ? -1 : 1;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const int names = rules::name(a.begin()[i]).compare(rules::name(b.begin()[i]));
    if (names != 0) return names;
  }
  return 0;
}

// Both are of row 10.
int compare(const AfterSkip& a, const AfterSkip& b) {
  const Kind kind_a = kind_of(a.outcome, false);
  const Kind kind_b = kind_of(b.outcome, false);
  if (kind_a != kind_b) return kind_a < kind_b ? -1 : 1;
  return compare(a.methods, b.methods);
}

// What has no beginning has no end to show (decision_json).
std::optional<Instant> shown(const std::optional<Instant>& deadline) {
  return deadline == rules::instant_min ? std::nullopt : deadline;
}

bool is_same(const AfterSkip& a, const AfterSkip& b) {
  return a.outcome == b.outcome && a.reason == b.reason && a.methods == b.methods &&
         a.backup_code == b.backup_code && shown(a.deadline) == shown(b.deadline);
}

}  // namespace

Strictness strictness(const Decision& d) { return combine(kind_of(d.outcome, d.may_skip), d.row); }

bool methods_matter(Strictness strictness) {
  const auto kind = static_cast<Kind>(strictness / 16);
  return kind == Kind::challenge || kind == Kind::may_enroll;
}

bool is_stricter(const Decision& a, const Decision& b) {
  const Strictness own = strictness(a);
  const Strictness other = strictness(b);
  if (own != other) return own < other;
  if (a.if_skipped && b.if_skipped) {
    const int skipped = compare(*a.if_skipped, *b.if_skipped);
    if (skipped != 0) return skipped < 0;
  }
  return compare(a.methods, b.methods) < 0;
}

bool is_same_answer(const Decision& a, const Decision& b) {
  if (a.if_skipped.has_value() != b.if_skipped.has_value()) return false;
  if (a.if_skipped && !is_same(*a.if_skipped, *b.if_skipped)) return false;
  return a.outcome == b.outcome && a.reason == b.reason && a.methods == b.methods &&
         a.backup_code == b.backup_code && a.enroll_in == b.enroll_in && a.proof == b.proof &&
         a.may_skip == b.may_skip && shown(a.deadline) == shown(b.deadline) &&
         a.second_factor == b.second_factor && a.alert == b.alert;
}

namespace {

// Below every node of `words`, the smallest of what its terminals stand for. Children lie before
// their parents.
template <class OfTerminal>
std::vector<Strictness> smallest(const Graph& graph, std::size_t end,
                                 const OfTerminal& of_terminal) {
  const auto& words = graph.diagram.words;
  std::vector<Strictness> result(end, least_strict);
  for (std::size_t at = 0; at < end;) {
    const std::uint32_t size = graph.variables.all()[words[at]].size;
    for (std::uint32_t i = 0; i < size; ++i) {
      const std::uint32_t child = words[at + 1 + i];
      const bool is_terminal = (child & FlatDiagram::terminal_bit) != 0;
      const Strictness below =
          is_terminal ? of_terminal(child & ~FlatDiagram::terminal_bit) : result[child];
      result[at] = std::min(result[at], below);
    }
    at += 1 + size;
  }
  return result;
}

}  // namespace

void fill_strictness(Graph& graph) {
  // Diagrams that do not end in leaves are in the same words; theirs is never asked.
  const auto of_leaf = [&](std::uint32_t leaf) {
    return leaf < graph.leaves.size() ? strictness(graph.leaves[leaf]) : least_strict;
  };
  graph.strictest = smallest(graph, graph.diagram.words.size(), of_leaf);
  if ((graph.settings_root & FlatDiagram::terminal_bit) != 0) return;
  const auto of_settings = [&](std::uint32_t settings) {
    if (settings >= graph.roots.size()) return least_strict;
    const std::uint32_t root = graph.roots[settings];
    return (root & FlatDiagram::terminal_bit) != 0 ? of_leaf(root & ~FlatDiagram::terminal_bit)
                                                   : graph.strictest[root];
  };
  // The settings are flattened first, their root last of all.
  graph.strictest_settings = smallest(graph, graph.settings_root + 1, of_settings);
}

}  // namespace gatecast::engine
