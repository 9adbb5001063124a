#include <fmt/format.h>

#include "reports/drawing.h"
#include "reports/drawing_labels.h"
#include "reports/format.h"

namespace gatecast::reports {
namespace {

using engine::DrawingNode;

std::string list(const std::vector<std::string>& texts) {
  std::string out = "[";
  for (const std::string& each : texts) out += (out.size() > 1 ? ", " : "") + json_string(each);
  return out + "]";
}

std::string or_null(const std::string& text) { return text.empty() ? "null" : json_string(text); }

std::string node_json(const DrawingNode& node, const engine::Drawing& drawing) {
  const engine::DrawingGroup& group = drawing.groups[node.group];
  const std::string row = group.row == 0 ? "null" : std::to_string(group.row);
  const std::string outcome =
      node.outcome ? json_string(rules::name(*node.outcome)) : std::string("null");
  const std::string line = node.line == 0 ? "null" : std::to_string(node.line);
  return fmt::format(
      "{{\"id\": \"{}\", \"group\": \"{}\", \"kind\": \"{}\", \"row\": {}, \"label\": {}, "
      "\"outcome\": {}, \"reason\": {}, \"rule\": {}, \"line\": {}, \"highlighted\": {}}}",
      node.id, group.id, name(node.kind), row, list(node.lines), outcome, or_null(node.reason),
      or_null(node.rule), line, node.highlighted);
}

std::string decision_json(const std::optional<engine::DrawnDecision>& decision) {
  if (!decision) return "null";
  return fmt::format(
      "{{\"row\": {}, \"outcome\": \"{}\", \"reason\": {}, \"unknown\": {}, \"filled\": {}}}",
      decision->row, rules::name(decision->outcome), json_string(decision->reason),
      list(decision->unknown), list(decision->filled));
}

std::string separator(std::string_view out) { return out.ends_with('[') ? "\n" : ",\n"; }

}  // namespace

std::string drawing_json(const engine::Drawing& drawing) {
  std::string out = fmt::format(
      "{{\"schema_version\": 1, \"policy\": {}, \"revision\": {}, \"time_zone\": {},\n"
      "\"decision\": {},\n\"groups\": [",
      json_string(drawing.policy), drawing.revision, json_string(drawing.time_zone),
      decision_json(drawing.decision));
  for (const engine::DrawingGroup& group : drawing.groups) {
    const std::string row = group.row == 0 ? "null" : std::to_string(group.row);
    out += fmt::format("{}{{\"id\": \"{}\", \"title\": {}, \"row\": {}, \"highlighted\": {}}}",
                       separator(out), group.id, json_string(group.title), row, group.highlighted);
  }
  out += "],\n\"nodes\": [";
  for (const DrawingNode& node : drawing.nodes) {
    out += separator(out) + node_json(node, drawing);
  }
  out += "],\n\"edges\": [";
  for (const engine::DrawingEdge& edge : drawing.edges) {
    out += fmt::format("{}{{\"from\": \"{}\", \"to\": \"{}\", \"label\": {}, \"highlighted\": {}}}",
                       separator(out), drawing.nodes[edge.from].id, drawing.nodes[edge.to].id,
                       or_null(edge.label), edge.highlighted);
  }
  return out + fmt::format("],\n\"never\": {}}}\n", list(drawing.never));
}

}  // namespace gatecast::reports
