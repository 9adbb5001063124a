#include <fmt/format.h>

#include <algorithm>

#include "reports/drawing.h"
#include "reports/drawing_labels.h"
#include "reports/format.h"

namespace gatecast::reports {
namespace {

using engine::DrawingEdge;
using engine::DrawingGroup;
using engine::DrawingNode;
using Kind = DrawingNode::Kind;

// In quotes. Graphviz reads backslashes, and XML entities even outside of HTML labels.
std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : plain(text)) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '&') {
      out += "&amp;";
    } else {
      out += c;
    }
  }
  return out + '"';
}

// Lines as one label; `end` is \n for centred lines, \l for lines that begin at the left.
std::string label(const std::vector<std::string>& lines, const char* end) {
  std::string out = "\"";
  for (const std::string& line : lines) {
    const std::string text = quoted(line);
    out.append(text, 1, text.size() - 2);
    out += end;
  }
  return out + '"';
}

struct Colours {
  const char* fill;
  const char* line;
};

Colours colours(const DrawingNode& node) {
  if (node.outcome) {
    switch (*node.outcome) {
      case engine::Outcome::allow:
        return {"#fdeccb", "#9a5b00"};
      case engine::Outcome::enroll:
        return {"#dbe9fb", "#1f4e8c"};
      case engine::Outcome::challenge:
        return {"#dcf2de", "#1c6b2a"};
      case engine::Outcome::deny:
        return {"#fadcdc", "#9b1c1c"};
    }
  }
  if (node.kind == Kind::more) return {"#f4f4f4", "#777777"};
  return {"#ffffff", "#444444"};
}

const char* shape(const DrawingNode& node) {
  switch (node.kind) {
    case Kind::entry:
      return "oval";
    case Kind::ending:
      return "box";
    case Kind::settings:
      return "note";
    default:
      return "box";
  }
}

constexpr const char* highlight_colour = "#5b21b6";

class Writer {
 public:
  explicit Writer(const engine::Drawing& drawing)
      : drawing_(drawing), flat_(drawing.edges.size()) {}

  std::string write() {
    out_ = "digraph gatecast {\n";
    line(
        "graph [rankdir=TB, nodesep=0.3, ranksep=0.35, labelloc=t, labeljust=l, "
        "fontname=\"Helvetica\", fontsize=14, bgcolor=\"#ffffff\", margin=0.3");
    out_ += "    label=" + label(heading(drawing_), "\\l") + "]\n";
    line("node [fontname=\"Helvetica\", fontsize=11, margin=\"0.18,0.08\"]");
    line(
        "edge [fontname=\"Helvetica\", fontsize=10, color=\"#444444\", labeldistance=2, "
        "labelangle=20]");
    for (std::size_t i = 0; i < drawing_.groups.size(); ++i) group(i);
    for (const DrawingEdge& each : drawing_.edges) edge(each);
    const std::vector<std::string> never = footing(drawing_);
    if (!never.empty()) {
      line("never [shape=plaintext, fontcolor=\"#555555\", label=" + label(never, "\\l") + "]");
      under_all();
    }
    return out_ + "}\n";
  }

 private:
  void line(const std::string& text) { out_ += "  " + text + "\n"; }

  void group(std::size_t index) {
    const DrawingGroup& group = drawing_.groups[index];
    const bool is_box = !group.title.empty();
    if (is_box) {
      line("subgraph cluster_" + group.id + " {");
      line(
          fmt::format("  graph [label={}, tooltip={}, style=\"rounded,filled\", "
                      "fillcolor=\"#fafafa\", color=\"{}\", penwidth={}, labeljust={}, "
                      "labelloc={}, margin=10, fontsize=12]",
                      quoted(group.title), quoted(group.title),
                      group.highlighted ? highlight_colour : "#bbbbbb", group.highlighted ? 2 : 1,
                      group.row == 0 ? "l" : "r", has_questions(index) ? "t" : "b"));
    }
    for (const DrawingNode& node : drawing_.nodes) {
      if (node.group == index) this->node(node, is_box ? "  " : "");
    }
    beside(index, is_box ? "  " : "");
    if (is_box) line("}");
  }

  // The title stands where no arrow comes in.
  bool has_questions(std::size_t group) const {
    return std::any_of(drawing_.nodes.begin(), drawing_.nodes.end(), [&](const auto& node) {
      return node.group == group && node.kind != Kind::ending;
    });
  }

  // What a question ends in stands beside it, and the way down stays straight.
  void beside(std::size_t group, const char* indent) {
    std::vector<bool> placed(drawing_.nodes.size());  // endings, and questions that have theirs
    for (const DrawingEdge& edge : drawing_.edges) {
      const DrawingNode& to = drawing_.nodes[edge.to];
      const DrawingNode& from = drawing_.nodes[edge.from];
      if (to.kind != Kind::ending || placed[edge.to] || placed[edge.from]) continue;
      if (to.group != group || from.group != group) continue;
      placed[edge.to] = placed[edge.from] = true;
      flat_[static_cast<std::size_t>(&edge - drawing_.edges.data())] = true;
      line(fmt::format("{}{{rank=same; {}; {}}}", indent, from.id, to.id));
    }
  }

  void node(const DrawingNode& node, const char* indent) {
    const Colours c = colours(node);
    std::string style = "filled";
    if (node.kind == Kind::ending) style += ",rounded,bold";
    if (node.kind == Kind::more) style += ",dashed";
    const char* end = node.kind == Kind::settings ? "\\l" : "\\n";
    const bool is_question = node.kind == Kind::question || node.kind == Kind::rule;
    line(fmt::format(
        "{}{} [label={}, tooltip={}, shape={}, style=\"{}\", fillcolor=\"{}\", "
        "color=\"{}\", penwidth={}{}]",
        indent, node.id, label(label_lines(node), end), quoted(tooltip(node)), shape(node), style,
        c.fill, node.highlighted ? highlight_colour : c.line, node.highlighted ? 3.5 : 1.2,
        is_question || node.kind == Kind::entry ? ", group=questions" : ""));
  }

  void edge(const DrawingEdge& edge) {
    const DrawingNode& from = drawing_.nodes[edge.from];
    const DrawingNode& to = drawing_.nodes[edge.to];
    // The way down is straight; what a row ends in stands beside it.
    const int weight = to.kind == Kind::ending ? 1 : from.group == to.group ? 20 : 10;
    std::string more;
    if (edge.highlighted) more = fmt::format(", color=\"{}\", penwidth=3.5", highlight_colour);
    // A label between two nodes of one rank makes Graphviz 2.42 free memory twice.
    const bool is_flat = flat_[static_cast<std::size_t>(&edge - drawing_.edges.data())];
    line(fmt::format("{} -> {} [{}={}, weight={}{}]", from.id, to.id,
                     is_flat ? "taillabel" : "label",
                     quoted(edge.label.empty() ? "" : " " + edge.label + " "), weight, more));
  }

  void under_all() {
    for (std::size_t i = drawing_.nodes.size(); i-- > 0;) {
      if (drawing_.nodes[i].kind != Kind::settings && drawing_.nodes[i].kind != Kind::more) {
        line(drawing_.nodes[i].id + " -> never [style=invis]");
        return;
      }
    }
  }

  const engine::Drawing& drawing_;
  std::vector<bool> flat_;  // by edge: whether both ends have the same rank
  std::string out_;
};

}  // namespace

std::string drawing_dot(const engine::Drawing& drawing) { return Writer(drawing).write(); }

}  // namespace gatecast::reports
