#include "engine/drawing/flow.h"

#include <fmt/format.h>

#include "engine/graph/completion.h"
#include "engine/graph/import.h"
#include "rules/check.h"

namespace gatecast::engine {

std::string box_id(Box box) {
  return box == Box::waiver ? "row12_first" : fmt::format("row{}", static_cast<int>(box));
}

Flow::Flow(const Graph& a_graph, std::size_t max_nodes)
    : graph(a_graph),
      diagram(max_nodes),
      conditions(graph.policy, graph.variables, graph.base, graph.choices, diagram) {
  std::size_t at = rows_10_to_14();
  at = row_9(at);
  at = row_8(at);
  at = row_7(at);
  at = row_6(at);
  first_rows(at);
}

std::size_t Flow::ask(Box box, std::string id, Lines lines, Node holds, std::size_t yes,
                      std::size_t no) {
  Step step;
  step.box = box;
  step.id = fmt::format("{}_{}", box_id(box), id);
  step.lines = std::move(lines);
  step.holds = holds;
  step.yes = yes;
  step.no = no;
  steps_.push_back(std::move(step));
  return steps_.size() - 1;
}

// As decide() completes the leaf, so that reasons are written once.
Ending Flow::ending(const Leaf& leaf, bool skipped) const {
  DecodedFacts facts;
  facts.skipped = skipped;
  const Decision decision = complete(graph, graph.base, leaf, facts);
  return {decision.row, decision.outcome, std::string(decision.reason), decision.may_skip};
}

std::uint32_t Flow::key(const Ending& ending) {
  const std::string name =
      fmt::format("{}_{}_{}", ending.row, rules::name(ending.outcome), ending.reason);
  return keys_.emplace(name, static_cast<std::uint32_t>(keys_.size())).first->second;
}

std::size_t Flow::end(Box box, const std::string& id, Ending ends, std::uint32_t key) {
  Step step;
  step.box = box;
  step.id = id;
  step.key = key;
  step.lines = {fmt::format("{}{}", rules::name(ends.outcome), ends.may_skip ? " (may skip)" : ""),
                ends.reason};
  if (ends.row == 4) step.lines.emplace_back("and alert");
  step.ending = std::move(ends);
  steps_.push_back(std::move(step));
  return steps_.size() - 1;
}

std::size_t Flow::end(Box box, const Leaf& leaf, bool skipped) {
  Ending ends = ending(leaf, skipped);
  const std::string id =
      fmt::format("{}_{}_{}", box_id(box), rules::name(ends.outcome), ends.reason);
  const auto [known, is_new] = by_id_.emplace(id, steps_.size());
  if (!is_new) return known->second;
  const std::uint32_t ends_key = key(ends);
  return end(box, id, std::move(ends), ends_key);
}

// One for all rules that give the reason; its id cannot be the reason, which may be any text.
std::size_t Flow::end(std::size_t rule, const Leaf& leaf) {
  const rules::ThenOutcome& then = *graph.policy.rules[rule].then;
  const Box box = box_of_row(6);
  if (!then.reason) return end(box, leaf);
  Ending ends = ending(leaf, false);
  const std::string unique = fmt::format("{} {}", rules::name(ends.outcome), then.reason->value);
  const auto [known, is_new] = by_id_.emplace(unique, steps_.size());
  if (!is_new) return known->second;
  const std::uint32_t ends_key = key(ends);
  ends.reason = then.reason->value;
  return end(box, fmt::format("row6_{}_rule{}", rules::name(leaf.outcome), rule), std::move(ends),
             ends_key);
}

Node Flow::composed() {
  std::vector<Node> nodes;
  nodes.reserve(steps_.size());
  for (const Step& step : steps_) {
    nodes.push_back(step.ending ? diagram.terminal(step.key)
                                : diagram.ite(step.holds, nodes[step.yes], nodes[step.no]));
  }
  return nodes.back();
}

Node Flow::compiled() {
  std::vector<Node> by_leaf;
  for (const Leaf& leaf : graph.leaves) {
    const Node ends = diagram.terminal(key(ending(leaf, false)));
    by_leaf.push_back(leaf.row != 10
                          ? ends
                          : diagram.ite(conditions.asked(Asks::skipped),
                                        diagram.terminal(key(ending(leaf, true))), ends));
  }
  return diagram.substitute(Import(graph, conditions, diagram).node(graph.rows_root), {}, by_leaf);
}

bool Flow::is_true() {
  // Rows also say what would be, if a rule had an outcome that none has.
  std::vector<bool> outcomes(5);
  outcomes[0] = true;
  for (std::uint32_t rank = 1; rank < graph.then_order.size(); ++rank) {
    outcomes[graph.then_value(rank)] = true;
  }
  const Node there_is = diagram.choose(graph.variables.number(Asks::then), 5,
                                       [&](std::uint32_t value) { return outcomes[value]; });
  const Node asked = diagram.ite(there_is, composed(), Diagram::no);
  return asked == diagram.ite(there_is, compiled(), Diagram::no);
}

bool Flow::holds(Node set, const DecodedFacts& facts) const {
  while (!diagram.is_terminal(set)) {
    set = diagram.child(set, graph.value(diagram.variable(set), facts));
  }
  return set == Diagram::yes;
}

bool Flow::answer(const Step& question, const DecodedFacts& facts) const {
  return question.rank == 0 ? holds(question.holds, facts)
                            : graph.winner(graph.then, facts) == question.rank;
}

}  // namespace gatecast::engine
