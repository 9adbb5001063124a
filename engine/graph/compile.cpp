// A policy into a graph: the settings first, then the fourteen rows for each settings.
#include <algorithm>
#include <unordered_map>

#include <fmt/format.h>

#include "engine/graph/conditions.h"
#include "engine/graph/graph.h"
#include "rules/library.h"

namespace gatecast::engine {
namespace {

constexpr std::size_t max_settings = 20'000;
constexpr std::size_t max_networks = 64;

class Compiler {
 public:
  explicit Compiler(Graph& graph)
      : graph_(graph),
        policy_(graph.policy),
        conditions_(graph.policy, graph.variables, diagram_) {}

  rules::Status run() {
    apply(policy_.two_factor.settings, graph_.base);
    const Node settings = compile_settings();
    if (graph_.settings.size() > max_settings) {
      return rules::Failure{fmt::format(
          "the rules make more than {} different settings; merge some of them", max_settings)};
    }
    std::vector<Node> roots;
    std::unordered_map<std::string, Node> by_key;
    for (const Settings& s : graph_.settings) {
      const auto [entry, is_new] = by_key.emplace(s.diagram_key(), Diagram::no);
      if (is_new) entry->second = compile_rows(s);
      roots.push_back(entry->second);
      if (diagram_.too_large()) break;
    }
    if (diagram_.too_large()) {
      return rules::Failure{fmt::format(
          "the decision graph needs more than {} nodes; simplify the conditions of the rules",
          Diagram::default_max_nodes)};
    }
    graph_.distinct_roots = by_key.size();
    flatten_all(settings, roots);
    return rules::Done{};
  }

 private:
  std::uint32_t intern(const Settings& settings) {
    const auto [entry, is_new] =
        settings_.emplace(settings.key(), static_cast<std::uint32_t>(graph_.settings.size()));
    if (is_new) graph_.settings.push_back(settings);
    return entry->second;
  }

  // Each `set:` rule, in order, replaces the settings where its condition holds.
  Node compile_settings() {
    Node node = diagram_.terminal(intern(graph_.base));
    for (const rules::Rule& rule : policy_.rules) {
      if (!rule.set) continue;
      const Node when = conditions_.condition(rule.when, graph_.base);
      node = diagram_.map_where(when, node, [&](std::uint32_t before) {
        if (graph_.settings.size() > max_settings) return before;
        Settings changed = graph_.settings[before];
        apply(*rule.set, changed);
        return intern(changed);
      });
    }
    return node;
  }

  Node leaf(const Leaf& leaf) {
    const std::uint64_t key = leaf.row | (static_cast<std::uint64_t>(leaf.outcome) << 8) |
                              (std::uint64_t{leaf.after_skip_row} << 16) |
                              (std::uint64_t{leaf.no_usable_method} << 24) |
                              (std::uint64_t{leaf.index} << 32);
    const auto [entry, is_new] =
        leaves_.emplace(key, static_cast<std::uint32_t>(graph_.leaves.size()));
    if (is_new) graph_.leaves.push_back(leaf);
    return diagram_.terminal(entry->second);
  }
  Node leaf(std::uint8_t row, Outcome outcome, std::size_t index = Leaf::none) {
    return leaf(Leaf{row, outcome, 0, false, static_cast<std::uint32_t>(index)});
  }
  Node skippable(std::uint8_t after_skip_row) {
    return leaf(Leaf{10, Outcome::enroll, after_skip_row, false, Leaf::none});
  }
  Node denied(std::uint8_t row, std::size_t index = Leaf::none) {
    return leaf(Leaf{row, Outcome::deny, 0, true, static_cast<std::uint32_t>(index)});
  }

  Node recognized(const Settings& s) {
    return s.enforcement == rules::Enforcement::risk_based ? conditions_.asked(Asks::recognized)
                                                           : Diagram::no;
  }

  // From the last row to the first, each over those below it.
  Node compile_rows(const Settings& s) {
    Node node = rows_10_to_14(s);
    const Node let_through =
        s.enrolled_users == rules::EnrolledUsers::as_stage
            ? Diagram::yes
            : diagram_.negate(diagram_.either(conditions_.enrolled(s), conditions_.reset(s)));
    node = row_9(let_through, node);
    node = row_8(let_through, node);
    node = diagram_.ite(exempt_channel(), leaf(7, Outcome::allow), node);
    for (std::size_t i = policy_.rules.size(); i-- > 0;) {
      if (policy_.rules[i].then) node = row_6(i, s, node);
    }
    const auto& enabled = policy_.two_factor.enabled;
    if (!enabled || !enabled->value) node = leaf(5, Outcome::allow);
    node = diagram_.ite(conditions_.asked(Asks::emergency), leaf(4, Outcome::allow), node);
    const Node login_as =
        conditions_.equals(Asks::channel, *graph_.variables.channels.find("login_as"));
    const Node impersonates = diagram_.both(login_as, conditions_.asked(Asks::admin));
    node = diagram_.ite(impersonates, leaf(3, Outcome::deny), node);
    node = diagram_.ite(conditions_.asked(Asks::account_locked), leaf(2, Outcome::deny), node);
    return diagram_.ite(conditions_.asked(Asks::active), node, leaf(1, Outcome::deny));
  }

