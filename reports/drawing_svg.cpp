// Graphviz gives a node's or arrow's id as its <title>, which viewers show as a tooltip; here it
// becomes what a person wants to read.
#include <map>

#include "reports/drawing.h"
#include "reports/drawing_labels.h"
#include "reports/format.h"
#include "reports/graphviz.h"

namespace gatecast::reports {
namespace {

// By the title that Graphviz writes.
std::map<std::string, std::string, std::less<>> titles(const engine::Drawing& drawing) {
  std::map<std::string, std::string, std::less<>> all;
  all["gatecast"] = heading(drawing).front();
  all["never"] = "what no sign-in comes to";
  for (const auto& group : drawing.groups) all["cluster_" + group.id] = group.title;
  for (const auto& node : drawing.nodes) all[node.id] = tooltip(node);
  for (const auto& edge : drawing.edges) {
    const auto& from = drawing.nodes[edge.from];
    const auto& to = drawing.nodes[edge.to];
    all[from.id + "&#45;&gt;" + to.id] =
        from.lines.front() + " " + edge.label + ": " + to.lines.front();
  }
  return all;
}

}  // namespace

rules::Result<std::string> drawing_svg(const engine::Drawing& drawing) {
  const auto laid_out = lay_out_svg(drawing_dot(drawing));
  if (!laid_out) return laid_out.failure();
  const std::string& svg = laid_out.value();
  const auto by_title = titles(drawing);
  constexpr std::string_view open = "<title>";
  std::string out;
  std::size_t at = 0;
  for (;;) {
    const std::size_t begin = svg.find(open, at);
    const std::size_t end = begin == std::string::npos ? begin : svg.find("</title>", begin);
    if (end == std::string::npos) return out + svg.substr(at);
    const std::size_t text = begin + open.size();
    out.append(svg, at, text - at);
    const auto found = by_title.find(std::string_view(svg).substr(text, end - text));
    out += found == by_title.end() ? svg.substr(text, end - text) : html(found->second);
    at = end;
  }
}

}  // namespace gatecast::reports
