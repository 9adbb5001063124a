// Labels of a drawing as lines that fit a box: plain text, to be escaped by the writer.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/drawing/drawing.h"

namespace gatecast::reports {

// Broken at spaces where there are any, so that no line has more than 46 characters. A text that
// needs more than four lines is cut off with an ellipsis. Control characters are spaces.
std::vector<std::string> label_lines(const engine::DrawingNode& node);

// The whole, uncut, on one line each: for tooltips.
std::string tooltip(const engine::DrawingNode& node);

// What stands above the picture: the policy, the time zone and the highlighted decision.
std::vector<std::string> heading(const engine::Drawing& drawing);

// What stands below: what no sign-in comes to; empty if nothing.
std::vector<std::string> footing(const engine::Drawing& drawing);

// The word for a kind of node, in JSON and as a class in Mermaid.
std::string_view name(engine::DrawingNode::Kind kind);

}  // namespace gatecast::reports
