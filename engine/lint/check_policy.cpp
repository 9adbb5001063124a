#include "engine/lint/check_policy.h"

#include "engine/graph/decide.h"
#include "engine/lint/lint.h"
#include "rules/lint/lint.h"
#include "rules/policy_parser.h"

namespace gatecast::engine {

CheckedPolicy check_policy(const rules::Source& source, rules::Date today) {
  rules::ParsedPolicy parsed = rules::parse_policy(source);
  CheckedPolicy checked{std::move(parsed.policy), std::move(parsed.diagnostics), {}};
  if (!checked.policy) return checked;
  rules::lint(*checked.policy, today, checked.diagnostics);
  // What the other verbs would trip over belongs here too.
  if (const auto graph = compile(*checked.policy, source)) {
    rules::Diagnostics found;
    lint_graph(*graph.value(), found);
    for (const rules::Diagnostic& each : found.all()) {
      // A shipped policy is there to be extended: what it says beyond one's needs is no mistake.
      const bool is_own = &source.file(each.span.begin) == &source;
      if (is_own) checked.diagnostics.warning(each.code, each.span, each.message, each.help);
    }
  } else {
    checked.diagnostics.error("graph-too-large", checked.policy->name.span, graph.message());
  }
  checked.diagnostics.sort();
  checked.allowed = rules::take_allowed(source, checked.diagnostics);
  if (checked.diagnostics.has_errors()) checked.policy.reset();
  checked.diagnostics.sort();
  return checked;
}

}  // namespace gatecast::engine
