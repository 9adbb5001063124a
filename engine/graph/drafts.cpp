#include "engine/graph/drafts.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "engine/graph/completion.h"

namespace gatecast::engine {
namespace {

constexpr std::size_t draft_limit = 1'000'000;

class Drafts {
 public:
  Drafts(const Graph& graph, Conditions& conditions, Diagram& diagram, std::vector<Draft>& drafts)
      : graph_(graph), conditions_(conditions), diagram_(diagram), drafts_(drafts) {}

  Node of_leaf(std::uint32_t index) {
    const Leaf& leaf = graph_.leaves[index];
    if (!depends_on_methods(leaf)) return draft(graph_.base, leaf, DecodedFacts{});
    return conditions_.over(
        {Piece::methods, Piece::default_method, Piece::allow_fallback, Piece::proof},
        [&](const Settings& s) {
          if (leaf.row != 10) return by_methods(s, leaf, DecodedFacts{}, 0);
          DecodedFacts skipped;
          skipped.skipped = true;
          return diagram_.ite(conditions_.asked(Asks::skipped), by_methods(s, leaf, skipped, 0),
                              by_methods(s, leaf, DecodedFacts{}, 0));
        });
  }

 private:
  static bool depends_on_methods(const Leaf& leaf) {
    if (leaf.no_usable_method) return false;
    return leaf.row == 10 || leaf.row == 13 ||
           ((leaf.row == 6 || leaf.row == 11) &&
            (leaf.outcome == Outcome::challenge || leaf.outcome == Outcome::enroll));
  }

  // A method is usable, or set up and locked, or not set up; whether it is locked or cannot be sent
  // is the same to a decision.
  Node by_methods(const Settings& s, const Leaf& leaf, const DecodedFacts& facts,
                  std::uint32_t next) {
    while (next < rules::method_count && !matters(s, static_cast<Method>(next))) ++next;
    if (next == rules::method_count) return draft(s, leaf, facts);
    const auto method = static_cast<Method>(next);
    const Node not_set_up = by_methods(s, leaf, facts, next + 1);
    DecodedFacts with = facts;
    set_up(method, with);
    const Node usable = by_methods(s, leaf, with, next + 1);
    with.lock_until[next] = rules::instant_max;
    const Node locked = by_methods(s, leaf, with, next + 1);
    return diagram_.ite(conditions_.usable(method), usable,
                        diagram_.ite(conditions_.set_up(method), locked, not_set_up));
  }

  bool matters(const Settings& s, Method method) const {
    if (s.methods.contains(method)) return true;
    const bool enrolls = method == Method::authenticator || method == Method::passkey;
    return enrolls && graph_.base.methods.contains(method);
  }

  static void set_up(Method method, DecodedFacts& facts) {
    facts.backup_codes = 1;
    switch (method) {
      case Method::authenticator:
        facts.authenticator = rules::AuthenticatorState::enrolled;
        break;
      case Method::email:
        facts.email = true;
        break;
      case Method::sms:
        facts.phone = true;
        break;
      case Method::passkey:
        facts.passkey = true;
        break;
    }
  }

  static std::uint32_t code(const MethodList& list) {
    std::uint32_t code = 1;
    for (const Method method : list) code = code * 8 + static_cast<std::uint32_t>(method);
    return code;
  }

  Node draft(const Settings& s, const Leaf& leaf, const DecodedFacts& facts) {
    const Decision d = complete(graph_, s, leaf, facts);
    const Key key{leaf.row,
                  d.outcome,
                  leaf.index,
                  d.reason,
                  code(d.methods),
                  code(d.enroll_in),
                  d.proof ? static_cast<int>(*d.proof) : -1,
                  d.if_skipped ? static_cast<int>(code(d.if_skipped->methods)) : -1,
                  d.if_skipped ? d.if_skipped->reason() : std::string_view{}};
    const auto [entry, is_new] = numbers_.emplace(key, static_cast<std::uint32_t>(drafts_.size()));
    if (is_new && drafts_.size() < draft_limit) {
      Draft& draft = drafts_.emplace_back();
      draft.decision = d;
      draft.leaf = leaf;
    }
    return diagram_.terminal(entry->second);
  }

  using Key = std::tuple<std::uint8_t, Outcome, std::uint32_t, std::string_view, std::uint32_t,
                         std::uint32_t, int, int, std::string_view>;
  const Graph& graph_;
  Conditions& conditions_;
  Diagram& diagram_;
  std::vector<Draft>& drafts_;
  std::map<Key, std::uint32_t> numbers_;
};

// Which end of a walk picks the rule of a leaf.
std::uint8_t rule_end(const Leaf& leaf) {
  const auto of = [](Piece piece) { return static_cast<std::uint8_t>(piece); };
  switch (leaf.row) {
    case 3:
      return Draft::admin_role_end;
    case 6:
      return Draft::then_end;
    case 10:
      return of(Piece::grace_place);
    case 11:
      if (leaf.outcome == Outcome::enroll) return of(Piece::authenticator);
      return of(leaf.no_usable_method ? Piece::proof : Piece::after_grace);
    case 12:
    case 13:
      return of(Piece::enforcement);
    case 14:
      return of(Piece::methods);
    default:
      return Draft::no_end;
  }
}

class Rules {
 public:
  explicit Rules(Graph& graph) : graph_(graph), program_(graph.program) {}

