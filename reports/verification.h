// What `verify` found, as text for a terminal and as JSON for programs.
#pragma once

#include <string>
#include <vector>

#include "engine/analysis/verify.h"
#include "rules/source.h"

namespace gatecast::reports {

// `path` is the policy as the user named it, for the command that shows a witness.
std::string verification_text(const rules::Source& source, const std::string& path,
                              const engine::Graph& graph,
                              const std::vector<engine::Verdict>& verdicts);
std::string verification_json(const rules::Source& source, const std::string& path,
                              const engine::Graph& graph,
                              const std::vector<engine::Verdict>& verdicts);

}  // namespace gatecast::reports