  Node rows_10_to_14(const Settings& s) {
    const Node is_recognized = recognized(s);
    const Node reset = conditions_.reset(s);
    Node node = diagram_.ite(conditions_.challenge_possible(s), leaf(13, Outcome::challenge),
                             leaf(14, Outcome::deny));
    node = diagram_.ite(is_recognized, leaf(12, Outcome::allow), node);

    const Node skipped =
        diagram_.ite(is_recognized, skippable(12),
                     diagram_.ite(conditions_.any_usable(s), skippable(13), skippable(14)));
    Node must =
        diagram_.ite(conditions_.can_prove(s, graph_.base), leaf(11, Outcome::enroll), denied(11));
    if (s.after_grace == rules::AfterGrace::deny) {
      must = diagram_.ite(reset, must, leaf(11, Outcome::deny));
    }
    const Node in_grace = diagram_.both(conditions_.in_grace(s), diagram_.negate(reset));
    const Node enrollment = diagram_.ite(in_grace, skipped, must);
    const Node must_enroll =
        diagram_.both(conditions_.required(s), diagram_.negate(conditions_.enrolled(s)));
    node = diagram_.ite(must_enroll, enrollment, node);
    if (s.recognized_device_waives) {
      const Node waived = diagram_.both(is_recognized, diagram_.negate(reset));
      node = diagram_.ite(waived, leaf(12, Outcome::allow), node);
    }
    return node;
  }

  Node row_9(Node let_through, Node below) {
    for (std::size_t i = policy_.exclusions.size(); i-- > 0;) {
      const Node excluded = diagram_.both(conditions_.exclusion_holds(i), let_through);
      below = diagram_.ite(excluded, leaf(9, Outcome::allow, i), below);
    }
    return below;
  }

  Node row_8(Node let_through, Node below) {
    if (!policy_.rollout) return below;
    Node waiting = leaf(8, Outcome::allow);
    for (std::size_t i = policy_.rollout->stages.size(); i-- > 0;) {
      waiting = diagram_.ite(conditions_.stage_matches(i), leaf(8, Outcome::allow, i), waiting);
    }
    const Node waits = diagram_.both(diagram_.negate(conditions_.admitted()), let_through);
    return diagram_.ite(waits, waiting, below);
  }

  Node exempt_channel() {
    const std::uint32_t number = graph_.variables.number(Asks::channel);
    return diagram_.choose(number, graph_.variables.all()[number].size,
                           [&](auto channel) { return graph_.channel_exempt[channel]; });
  }

  Node row_6(std::size_t index, const Settings& s, Node below) {
    const rules::Rule& rule = policy_.rules[index];
    Node holds = conditions_.condition(rule.when, s);
    Node decided = leaf(6, rule.then->outcome, index);
    switch (rule.then->outcome) {
      case Outcome::deny:
        break;
      case Outcome::allow:
        if (rule.then->expires) {
          const Instant end = policy_.zone.midnight(*rule.then->expires);
          holds = diagram_.both(holds, conditions_.before(end));
        }
        break;
      case Outcome::challenge:
        decided = diagram_.ite(conditions_.challenge_possible(s), decided, denied(6, index));
        break;
      case Outcome::enroll:
        holds = diagram_.both(holds, diagram_.negate(conditions_.enrolled(s)));
        decided = s.can_enroll() ? diagram_.ite(conditions_.can_prove(s, graph_.base), decided,
                                                denied(6, index))
                                 : denied(6, index);
        break;
    }
    return diagram_.ite(holds, decided, below);
  }

  void flatten_all(Node settings, const std::vector<Node>& roots) {
    std::vector<std::uint32_t> offsets;
    graph_.settings_root = flatten(diagram_, settings, graph_.diagram, offsets);
    for (const Node root : roots) {
      graph_.roots.push_back(flatten(diagram_, root, graph_.diagram, offsets));
    }
    if (!policy_.rollout) return;
    for (std::size_t i = 0; i < policy_.rollout->stages.size(); ++i) {
      const Node matches = conditions_.stage_matches(i);
      graph_.stage_roots.push_back(flatten(diagram_, matches, graph_.diagram, offsets));
    }
  }

  Graph& graph_;
  const rules::Policy& policy_;
  Diagram diagram_;
  Conditions conditions_;
  std::unordered_map<std::string, std::uint32_t> settings_;
  std::unordered_map<std::uint64_t, std::uint32_t> leaves_;
};

DecidedBy decided_by(const rules::Source& source, rules::Span span) {
  if (span.empty()) return {0, "default"};
  const rules::LibraryPolicy* shipped = rules::library_policy_at(span.begin);
  return {source.position(span.begin).line, source.excerpt(span),
          shipped == nullptr ? std::string_view{} : shipped->name};
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
  for (const Settings& s : graph.settings) {
    graph.settings_rules.push_back({at(s.enforcement_at), at(s.methods_at), at(s.grace_at),
                                    at(s.authenticator_at), at(s.after_grace_at), at(s.proof_at)});
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
  Compiler compiler(*graph);
  if (auto done = compiler.run(); !done) return done.failure();
  fill_rules(*graph);
  return std::shared_ptr<const Graph>(std::move(graph));
}

}  // namespace gatecast::engine
