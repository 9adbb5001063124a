#include "engine/policy_tests/edges.h"

#include <algorithm>
#include <map>

#include "rules/check.h"

namespace gatecast::engine {
namespace {

bool is_end(std::uint32_t at) { return (at & FlatDiagram::terminal_bit) != 0; }

std::uint64_t key(const Edge& edge) { return std::uint64_t{edge.node} << 32 | edge.child; }

std::vector<std::uint32_t> roots_of(const Contest& contest) {
  std::vector<std::uint32_t> roots{contest.root};
  for (const Contest::Bucket& bucket : contest.buckets) roots.push_back(bucket.root);
  return roots;
}

}  // namespace

std::vector<Piece> pieces_read_after(const Leaf& leaf) {
  std::vector<Piece> pieces;
  const auto add = [&](std::initializer_list<Piece> more) {
    for (const Piece piece : more) pieces.push_back(piece);
  };
  const auto offers = {Piece::methods, Piece::default_method, Piece::allow_fallback, Piece::limits};
  if (leaf.row == 10) {
    add({Piece::grace_place, Piece::grace_days, Piece::grace_skips, Piece::methods, Piece::proof});
    if (leaf.after_skip_row == 12) add({Piece::enforcement});
    if (leaf.after_skip_row == 13) add(offers);
  }
  if (leaf.row == 11) {
    const bool denies = leaf.outcome == Outcome::deny;
    add({Piece::authenticator,
         denies && !leaf.no_usable_method ? Piece::after_grace : Piece::proof});
  }
  if (leaf.row == 12 || leaf.row == 13) add({Piece::enforcement});
  if (leaf.row == 14) add({Piece::methods});
  if (leaf.outcome == Outcome::challenge) add(offers);
  if (leaf.outcome == Outcome::enroll && leaf.row != 10) {
    add({Piece::methods, Piece::proof, Piece::limits});
  }
  return pieces;
}

std::string_view name(Line::Kind kind) {
  constexpr std::string_view names[] = {"rule", "exclusion", "stage", "emergency_access",
                                        "exempt_channel"};
  return names[static_cast<std::size_t>(kind)];
}

std::vector<Line> lines_of(const Graph& graph) {
  using Kind = Line::Kind;
  const rules::Policy& policy = graph.policy;
  std::vector<Line> lines;
  for (std::size_t i = 0; i < policy.rules.size(); ++i) {
    lines.push_back({Kind::rule, i, policy.rules[i].name.value,
                     decided_by(graph.source, policy.rules[i].span)});
  }
  for (std::size_t i = 0; i < policy.exclusions.size(); ++i) {
    const auto& role = policy.exclusions[i].role;
    lines.push_back({Kind::exclusion, i, role ? role->value : "", graph.exclusion_rules[i]});
  }
  if (policy.rollout) {
    for (std::size_t i = 0; i < policy.rollout->stages.size(); ++i) {
      lines.push_back({Kind::stage, i, policy.rollout->stages[i].name.value, graph.stage_rules[i]});
    }
  }
  if (policy.emergency_access) {
    lines.push_back({Kind::emergency_access, 0, "", graph.accounts_rule});
  }
  const std::vector<std::string> channels = graph.variables.channels.in_order();
  for (std::size_t i = 0; i < channels.size(); ++i) {
    if (!graph.channel_exempt[i]) continue;
    lines.push_back({Kind::exempt_channel, i, channels[i], graph.exempt_rule});
  }
  return lines;
}

Edges::Edges(const Graph& graph) {
  add(graph, {graph.rows_root});
  of_rows_ = all_.size();
  std::vector<std::uint32_t> roots = roots_of(graph.then);
  for (const Setting& setting : graph.settings) {
    const std::vector<std::uint32_t> more = roots_of(setting.contest);
    roots.insert(roots.end(), more.begin(), more.end());
  }
  add(graph, roots);
}

// Children lie before their parents.
void Edges::add(const Graph& graph, const std::vector<std::uint32_t>& roots) {
  std::map<std::uint32_t, bool, std::greater<>> open;
  const auto reach = [&](std::uint32_t at) {
    if (!is_end(at)) open[at] = true;
  };
  for (const std::uint32_t root : roots) reach(root);
  while (!open.empty()) {
    const std::uint32_t node = open.begin()->first;
    open.erase(open.begin());
    const std::uint32_t* words = graph.diagram.words.data() + node;
    const std::uint32_t size = graph.variables.all()[words[0]].size;
    for (std::uint32_t value = 0; value < size; ++value) {
      const Edge edge{node, words[1 + value]};
      const auto number = static_cast<std::uint32_t>(all_.size());
      if (!numbers_.emplace(key(edge), number).second) continue;
      all_.push_back(edge);
      reach(edge.child);
    }
  }
}

std::uint32_t Edges::number(const Edge& edge) const {
  const auto found = numbers_.find(key(edge));
  GATECAST_CHECK(found != numbers_.end());
  return found->second;
}

SettingLines::SettingLines(const Graph& graph, const std::vector<Line>& lines)
    : by_entry(piece_count) {
  Conditions conditions(graph.policy, graph.variables, graph.base, graph.choices, diagram);
  for (auto& entries : by_entry) entries.push_back(none);
  for (std::uint32_t i = 0; i < lines.size(); ++i) {
    if (lines[i].kind != Line::Kind::rule) continue;
    const rules::Rule& rule = graph.policy.rules[lines[i].index];
    if (!rule.set) continue;
    for (std::size_t piece = 0; piece < piece_count; ++piece) {
      if (!sets(*rule.set, static_cast<Piece>(piece))) continue;
      if (static_cast<Piece>(piece) == Piece::limits) {
        limits.emplace_back(i,
                            conditions.condition(rule.when, Conditions::Reads::two_factor_alone));
      } else {
        by_entry[piece].push_back(i);
      }
    }
  }
}

Walk Walker::walk(const DecodedFacts& facts) const {
  Walk walk;
  std::vector<Piece> asked;
  const Leaf& leaf = graph_.leaves[follow(graph_.rows_root, facts, walk, &asked)];
  walk.row = leaf.row;
  for (const Piece piece : pieces_read_after(leaf)) asked.push_back(piece);
  std::sort(asked.begin(), asked.end());
  asked.erase(std::unique(asked.begin(), asked.end()), asked.end());
  for (const Piece piece : asked) read_piece(piece, facts, walk);
  // Rules come first, and there may be thousands.
  for (auto i = static_cast<std::uint32_t>(graph_.policy.rules.size()); i < lines_.size(); ++i) {
    const Line& line = lines_[i];
    const bool decides =
        (line.kind == Line::Kind::stage && leaf.row == 8 && leaf.index == line.index) ||
        (line.kind == Line::Kind::exclusion && leaf.row == 9 && leaf.index == line.index) ||
        (line.kind == Line::Kind::emergency_access && leaf.row == 4) ||
        (line.kind == Line::Kind::exempt_channel && leaf.row == 7 && facts.channel == line.index);
    if (decides) walk.lines.push_back(i);
  }
  if (leaf.row == 6) {
    const std::uint32_t rank = graph_.winner(graph_.then, facts);
    walk.lines.push_back(graph_.then_order[rank]);  // rules are the first lines
  }
  for (auto* numbers : {&walk.edges, &walk.lines}) {
    std::sort(numbers->begin(), numbers->end());
    numbers->erase(std::unique(numbers->begin(), numbers->end()), numbers->end());
  }
  return walk;
}

// Where the walk ends. Settings that are asked for are noted; `then:` is followed at once.
std::uint32_t Walker::follow(std::uint32_t at, const DecodedFacts& facts, Walk& walk,
                             std::vector<Piece>* asked) const {
  while (!is_end(at)) {
    const std::uint32_t* node = graph_.diagram.words.data() + at;
    const Variable& v = graph_.variables.all()[node[0]];
    std::uint32_t value = 0;
    if (v.asks == Asks::setting) {
      asked->push_back(static_cast<Piece>(v.a));
      value = graph_.value(node[0], facts);
    } else if (v.asks == Asks::then) {
      std::uint32_t best = follow(graph_.then.root, facts, walk, asked);
      for (const Contest::Bucket& bucket : graph_.then.buckets) {
        if (!graph_.variables.has(bucket.name, facts)) continue;
        best = std::max(best, follow(bucket.root, facts, walk, asked));
      }
      value = graph_.then_value(best);
    } else {
      value = graph_.variables.value(node[0], facts);
    }
    const std::uint32_t child = node[1 + value];
    walk.edges.push_back(edges_.number({at, child}));
    at = child;
  }
  return at & ~FlatDiagram::terminal_bit;
}

void Walker::read_piece(Piece piece, const DecodedFacts& facts, Walk& walk) const {
  const Contest& contest = graph_.settings[static_cast<std::size_t>(piece)].contest;
  std::uint32_t best = follow(contest.root, facts, walk, nullptr);
  for (const Contest::Bucket& bucket : contest.buckets) {
    if (!graph_.variables.has(bucket.name, facts)) continue;
    best = std::max(best, follow(bucket.root, facts, walk, nullptr));
  }
  if (piece != Piece::limits) {
    const std::uint32_t line = settings_.by_entry[static_cast<std::size_t>(piece)][best];
    if (line != SettingLines::none) walk.lines.push_back(line);
    return;
  }
  const Diagram& diagram = settings_.diagram;
  for (const auto& [line, condition] : settings_.limits) {
    Node at = condition;
    while (!diagram.is_terminal(at)) {
      at = diagram.child(at, graph_.value(diagram.variable(at), facts));
    }
    if (diagram.value(at) == 1) walk.lines.push_back(line);
  }
}

}  // namespace gatecast::engine
