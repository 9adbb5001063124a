// A policy into a graph: each piece of the settings, the first `then:` rule that holds, the rows
// over both, and all of it laid out for the walk.
#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "engine/graph/conditions.h"
#include "engine/graph/drafts.h"
#include "engine/graph/graph.h"
#include "engine/graph/rows.h"

namespace gatecast::engine {
namespace {

constexpr std::size_t max_limits = 20'000;
constexpr std::size_t max_networks = 64;

class Compiler {
 public:
  explicit Compiler(Graph& graph)
      : graph_(graph),
        policy_(graph.policy),
        conditions_(policy_, graph.variables, graph.base, graph.choices, diagram_),
        when_(policy_.rules.size()) {}

  rules::Status run() {
    ProgramRoots roots;
    std::array<Node, piece_count> pieces{};
    for (std::uint8_t i = 0; i < piece_count; ++i) {
      const auto piece = static_cast<Piece>(i);
      const Node node = piece == Piece::limits ? limits() : last_set(piece);
      if (diagram_.too_large()) return too_large();
      pieces[i] = node;
      graph_.settings[i].root = flatten(diagram_, node, graph_.diagram, offsets_);
      if (diagram_.is_terminal(node)) {
        graph_.program.entries[i] = diagram_.value(node);
        continue;
      }
      roots.settings.push_back(node);
      graph_.program.pieces.push_back(i);
    }
    if (graph_.settings[static_cast<std::size_t>(Piece::limits)].entries.size() > max_limits) {
      return rules::Failure{fmt::format(
          "the rules make more than {} different limits; merge some of them", max_limits)};
    }
    roots.then = first_then();
    const Node rows = Rows(graph_, conditions_, diagram_).compile();
    roots.rows = draft_rows(graph_, rows, conditions_, diagram_);
    if (diagram_.too_large()) return too_large();
    graph_.then_root = flatten(diagram_, roots.then, graph_.diagram, offsets_);
    graph_.rows_root = flatten(diagram_, rows, graph_.diagram, offsets_);
    if (policy_.rollout) {
      for (std::size_t i = 0; i < policy_.rollout->stages.size(); ++i) {
        const Node matches = conditions_.stage_matches(i);
        graph_.stage_roots.push_back(flatten(diagram_, matches, graph_.diagram, offsets_));
      }
    }
    roots.fused = fuse(graph_, roots, pieces, diagram_);
    build_program(diagram_, roots, graph_, offsets_);
    return rules::Done{};
  }

 private:
  static rules::Failure too_large() {
    return rules::Failure{
        fmt::format("the decision graph needs more than {} nodes; simplify the conditions of the "
                    "rules, or let fewer of them overlap",
                    Diagram::default_max_nodes)};
  }

  Node when(std::size_t rule) {
    if (!when_[rule]) {
      const bool then = policy_.rules[rule].then.has_value();
      when_[rule] = conditions_.condition(
          policy_.rules[rule].when,
          then ? Conditions::Reads::in_force : Conditions::Reads::two_factor_alone);
    }
    return *when_[rule];
  }

  std::uint32_t add_entry(Setting& setting, Piece piece, const Settings& value) {
    const auto& choices = graph_.choices[static_cast<std::size_t>(piece)];
    const auto choice = std::find_if(choices.begin(), choices.end(), [&](const Settings& other) {
      return piece == Piece::limits || equal(value, other, piece);
    });
    // What decides alike and cannot be named in a `rule` is one entry.
    const auto number = static_cast<std::uint32_t>(choice - choices.begin());
    const bool is_named = !place(value, piece).empty();
    for (std::uint32_t i = 0; !is_named && piece != Piece::limits && i < setting.entries.size();
         ++i) {
      if (setting.choice[i] == number && place(setting.entries[i], piece).empty()) return i;
    }
    setting.entries.push_back(value);
    setting.choice.push_back(number);
    return static_cast<std::uint32_t>(setting.entries.size() - 1);
  }

  // The last rule that sets the piece and holds wins. From the last to the first: what a later rule
  // has settled, no earlier one can change, so most of many rules cost nothing.
  Node last_set(Piece piece) {
    Setting& setting = graph_.settings[static_cast<std::size_t>(piece)];
    Node entry = diagram_.terminal(add_entry(setting, piece, graph_.base));
    Node open = Diagram::yes;
    struct Won {
      Node where;
      std::uint32_t entry;
    };
    std::vector<Won> won;
    for (std::size_t i = policy_.rules.size(); i-- > 0 && open != Diagram::no;) {
      const auto& patch = policy_.rules[i].set;
      if (!patch || !sets(*patch, piece)) continue;
      const Node where = diagram_.both(open, when(i));
      if (where == Diagram::no) continue;
      Settings changed = graph_.base;
      apply(*patch, changed);
      won.push_back({where, add_entry(setting, piece, changed)});
      open = diagram_.both(open, diagram_.negate(when(i)));
      if (diagram_.too_large()) break;
    }
    for (const Won& each : won)
      entry = diagram_.ite(each.where, diagram_.terminal(each.entry), entry);
    return entry;
  }