  void fill() {
    fill_then_reasons();
    for (const DecidedBy& rule : graph_.role_rules) program_.admin_rules.push_back(&rule);
    program_.admin_rules.push_back(&program_.fixed_rules.emplace_back(DecidedBy{0, "account"}));
    for (Draft& draft : program_.drafts) {
      draft.reasons = &program_.fixed_reasons.emplace_back(draft.decision.reason);
      draft.rule_end = rule_end(draft.leaf);
      fill(draft, draft.leaf);
      fill_deadline(draft);
      if (draft.is_final) pick(draft);
      const auto& skipped = draft.decision.if_skipped;
      draft.skip_offers_codes = skipped && skipped->backup_code;
      draft.is_open = draft.skip_offers_codes || draft.grace_deadline ||
                      draft.rule_end == Draft::admin_role_end;
    }
  }

 private:
  void fill_deadline(Draft& draft) {
    const Deadlines shows = deadlines_of(draft.leaf, draft.decision);
    const auto& days = graph_.choices[static_cast<std::size_t>(Piece::grace_days)];
    const auto& skips = graph_.choices[static_cast<std::size_t>(Piece::grace_skips)];
    const bool is_plain = days.size() == 1 && skips.size() == 1 && graph_.policy.zone.is_fixed();
    const std::uint32_t lasts = graph_.base.days();
    draft.grace_deadline = shows.grace && !is_plain;
    const bool shows_grace = shows.grace && is_plain && lasts != absent;
    if (shows_grace) program_.grace_lasts = Seconds{lasts} * rules::day_seconds;
    draft.shows_lock = shows.lock ? -1 : 0;
    draft.shows_grace = shows_grace ? -1 : 0;
    draft.shows_none = shows.lock || shows_grace ? 0 : rules::instant_max;
  }

  // Nothing is left for the walk to pick, but the role of an administrator.
  void pick(Draft& draft) {
    draft.decision.limits = &graph_.limits[draft.limits_entry];
    if (draft.reason_end == Draft::then_end) {
      draft.decision.reason = draft.reasons[draft.rule_entry];
    }
    if (draft.rule_end == Draft::admin_role_end) return;
    draft.decision.rule = draft.rules[draft.rule_end == Draft::no_end ? 0 : draft.rule_entry];
  }

  void fill_then_reasons() {
    program_.then_rules.push_back(&nothing_decided);
    program_.then_reasons.push_back({});
    for (std::size_t rank = 1; rank < graph_.then_order.size(); ++rank) {
      const std::uint32_t rule = graph_.then_order[rank];
      const rules::ThenOutcome& then = *graph_.policy.rules[rule].then;
      program_.then_rules.push_back(&graph_.rule_rules[rule]);
      std::string_view& reason = program_.then_reasons.emplace_back();
      if (then.reason) {
        reason = then.reason->value;
      } else if (then.outcome == Outcome::challenge) {
        reason = "second_factor";
      } else if (then.outcome == Outcome::enroll) {
        reason = "enrollment_required";
      }
    }
  }

  void fixed(Draft& draft, DecidedBy rule) {
    draft.rule_end = Draft::no_end;
    const DecidedBy* kept = &program_.fixed_rules.emplace_back(rule);
    draft.rules = &program_.fixed_picks.emplace_back(kept);
  }

  // The rule that set a piece last.
  void fill_of_piece(Draft& draft, std::size_t piece) {
    const auto& rules = graph_.settings[piece].rules;
    if (draft.is_final) return fixed(draft, rules[draft.rule_entry]);
    const auto& set = program_.pieces;
    const auto place =
        static_cast<std::size_t>(std::find(set.begin(), set.end(), piece) - set.begin());
    if (place == set.size()) return fixed(draft, rules.front());
    draft.rule_end = static_cast<std::uint8_t>(place);
    draft.rules = program_.rankings[place].rules.data();
  }

  void fill(Draft& draft, const Leaf& leaf) {
    constexpr DecidedBy account{0, "account"};
    if (draft.rule_end < piece_count) return fill_of_piece(draft, draft.rule_end);
    switch (leaf.row) {
      case 1:
      case 2:
        return fixed(draft, account);
      case 3:
        draft.rules = program_.admin_rules.data();
        return;
      case 4:
        return fixed(draft, graph_.accounts_rule);
      case 5:
        return fixed(draft, graph_.enabled_rule);
      case 6:
        draft.rules = program_.then_rules.data();
        if (leaf.no_usable_method) return;
        draft.reasons = program_.then_reasons.data();
        draft.reason_end = Draft::then_end;
        return;
      case 7:
        return fixed(draft, graph_.exempt_rule);
      case 8:
        return fixed(
            draft, leaf.index == Leaf::none ? graph_.rollout_rule : graph_.stage_rules[leaf.index]);
      case 9:
        return fixed(draft, graph_.exclusion_rules[leaf.index]);
      default:
        return;
    }
  }

