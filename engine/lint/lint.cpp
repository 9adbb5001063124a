#include "engine/lint/lint.h"

#include "engine/lint/lints.h"

namespace gatecast::engine {

void lint_graph(const Graph& graph, rules::Diagnostics& diagnostics) {
  Regions regions(graph);
  rules::Diagnostics found;
  if (!regions.too_large()) {
    lint_rules(regions, found);
    lint_order(regions, found);
    lint_reach(regions, found);
    lint_people(regions, found);
    lint_stages(regions, graph, found);
  }
  if (regions.too_large()) {
    diagnostics.warning("lint-too-large", graph.policy.name.span,
                        "the policy is too large to look for rules and settings that no sign-in "
                        "meets",
                        "other warnings are complete");
    return;
  }
  for (const rules::Diagnostic& each : found.all()) {
    diagnostics.warning(each.code, each.span, each.message, each.help);
  }
}

}  // namespace gatecast::engine
