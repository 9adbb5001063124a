// A policy into a graph: each piece of the settings, the first `then:` rule that holds, the rows
// over both, and all of it laid out for the walk.
#include <algorithm>

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
        conditions_(policy_, graph.variables, graph.base, graph.choices, diagram_) {}

  rules::Status run() {
    ProgramRoots roots;
    for (std::uint8_t i = 0; i < piece_count; ++i) {
      const auto piece = static_cast<Piece>(i);
      roots.settings[i] = piece == Piece::limits ? limits() : last_set(piece);
      if (diagram_.too_large()) return too_large();
      graph_.settings[i].contest = flat(roots.settings[i]);
    }
    if (graph_.limits.size() > max_limits) {
      return rules::Failure{fmt::format(
          "the rules make more than {} different limits; merge some of them", max_limits)};
    }
    roots.then = first_then();
    graph_.then = flat(roots.then);
    const Node rows = Rows(graph_, conditions_, diagram_).compile();
    roots.rows = draft_rows(graph_, rows, conditions_, diagram_, graph_.program.drafts);
    if (diagram_.too_large()) return too_large();
    graph_.rows_root = flatten(diagram_, rows, graph_.diagram, offsets_);
    if (policy_.rollout) {
      for (std::size_t i = 0; i < policy_.rollout->stages.size(); ++i) {
        const Node matches = conditions_.stage_matches(i);
        graph_.stage_roots.push_back(flatten(diagram_, matches, graph_.diagram, offsets_));
      }
    }
    if (!graph_.variables.is_split()) roots.fused = fuse(graph_, roots, diagram_);
    if (!build_program(diagram_, roots, graph_, offsets_)) return too_large();
    return rules::Done{};
  }

 private:
  static rules::Failure too_large() {
    return rules::Failure{fmt::format(
        "the decision graph needs more than {} nodes or {} edges; simplify the "
        "conditions of the rules, or let fewer of them overlap",
        Diagram::default_max_nodes, Diagram::default_max_nodes * Diagram::edges_a_node)};
  }

  Contest flat(const ContestNodes& nodes) {
    Contest contest;
    contest.root = flatten(diagram_, nodes.root, graph_.diagram, offsets_);
    for (const auto& [name, node] : nodes.buckets) {
      contest.buckets.push_back({name, flatten(diagram_, node, graph_.diagram, offsets_)});
    }
    return contest;
  }

  Node set_when(const rules::Condition& when) {
    return conditions_.condition(when, Conditions::Reads::two_factor_alone);
  }

  std::uint32_t choice(Piece piece, const Settings& value) const {
    const auto& choices = graph_.choices[static_cast<std::size_t>(piece)];
    const auto found = std::find_if(choices.begin(), choices.end(), [&](const Settings& other) {
      return equal(value, other, piece);
    });
    return static_cast<std::uint32_t>(found - choices.begin());
  }

  void add_entry(Setting& setting, Piece piece, const Settings& value) {
    setting.choice.push_back(choice(piece, value));
    setting.rules.push_back(decided_by(graph_.source, place(value, piece)));
  }

  // The last rule that sets the piece and holds wins.
  ContestNodes last_set(Piece piece) {
    Setting& setting = graph_.settings[static_cast<std::size_t>(piece)];
    add_entry(setting, piece, graph_.base);
    std::vector<std::size_t> rules;
    for (std::size_t i = 0; i < policy_.rules.size(); ++i) {
      const auto& patch = policy_.rules[i].set;
      if (!patch || !sets(*patch, piece)) continue;
      Settings changed = graph_.base;
      apply(*patch, changed);
      add_entry(setting, piece, changed);
      rules.push_back(i);
    }
    ContestBuilder builder(graph_.variables, diagram_, graph_.variables.is_split());
    for (std::size_t i = rules.size(); i-- > 0 && !builder.is_settled();) {
      builder.add(policy_.rules[rules[i]].when, static_cast<std::uint32_t>(i + 1),
                  [&](const rules::Condition& when) { return set_when(when); });
    }
    return builder.finish();
  }

  // Limits merge key by key: each rule changes what is there.
  ContestNodes limits() {
    std::vector<Settings> entries{graph_.base};
    Node node = diagram_.terminal(0);
    for (const rules::Rule& rule : policy_.rules) {
      if (!rule.set || !sets(*rule.set, Piece::limits)) continue;
      node = diagram_.map_where(set_when(rule.when), node, [&](std::uint32_t before) {
        Settings changed = entries[before];
        apply(*rule.set, changed);
        for (std::uint32_t known = 0; known < entries.size(); ++known) {
          if (entries[known].limits == changed.limits) return known;
        }
        if (entries.size() > max_limits) return before;
        entries.push_back(changed);
        return static_cast<std::uint32_t>(entries.size() - 1);
      });
    }
    for (const Settings& entry : entries) graph_.limits.push_back(entry.limits);
    graph_.settings[static_cast<std::size_t>(Piece::limits)].choice.assign(entries.size(), 0);
    return {node, {}};
  }

  Node holds(const rules::ThenOutcome& then, const rules::Condition& when) {
    Node holds = conditions_.condition(when, Conditions::Reads::in_force);
    if (then.outcome == Outcome::allow && then.expires) {
      holds = diagram_.both(holds, conditions_.before(policy_.zone.midnight(*then.expires)));
    }
    if (then.outcome == Outcome::enroll) {
      holds = diagram_.both(holds, diagram_.negate(conditions_.enrolled()));
    }
    return holds;
  }

  ContestNodes first_then() {
    auto& order = graph_.then_order;
    order.push_back(0);
    for (std::size_t i = policy_.rules.size(); i-- > 0;) {
      if (policy_.rules[i].then) order.push_back(static_cast<std::uint32_t>(i));
    }
    ContestBuilder builder(graph_.variables, diagram_, graph_.variables.is_split());
    for (std::size_t rank = order.size(); --rank > 0 && !builder.is_settled();) {
      const rules::Rule& rule = policy_.rules[order[rank]];
      builder.add(rule.when, static_cast<std::uint32_t>(rank),
                  [&](const rules::Condition& when) { return holds(*rule.then, when); });
    }
    return builder.finish();
  }

  Graph& graph_;
  const rules::Policy& policy_;
  Diagram diagram_;
  Conditions conditions_;
  std::vector<std::uint32_t> offsets_;
};

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

rules::Status build(Graph& graph) {
  for (std::uint32_t i = 0; i < graph.policy.roles.size(); ++i) {
    graph.declared_roles.emplace(graph.policy.roles[i].name.value, i);
  }
  fill_channels(graph);
  fill_rules(graph);
  Compiler compiler(graph);
  if (auto done = compiler.run(); !done) return done;
  fill_drafts(graph);
  return rules::Done{};
}

}  // namespace

rules::Result<std::shared_ptr<const Graph>> compile(const rules::Policy& policy,
                                                    const rules::Source& source, Shape shape) {
  if (policy.networks.size() > max_networks) {
    return rules::Failure{fmt::format("a policy may have at most {} networks", max_networks)};
  }
  auto graph = std::make_shared<Graph>(policy, source, shape);
  rules::Status built = build(*graph);
  if (!built && shape == Shape::by_size) {
    const Shape other = graph->variables.is_split() ? Shape::one : Shape::split;
    graph = std::make_shared<Graph>(policy, source, other);
    built = build(*graph);
  }
  if (!built) return built.failure();
  return std::shared_ptr<const Graph>(std::move(graph));
}

}  // namespace gatecast::engine
