#include "reports/verification.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/graph/graph.h"
#include "reports/format.h"
#include "reports/witness.h"

namespace gatecast::reports {
namespace {

using engine::Verdict;
using Kind = Verdict::Kind;

std::size_t count(const std::vector<Verdict>& verdicts, Kind kind) {
  return static_cast<std::size_t>(
      std::count_if(verdicts.begin(), verdicts.end(),
                    [&](const Verdict& verdict) { return verdict.kind == kind; }));
}

const rules::Assertion& assertion_of(const engine::Graph& graph, const Verdict& verdict) {
  return graph.policy.assertions[verdict.assertion];
}

std::string explained(const rules::Source& source, const std::string& path,
                      const engine::Graph& graph, const Verdict& verdict) {
  switch (verdict.kind) {
    case Kind::proved:
      return "";
    case Kind::vacuous:
      return "    no sign-in ever meets its `when`, `from` and `until`: it says nothing\n";
    case Kind::undecided:
      return fmt::format("    {}\n", verdict.why);
    case Kind::refuted:
      break;
  }
  std::string out = witness_text(*verdict.witness, graph, path, "    ");
  for (const engine::Responsible& each : verdict.responsible) {
    out += fmt::format("    {}: {}\n", each.part, line_text(each.line, source.name()));
  }
  return out;
}

}  // namespace

std::string verification_text(const rules::Source& source, const std::string& path,
                              const engine::Graph& graph, const std::vector<Verdict>& verdicts) {
  std::string out;
  for (const Verdict& verdict : verdicts) {
    const rules::Assertion& assertion = assertion_of(graph, verdict);
    out +=
        fmt::format("{:<9} {} ({}:{})\n", engine::name(verdict.kind), plain(assertion.name.value),
                    source.name(), source.position(assertion.span.begin).line);
    out += explained(source, path, graph, verdict);
  }
  std::string summary;
  for (const Kind kind : {Kind::proved, Kind::refuted, Kind::vacuous, Kind::undecided}) {
    const std::size_t number = count(verdicts, kind);
    if (number == 0 && kind != Kind::proved) continue;
    summary += fmt::format("{}{} {}", summary.empty() ? "" : ", ", number, engine::name(kind));
  }
  return out + fmt::format("{}: {}\n", source.name(), summary);
}

std::string verification_json(const rules::Source& source, const std::string& path,
                              const engine::Graph& graph, const std::vector<Verdict>& verdicts) {
  std::string out = fmt::format(
      "{{\"schema_version\": 1, \"input\": {}, \"policy\": {}, \"revision\": {}, \"proved\": {}, "
      "\"refuted\": {}, \"vacuous\": {}, \"undecided\": {},\n\"assertions\": [",
      json_string(source.name()), json_string(graph.policy.name.value), graph.policy.revision,
      count(verdicts, Kind::proved), count(verdicts, Kind::refuted), count(verdicts, Kind::vacuous),
      count(verdicts, Kind::undecided));
  for (const Verdict& verdict : verdicts) {
    const rules::Assertion& assertion = assertion_of(graph, verdict);
    out += fmt::format("{}{{\"name\": {}, \"line\": {}, \"verdict\": \"{}\", \"why\": {}",
                       out.ends_with('[') ? "\n" : ",\n", json_string(assertion.name.value),
                       source.position(assertion.span.begin).line, engine::name(verdict.kind),
                       verdict.why.empty() ? "null" : json_string(verdict.why));
    out += ", \"responsible\": [";
    for (const engine::Responsible& each : verdict.responsible) {
      out += fmt::format("{}{{\"part\": {}, {}}}", out.ends_with('[') ? "" : ", ",
                         json_string(each.part), line_json(each.line));
    }
    out += "], \"witness\": ";
    out += verdict.witness ? witness_json(*verdict.witness, graph, path) : "null";
    out += '}';
  }
  return out + "]}\n";
}

}  // namespace gatecast::reports
