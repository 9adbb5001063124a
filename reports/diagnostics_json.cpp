#include <fmt/format.h>

#include "reports/diagnostics.h"
#include "reports/format.h"
#include "rules/library.h"

namespace gatecast::reports {
namespace {

std::string severity(const rules::Diagnostic& diagnostic) {
  return diagnostic.severity == rules::Severity::error ? "error" : "warning";
}

std::string fields(const rules::Source& source, const rules::Diagnostic& diagnostic) {
  const rules::Position begin = source.position(diagnostic.span.begin);
  const rules::Position end = source.position(diagnostic.span.end);
  const std::string help = diagnostic.help.empty() ? "null" : json_string(diagnostic.help);
  // A line of a shipped policy is none of the input.
  const rules::LibraryPolicy* shipped = rules::library_policy_at(diagnostic.span.begin);
  const std::string extends =
      shipped == nullptr ? "" : fmt::format(", \"extends\": {}", json_string(shipped->name));
  return fmt::format(
      "\"code\": {}, \"severity\": \"{}\", \"message\": {}, \"help\": {}, \"line\": {}, "
      "\"column\": {}, \"end_line\": {}, \"end_column\": {}{}",
      json_string(diagnostic.code), severity(diagnostic), json_string(diagnostic.message), help,
      begin.line, begin.column, end.line, end.column, extends);
}

std::string separator(std::string_view out) { return out.ends_with('[') ? "\n" : ",\n"; }

}  // namespace

std::string diagnostics_json(const rules::Source& source, const engine::CheckedPolicy& checked) {
  const rules::Diagnostics& diagnostics = checked.diagnostics;
  std::string out =
      fmt::format("{{\"schema_version\": 1, \"input\": {}, ", json_string(source.name()));
  if (checked.policy) {
    out += fmt::format("\"ok\": true, \"policy\": {}, \"revision\": {}, ",
                       json_string(checked.policy->name.value), checked.policy->revision);
  } else {
    out += "\"ok\": false, \"policy\": null, \"revision\": null, ";
  }
  out += fmt::format("\"errors\": {}, \"warnings\": {},\n\"diagnostics\": [", diagnostics.errors(),
                     diagnostics.warnings());
  for (const rules::Diagnostic& each : diagnostics.all()) {
    out += fmt::format("{}{{{}}}", separator(out), fields(source, each));
  }
  out += "],\n\"allowed\": [";
  for (const rules::AllowedDiagnostic& each : checked.allowed) {
    out += fmt::format("{}{{{}, \"because\": {}}}", separator(out), fields(source, each.diagnostic),
                       json_string(each.reason));
  }
  return out + "]}\n";
}

}  // namespace gatecast::reports
