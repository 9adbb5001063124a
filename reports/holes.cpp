#include "reports/holes.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/graph/graph.h"
#include "reports/format.h"
#include "reports/witness.h"

namespace gatecast::reports {
namespace {

using engine::Hole;
using engine::HoleKind;

std::string title(const Hole& hole) {
  switch (hole.kind) {
    case HoleKind::emergency_access:
      return "an emergency account";
    case HoleKind::switched_off:
      return "two-factor sign-in is switched off";
    case HoleKind::rule:
      return "a rule allows it";
    case HoleKind::exempt_channel:
      return fmt::format("channel {} is exempt", plain(hole.channel));
    case HoleKind::stage_not_started:
      return "the user's stage has not started";
    case HoleKind::no_stage:
      return "the user is in no stage";
    case HoleKind::undeclared_role:
      return "the user is in no stage, and has a role that nobody declared";
    case HoleKind::exclusion:
      return "the user is excluded";
    case HoleKind::grace:
      return "the enrollment may be skipped, and nothing is asked instead";
    case HoleKind::recognized_device:
      return "the device is recognized by its cookie";
    case HoleKind::recognized_address:
      return "the device is recognized by its address alone";
    case HoleKind::enrollment_by_password:
      break;
  }
  return "an enrollment that asks for the password alone";
}

std::size_t undeclared(const std::vector<Hole>& holes) {
  return static_cast<std::size_t>(
      std::count_if(holes.begin(), holes.end(), [](const Hole& hole) { return !hole.declared; }));
}

}  // namespace

std::string holes_text(const rules::Source& source, const std::string& path,
                       const engine::Graph& graph, const std::vector<Hole>& holes) {
  std::string out;
  std::string_view reason;
  for (const Hole& hole : holes) {
    if (hole.reason != reason) out += fmt::format("{}\n", plain(hole.reason));
    reason = hole.reason;
    out += fmt::format("  {}: {}\n", hole.declared ? "declared" : "not declared", title(hole));
    out += fmt::format("    {}: {}\n", hole.declared ? "by" : "at",
                       line_text(hole.line, source.name()));
    out += witness_text(hole.witness, graph, path, "    ");
  }
  return out + fmt::format("{}: {} declared, {} not declared\n", source.name(),
                           holes.size() - undeclared(holes), undeclared(holes));
}

std::string holes_json(const rules::Source& source, const std::string& path,
                       const engine::Graph& graph, const std::vector<Hole>& holes) {
  std::string out = fmt::format(
      "{{\"schema_version\": 1, \"input\": {}, \"policy\": {}, \"revision\": {}, \"declared\": {}, "
      "\"not_declared\": {},\n\"holes\": [",
      json_string(source.name()), json_string(graph.policy.name.value), graph.policy.revision,
      holes.size() - undeclared(holes), undeclared(holes));
  for (const Hole& hole : holes) {
    out += fmt::format(
        "{}{{\"reason\": {}, \"kind\": \"{}\", \"channel\": {}, \"declared\": {}, {}, "
        "\"witness\": {}}}",
        out.ends_with('[') ? "\n" : ",\n", json_string(hole.reason), engine::name(hole.kind),
        hole.channel.empty() ? "null" : json_string(hole.channel), hole.declared,
        line_json(hole.line), witness_json(hole.witness, graph, path));
  }
  return out + "]}\n";
}

}  // namespace gatecast::reports
