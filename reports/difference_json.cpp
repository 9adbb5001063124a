#include <fmt/format.h>

#include "engine/decision_json.h"
#include "engine/explain/explanation.h"
#include "engine/facts_writer.h"
#include "reports/difference.h"
#include "reports/difference_words.h"
#include "reports/explanation.h"
#include "reports/format.h"
#include "reports/witness.h"

namespace gatecast::reports {
namespace {

std::string list(const std::vector<std::string>& items) {
  std::string out = "[";
  for (const std::string& item : items) out += (out.size() > 1 ? ", " : "") + item;
  return out + "]";
}

std::string texts(const std::vector<std::string>& items) {
  std::vector<std::string> quoted;
  for (const std::string& item : items) quoted.push_back(json_string(item));
  return list(quoted);
}

std::string restriction(const engine::Restriction& r) {
  std::string out = fmt::format("{{\"fact\": {}", json_string(r.fact));
  if (!r.piece.empty()) out += fmt::format(", \"of\": {}", json_string(r.piece));
  if (r.from) out += fmt::format(", \"from\": {}", json_string(rules::format_instant(*r.from)));
  if (r.until) out += fmt::format(", \"until\": {}", json_string(rules::format_instant(*r.until)));
  if (!r.values.empty()) {
    out += fmt::format(", \"{}\": {}", r.is_not ? "is_not" : "is", texts(r.values));
  }
  return out + "}";
}

std::string conditions(const std::vector<engine::Condition>& all) {
  std::vector<std::string> out;
  for (const engine::Condition& condition : all) {
    std::vector<std::string> restrictions;
    for (const engine::Restriction& each : condition.restrictions) {
      restrictions.push_back(restriction(each));
    }
    out.push_back(list(restrictions));
  }
  return list(out);
}

std::string side(const engine::Graph& graph, const engine::Answer& answer,
                 const engine::Facts& facts) {
  std::string out;
  engine::write_decision(answer.decision, graph.policy, {answer.unknown, nullptr}, out);
  const auto explained = engine::explain(graph, facts);
  const std::string why =
      explained ? explanation_json(explained.value(), graph.policy) : std::string("null");
  return fmt::format("{{\"answer\": {}, \"explained\": {}}}", out, why);
}

std::string changed(const engine::ChangedAnswer& change, const DifferenceSides& sides) {
  std::string facts;
  engine::write_facts(change.witness.facts, nullptr, facts);
  return fmt::format(
      "{{\"change\": {}, \"what\": \"{}\", \"accounts\": \"{}\",\n  \"where\": {}, "
      "\"has_more_conditions\": {},\n  \"witness\": {{\"facts\": {}, \"differs\": {}, \"command\": "
      "{}}},\n  \"old\": {},\n  \"new\": {}}}",
      json_string(change_words(change)), name(change.what),
      change.of_unsettled ? "unsettled" : "settled", conditions(change.conditions),
      change.has_more_conditions, facts, texts(change.witness.differing),
      json_string(witness_command(change.witness, sides.after_path)),
      side(sides.before, change.witness.answer, change.witness.facts),
      side(sides.after, change.new_answer, change.witness.facts));
}

std::string of_policy(const engine::Graph& graph) {
  return fmt::format("{{\"input\": {}, \"policy\": {}, \"revision\": {}}}",
                     json_string(graph.source.name()), json_string(graph.policy.name.value),
                     graph.policy.revision);
}

}  // namespace

std::string difference_json(const DifferenceSides& sides, const engine::Difference& difference,
                            const std::string& people, const std::string& log) {
  std::string out = fmt::format(
      "{{\"schema_version\": 1, \"old\": {}, \"new\": {}, \"same\": {},\n\"classes\": [",
      of_policy(sides.before), of_policy(sides.after),
      difference.answers.empty() && !difference.has_nameless);
  for (const engine::ChangedAnswer& each : difference.answers) {
    out += (out.ends_with('[') ? "\n" : ",\n") + changed(each, sides);
  }
  out += "],\n\"limits\": [";
  for (const engine::ChangedLimits& each : difference.limits) {
    out +=
        fmt::format("{}{{\"changes\": {}, \"where\": {}, \"has_more_conditions\": {}}}",
                    out.ends_with('[') ? "\n" : ",\n", texts(limits_words(each.before, each.after)),
                    conditions(each.conditions), each.has_more_conditions);
  }
  out += fmt::format("],\n\"not_compared\": {}, \"also_rare_users\": {}",
                     texts(difference.left_out), difference.has_nameless);
  if (!people.empty()) out += ",\n\"people\": " + people;
  if (!log.empty()) out += ",\n\"log\": " + log;
  return out + "}\n";
}

}  // namespace gatecast::reports
