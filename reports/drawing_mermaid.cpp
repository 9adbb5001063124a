#include <fmt/format.h>

#include <cctype>

#include "reports/drawing.h"
#include "reports/drawing_labels.h"

namespace gatecast::reports {
namespace {

using engine::DrawingNode;
using Kind = DrawingNode::Kind;

// Mermaid reads quotes, backslashes, backticks, HTML, Markdown lists and names of icons (`fa:fa-x`)
// in texts; as a code of its own none of them means anything. Letters beyond ASCII stay.
std::string escaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const bool inside = i > 0 && i + 1 < text.size();
    const bool before_space = i + 1 < text.size() && text[i + 1] == ' ';
    bool is_plain = byte >= 0x80 || std::isalnum(byte) != 0;
    is_plain = is_plain || std::string_view(" ,/()[]?").find(text[i]) != std::string_view::npos;
    is_plain = is_plain || (inside && !before_space && (text[i] == '-' || text[i] == '_'));
    is_plain = is_plain || (text[i] == ':' && before_space);
    if (is_plain) {
      out += text[i];
    } else {
      out += fmt::format("#{};", static_cast<int>(byte));
    }
    // What is looked for after the codes are read is taken apart by a word joiner: `\n`, icons and
    // formulas.
    const std::string_view rest = text.substr(i);
    if (rest.starts_with("\\n") || rest.starts_with(":fa-") || rest.starts_with("$$")) {
      out += "#8288;";
    }
  }
  return out;
}

std::string text(const std::vector<std::string>& lines) {
  std::string out = "\"";
  for (const std::string& line : lines) {
    if (out.size() > 1) out += "<br>";
    out += escaped(line);
  }
  return out + '"';
}

// Of an ending its outcome, of others the kind.
std::string_view class_of(const DrawingNode& node) {
  return node.outcome ? rules::name(*node.outcome) : name(node.kind);
}

std::string node_text(const DrawingNode& node) {
  const std::string label = text(label_lines(node));
  const bool is_round = node.kind == Kind::entry || node.kind == Kind::ending;
  return fmt::format("{}{}{}", is_round ? "([" : "[", label, is_round ? "])" : "]");
}

constexpr std::string_view classes =
    "  classDef allow fill:#fdeccb,stroke:#9a5b00,color:#000\n"
    "  classDef enroll fill:#dbe9fb,stroke:#1f4e8c,color:#000\n"
    "  classDef challenge fill:#dcf2de,stroke:#1c6b2a,color:#000\n"
    "  classDef deny fill:#fadcdc,stroke:#9b1c1c,color:#000\n"
    "  classDef question fill:#fff,stroke:#444,color:#000\n"
    "  classDef rule fill:#fff,stroke:#444,color:#000\n"
    "  classDef entry fill:#fff,stroke:#444,color:#000\n"
    "  classDef settings fill:#fff,stroke:#444,color:#000,text-align:left\n"
    "  classDef more fill:#f4f4f4,stroke:#777,color:#000,stroke-dasharray:4\n"
    "  classDef highlighted stroke:#5b21b6,stroke-width:4px\n";

}  // namespace

std::string drawing_mermaid(const engine::Drawing& drawing) {
  // Lines are broken already.
  std::string out = "%%{init: {\"flowchart\": {\"wrappingWidth\": 480}}}%%\n";
  for (const std::string& line : heading(drawing)) out += "%% " + escaped(line) + "\n";
  out += "flowchart TB\n";
  for (std::size_t i = 0; i < drawing.groups.size(); ++i) {
    const engine::DrawingGroup& group = drawing.groups[i];
    const bool is_box = !group.title.empty();
    if (is_box) out += fmt::format("  subgraph {}[{}]\n", group.id, text({group.title}));
    for (const DrawingNode& node : drawing.nodes) {
      if (node.group != i) continue;
      out += fmt::format("  {}{}{}:::{}\n", is_box ? "  " : "", node.id, node_text(node),
                         class_of(node));
    }
    if (is_box) out += "  end\n";
  }
  std::string thick;
  for (std::size_t i = 0; i < drawing.edges.size(); ++i) {
    const engine::DrawingEdge& edge = drawing.edges[i];
    const std::string label = edge.label.empty() ? "" : fmt::format("|{}|", text({edge.label}));
    out += fmt::format("  {} -->{} {}\n", drawing.nodes[edge.from].id, label,
                       drawing.nodes[edge.to].id);
    if (edge.highlighted) thick += fmt::format("{}{}", thick.empty() ? "" : ",", i);
  }
  const std::vector<std::string> never = footing(drawing);
  if (!never.empty()) out += fmt::format("  never[{}]:::more\n", text(never));
  out += classes;
  for (const DrawingNode& node : drawing.nodes) {
    if (node.highlighted) out += fmt::format("  class {} highlighted\n", node.id);
  }
  if (!thick.empty()) out += fmt::format("  linkStyle {} stroke:#5b21b6,stroke-width:4px\n", thick);
  return out;
}

}  // namespace gatecast::reports
