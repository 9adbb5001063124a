// What `verify --holes` found, as text for a terminal and as JSON for programs.
#pragma once

#include <string>
#include <vector>

#include "engine/analysis/holes.h"
#include "rules/source.h"

namespace gatecast::reports {

// `path` is the policy as the user named it, for the commands that show witnesses.
std::string holes_text(const rules::Source& source, const std::string& path,
                       const engine::Graph& graph, const std::vector<engine::Hole>& holes);
std::string holes_json(const rules::Source& source, const std::string& path,
                       const engine::Graph& graph, const std::vector<engine::Hole>& holes);

}  // namespace gatecast::reports
