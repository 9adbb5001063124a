#include <algorithm>

#include "engine/explain/explanation.h"
#include "engine/explain/parts.h"
#include "engine/explain/row_remarks.h"
#include "engine/unknown/answer.h"

namespace gatecast::engine {
namespace {

// Of more rules, those that do not hold would bury the others.
constexpr std::size_t most_rules = 30;

}  // namespace

std::vector<RowRemarks> explain_rows(SignInWords& words, const Decision& decision) {
  ScopeRemarks scope(words, decision);
  FactorRemarks factor(words, decision);
  std::vector<RowRemarks> rows;
  for (int row = 1; row <= decision.row; ++row) {
    const bool decides = row == decision.row;
    rows.push_back({row, decides, row < 10 ? scope.row(row) : factor.row(row)});
  }
  return rows;
}

rules::Result<Explanation> explain(const Graph& graph, const Facts& facts) {
  auto answered = answer(graph, facts);
  if (!answered) return answered.failure();
  Answer& answer = answered.value();
  Explanation out;
  out.decision = answer.decision;
  out.unknown = std::move(answer.unknown);
  SignInWords words(graph, answer.facts);
  out.rows = explain_rows(words, out.decision);
  out.rules = explain_rules(words, out.decision);
  out.settings = explain_settings(words, out.rules);
  if (out.rules.size() > most_rules) {
    out.other_rules = std::erase_if(out.rules, [](const RuleInForce& rule) { return !rule.holds; });
  }
  out.changes = nearest_changes(graph, facts, out.decision);
  if (out.unknown.empty()) out.later = next_outcome(graph, answer.facts);
  return out;
}

}  // namespace gatecast::engine
