#include <fmt/format.h>

#include "engine/graph/graph.h"
#include "reports/audit_since.h"
#include "reports/audit_words.h"
#include "reports/format.h"

namespace gatecast::reports {

std::string since_json(const Audit& audit) {
  if (audit.since == nullptr) return {};
  const AuditSince& since = *audit.since;
  const rules::Policy& before = since.before.policy();
  std::string out = fmt::format(
      "{{\"input\": {}, \"policy\": {}, \"revision\": {}, \"policy_digest\": {},\n"
      "\"summary\": {}, \"moved\": {},\n\"moves\": [",
      json_string(engine::source_of(*since.before.plan.graph).name()),
      json_string(before.name.value), before.revision, json_string(since.before.plan.policy_digest),
      counts_json(since.before.counts), since.moved);
  for (const AuditMove& move : since.moves) {
    out += fmt::format("{}{{\"from\": \"{}\", \"to\": \"{}\", \"count\": {}, \"accounts\": {}}}",
                       out.ends_with('[') ? "\n" : ",\n", name(move.from), name(move.to),
                       move.accounts.size(), ids_json(audit, move.accounts));
  }
  out += "],\n\"people\": " + people_json(since.people, since.people_plan);
  out += ",\n\"difference\": " + difference_json(since.sides(), since.difference, {}, {});
  out.pop_back();  // the line end
  return out + "}";
}

}  // namespace gatecast::reports