  // Limits merge key by key: each rule changes what is there.
  Node limits() {
    Setting& setting = graph_.settings[static_cast<std::size_t>(Piece::limits)];
    Node node = diagram_.terminal(add_entry(setting, Piece::limits, graph_.base));
    for (std::size_t i = 0; i < policy_.rules.size(); ++i) {
      const auto& patch = policy_.rules[i].set;
      if (!patch || !sets(*patch, Piece::limits)) continue;
      node = diagram_.map_where(when(i), node, [&](std::uint32_t before) {
        Settings changed = setting.entries[before];
        apply(*patch, changed);
        for (std::uint32_t known = 0; known < setting.entries.size(); ++known) {
          if (setting.entries[known].limits == changed.limits) return known;
        }
        if (setting.entries.size() > max_limits) return before;
        return add_entry(setting, Piece::limits, changed);
      });
    }
    return node;
  }

  Node holds(std::size_t index) {
    const rules::ThenOutcome& then = *policy_.rules[index].then;
    Node holds = when(index);
    if (then.outcome == Outcome::allow && then.expires) {
      holds = diagram_.both(holds, conditions_.before(policy_.zone.midnight(*then.expires)));
    }
    if (then.outcome == Outcome::enroll) {
      holds = diagram_.both(holds, diagram_.negate(conditions_.enrolled()));
    }
    return holds;
  }

  Node first_then() {
    Node first = diagram_.terminal(0);
    Node open = Diagram::yes;
    for (std::size_t i = 0; i < policy_.rules.size() && open != Diagram::no; ++i) {
      if (!policy_.rules[i].then) continue;
      const Node where = diagram_.both(open, holds(i));
      if (where == Diagram::no) continue;
      first = diagram_.ite(where, diagram_.terminal(static_cast<std::uint32_t>(i + 1)), first);
      open = diagram_.both(open, diagram_.negate(where));
      if (diagram_.too_large()) break;
    }
    return first;
  }

  Graph& graph_;
  const rules::Policy& policy_;
  Diagram diagram_;
  Conditions conditions_;
  std::vector<std::optional<Node>> when_;
  std::vector<std::uint32_t> offsets_;
};

DecidedBy decided_by(const rules::Source& source, rules::Span span) {
  if (span.empty()) return {0, "default"};
  return {source.position(span.begin).line, source.excerpt(span)};
}

void fill_rules(Graph& graph) {
  const auto at = [&](rules::Span span) { return decided_by(graph.source, span); };
  const rules::Policy& policy = graph.policy;
  for (const auto& role : policy.roles) graph.role_rules.push_back(at(role.span));
  for (const auto& rule : policy.rules) {
    graph.rule_rules.push_back(at(rule.then ? rule.then->span : rule.span));
  }
  for (const auto& exclusion : policy.exclusions) {
    graph.exclusion_rules.push_back(at(exclusion.span));
  }
  graph.rollout_rule = at(policy.rollout ? policy.rollout->span : rules::Span{});
  if (policy.rollout) {
    for (const auto& stage : policy.rollout->stages) graph.stage_rules.push_back(at(stage.span));
  }
  const auto& emergency = policy.emergency_access;
  graph.accounts_rule = at(emergency ? emergency->accounts_span : rules::Span{});
  const auto& two_factor = policy.two_factor;
  graph.enabled_rule = at(two_factor.enabled ? two_factor.enabled->span : rules::Span{});
  graph.exempt_rule =
      at(two_factor.exempt_channels ? two_factor.exempt_channels->span : rules::Span{});
}

void fill_setting_rules(Graph& graph) {
  for (std::size_t i = 0; i < piece_count; ++i) {
    for (const Settings& entry : graph.settings[i].entries) {
      const rules::Span span = place(entry, static_cast<Piece>(i));
      graph.settings[i].rules.push_back(decided_by(graph.source, span));
    }
  }
}

void fill_channels(Graph& graph) {
  graph.channel_exempt.assign(graph.variables.channels.size(), false);
  const auto exempt = [&](std::string_view channel) {
    if (const auto number = graph.variables.channels.find(channel)) {
      graph.channel_exempt[*number] = true;
    }
  };
  if (const auto& channels = graph.policy.two_factor.exempt_channels) {
    for (const auto& channel : channels->value) exempt(channel.value);
  } else {
    for (const std::string_view channel : rules::defaults::exempt_channels) exempt(channel);
  }
}

}  // namespace

rules::Result<std::shared_ptr<const Graph>> compile(const rules::Policy& policy,
                                                    const rules::Source& source) {
  if (policy.networks.size() > max_networks) {
    return rules::Failure{fmt::format("a policy may have at most {} networks", max_networks)};
  }
  auto graph = std::make_shared<Graph>(policy, source);
  for (std::uint32_t i = 0; i < policy.roles.size(); ++i) {
    graph->declared_roles.emplace(policy.roles[i].name.value, i);
  }
  fill_channels(*graph);
  fill_rules(*graph);
  Compiler compiler(*graph);
  if (auto done = compiler.run(); !done) return done.failure();
  fill_setting_rules(*graph);
  fill_drafts(*graph);
  return std::shared_ptr<const Graph>(std::move(graph));
}

}  // namespace gatecast::engine
