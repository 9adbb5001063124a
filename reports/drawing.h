// Writers of engine/drawing, one a format. All are the same bytes for the same drawing; texts of
// the policy are escaped, whatever they hold.
#pragma once

#include <string>

#include "engine/drawing/drawing.h"
#include "rules/result.h"

namespace gatecast::reports {

// For `dot` of Graphviz.
std::string drawing_dot(const engine::Drawing& drawing);

// A Mermaid flowchart, as Markdown files may hold it.
std::string drawing_mermaid(const engine::Drawing& drawing);

// schema_version 1; its fields are described in engine/drawing/README.md.
std::string drawing_json(const engine::Drawing& drawing);

// The DOT form laid out by Graphviz, with tooltips. Where text breaks and how wide boxes are
// depends on the fonts of the machine. Fails where Graphviz is not complete.
rules::Result<std::string> drawing_svg(const engine::Drawing& drawing);

}  // namespace gatecast::reports
