// What the tests of pictures share.
#pragma once

#include <memory>
#include <string>

#include "engine/drawing/draw.h"
#include "engine/graph/decide.h"

namespace gatecast::drawing {

// Nothing where the policy is wrong or too large.
std::shared_ptr<const engine::Graph> compiled(const std::string& text,
                                              engine::Shape shape = engine::Shape::by_size);
std::shared_ptr<const engine::Graph> compiled_file(const std::string& path);

// Of facts as JSON; what is missing is filled in as `decide --fill` does.
engine::Answer answered(const engine::Graph& graph, const std::string& facts);

engine::Drawing drawn(const engine::Graph& graph);
// With the path of one sign-in.
engine::Drawing highlighted(const engine::Graph& graph, const engine::Answer& answer);

// What is wrong with the highlighted path: empty if it leads from the sign-in, arrow by arrow, to
// one ending, which is that of the decision.
std::string fault_of_path(const engine::Drawing& drawing, const engine::Decision& decision);

}  // namespace gatecast::drawing
