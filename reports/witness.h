// A sign-in that shows something, in words, as JSON and as the command that shows it again.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/analysis/model.h"
#include "engine/decision.h"

namespace gatecast::reports {

// `gatecast decide` with no more of its facts than differ from an ordinary sign-in, for a shell.
std::string witness_command(const engine::Witness& witness, const std::string& path);
// With all of the facts, or with `only` these and `--fill` for the others.
std::string decide_command(const engine::Facts& facts, const std::vector<std::string>* only,
                           const std::string& path);
// When, the answer and what differs: indented lines.
std::string witness_text(const engine::Witness& witness, const engine::Graph& graph,
                         const std::string& path, std::string_view indent);
// An object, with the complete facts.
std::string witness_json(const engine::Witness& witness, const engine::Graph& graph,
                         const std::string& path);

// `policy.yaml:7: enforcement: risk_based`; where the policy is silent, just that text.
std::string line_text(const engine::DecidedBy& line, std::string_view file);
std::string line_json(const engine::DecidedBy& line);

}  // namespace gatecast::reports