  Graph& graph_;
  Program& program_;
};

}  // namespace

Node draft_rows(const Graph& graph, Node rows, Conditions& conditions, Diagram& diagram,
                std::vector<Draft>& drafts) {
  Drafts made(graph, conditions, diagram, drafts);
  std::vector<Node> by_leaf;
  for (std::uint32_t i = 0; i < graph.leaves.size(); ++i) by_leaf.push_back(made.of_leaf(i));
  return diagram.put_in(rows, by_leaf);
}

namespace {

constexpr std::size_t most_new_nodes = 100'000;
constexpr std::size_t most_to_fuse = 20'000;  // drafts times entries, and nodes of the rows

class Fusion {
 public:
  Fusion(Graph& graph, const ProgramRoots& roots, Diagram& diagram)
      : graph_(graph), roots_(roots), diagram_(diagram) {}

  std::optional<Node> run() {
    std::size_t entries = 1;
    for (const Setting& setting : graph_.settings) entries += setting.choice.size() - 1;
    entries += graph_.policy.rules.size();
    const auto plain = static_cast<std::uint32_t>(graph_.program.drafts.size());
    if (plain * entries > most_to_fuse) return std::nullopt;
    std::optional<Node> fused;
    const bool fits = diagram_.attempt(most_new_nodes, [&] {
      std::vector<Node> finals;
      for (std::uint32_t i = 0; i < plain; ++i) finals.push_back(finals_of(i));
      const Diagram::Functions all = functions();
      for (Node& final : finals) final = diagram_.substitute(final, all, identity());
      fused = diagram_.substitute(roots_.rows, all, finals);
    });
    if (fits) return fused;
    graph_.program.drafts.resize(plain);
    return std::nullopt;
  }

 private:
  // By the entries that its rule and its limits come from.
  Node finals_of(std::uint32_t draft) {
    const std::uint8_t end = rule_end(graph_.program.drafts[draft].leaf);
    Node by_rule = diagram_.terminal(0);
    if (end < piece_count) by_rule = roots_.settings[end].root;
    if (end == Draft::then_end) by_rule = roots_.then.root;
    const Node by_limits = roots_.settings[static_cast<std::size_t>(Piece::limits)].root;
    return map(by_limits, [&](std::uint32_t limits) {
      return map(by_rule, [&](std::uint32_t rule) {
        Draft& final = graph_.program.drafts.emplace_back(graph_.program.drafts[draft]);
        final.is_final = true;
        final.rule_entry = rule;
        final.limits_entry = limits;
        return diagram_.terminal(static_cast<std::uint32_t>(graph_.program.drafts.size() - 1));
      });
    });
  }

  // Terminals as they are.
  std::vector<Node> identity() {
    std::vector<Node> nodes;
    for (std::uint32_t i = 0; i < graph_.program.drafts.size(); ++i) {
      nodes.push_back(diagram_.terminal(i));
    }
    return nodes;
  }

  Node map(Node diagram, const std::function<Node(std::uint32_t)>& to) {
    const std::vector<std::uint32_t> values = terminals(diagram_, diagram);
    std::vector<Node> by_terminal(values.empty() ? 0 : values.back() + 1, Diagram::no);
    for (const std::uint32_t value : values) by_terminal[value] = to(value);
    return diagram_.substitute(diagram, {}, by_terminal);
  }

  Node where(Node diagram, const std::function<bool(std::uint32_t)>& holds) {
    return map(diagram, [&](std::uint32_t end) { return holds(end) ? Diagram::yes : Diagram::no; });
  }

  Diagram::Functions functions() {
    Diagram::Functions all;
    const auto& variables = graph_.variables.all();
    for (std::uint32_t number = 0; number < variables.size(); ++number) {
      const Variable& v = variables[number];
      for (std::uint32_t value = 0; value < v.size; ++value) {
        if (v.asks == Asks::setting) {
          all[number].push_back(where(roots_.settings[v.a].root, [&](std::uint32_t entry) {
            return graph_.settings[v.a].choice[entry] == value;
          }));
        } else if (v.asks == Asks::then) {
          all[number].push_back(where(roots_.then.root, [&](std::uint32_t rule) {
            return graph_.then_value(rule) == value;
          }));
        }
      }
    }
    // Where `then` itself asks for settings.
    const auto then = std::find_if(variables.begin(), variables.end(),
                                   [](const Variable& v) { return v.asks == Asks::then; });
    if (then == variables.end()) return all;
    for (Node& node : all[static_cast<std::uint32_t>(then - variables.begin())]) {
      node = diagram_.substitute(node, all, {Diagram::no, Diagram::yes});
    }
    return all;
  }

  Graph& graph_;
  const ProgramRoots& roots_;
  Diagram& diagram_;
};

}  // namespace

std::optional<Node> fuse(Graph& graph, const ProgramRoots& roots, Diagram& diagram) {
  return Fusion(graph, roots, diagram).run();
}

void fill_drafts(Graph& graph) { Rules(graph).fill(); }

}  // namespace gatecast::engine
