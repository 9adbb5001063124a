// The groups of lints that `lint_graph` runs.
#pragma once

#include "engine/lint/regions.h"
#include "rules/diagnostic.h"

namespace gatecast::engine {

void lint_rules(Regions& regions, rules::Diagnostics& diagnostics);
void lint_order(Regions& regions, rules::Diagnostics& diagnostics);
void lint_reach(Regions& regions, rules::Diagnostics& diagnostics);
void lint_people(Regions& regions, rules::Diagnostics& diagnostics);
void lint_stages(Regions& regions, const Graph& graph, rules::Diagnostics& diagnostics);

// Where a message about a rule points: its name, else its first line.
rules::Span place_of(const rules::Rule& rule);
bool never_applies(Regions& regions, std::size_t rule);
bool is_overridden(Regions& regions, std::size_t rule);

}  // namespace gatecast::engine
