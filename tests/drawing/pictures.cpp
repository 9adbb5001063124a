#include "tests/drawing/pictures.h"

#include <fmt/format.h>

#include <fstream>
#include <iterator>

#include "engine/facts_json.h"
#include "rules/policy_parser.h"

namespace gatecast::drawing {

std::shared_ptr<const engine::Graph> compiled(const std::string& text, engine::Shape shape) {
  const rules::Source source("policy.yaml", text);
  const rules::ParsedPolicy parsed = rules::parse_policy(source);
  if (!parsed.policy) return nullptr;
  const auto graph = engine::compile(*parsed.policy, source, shape);
  return graph ? graph.value() : nullptr;
}

std::shared_ptr<const engine::Graph> compiled_file(const std::string& path) {
  std::ifstream file(path);
  return compiled({std::istreambuf_iterator<char>(file), {}});
}

engine::Answer answered(const engine::Graph& graph, const std::string& facts) {
  engine::Fill fill{engine::policy_of(graph), {}};
  return engine::answer(graph, engine::read_facts(facts, &fill).value()).value();
}

engine::Drawing drawn(const engine::Graph& graph) { return engine::draw(graph).value(); }

engine::Drawing highlighted(const engine::Graph& graph, const engine::Answer& answer) {
  const engine::Highlight highlight{answer, {}};
  return engine::draw(graph, &highlight).value();
}

std::string fault_of_path(const engine::Drawing& drawing, const engine::Decision& decision) {
  using Kind = engine::DrawingNode::Kind;
  const auto& nodes = drawing.nodes;
  std::size_t steps = 1;
  const engine::DrawingNode* at = &nodes.front();
  if (at->kind != Kind::entry || !at->highlighted) return "it does not begin at the sign-in";
  while (at->kind != Kind::ending) {
    const engine::DrawingEdge* next = nullptr;
    for (const engine::DrawingEdge& edge : drawing.edges) {
      if (!edge.highlighted || &nodes[edge.from] != at) continue;
      if (next != nullptr) return "two ways from " + at->id;
      next = &edge;
    }
    if (next == nullptr) return "no way from " + at->id;
    at = &nodes[next->to];
    if (!at->highlighted) return at->id + " is not highlighted";
    if (++steps > nodes.size()) return "it goes round in circles";
  }
  std::size_t highlighted_nodes = 0;
  for (const auto& node : nodes) {
    highlighted_nodes += node.highlighted && node.kind != Kind::settings ? 1U : 0U;
  }
  if (highlighted_nodes != steps) return "more than the path is highlighted";
  std::size_t highlighted_edges = 0;
  for (const auto& edge : drawing.edges) highlighted_edges += edge.highlighted ? 1U : 0U;
  if (highlighted_edges + 1 != steps) return "more arrows than the path are highlighted";
  if (at->outcome != decision.outcome || at->reason != decision.reason ||
      drawing.groups[at->group].row != decision.row || !drawing.groups[at->group].highlighted) {
    return fmt::format("it ends in {} of row {}, and decide says row {}, {}", at->id,
                       drawing.groups[at->group].row, decision.row, decision.reason);
  }
  return "";
}

}  // namespace gatecast::drawing
