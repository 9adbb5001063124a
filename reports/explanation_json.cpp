#include <boost/json.hpp>

#include "reports/explanation.h"

namespace gatecast::reports {
namespace {

namespace json = boost::json;

json::string_view view(std::string_view text) { return {text.data(), text.size()}; }

void put_where(const engine::DecidedBy& where, json::object& out) {
  if (where.line == 0) {
    out["line"] = nullptr;
    return;
  }
  out["line"] = where.line;
  out["text"] = view(where.text);
  if (!where.extends.empty()) out["extends"] = view(where.extends);
}

json::array remarks(const std::vector<engine::Remark>& list) {
  json::array out;
  for (const engine::Remark& remark : list) {
    json::object each{{"says", view(remark.text)}};
    put_where(remark.where, each);
    out.push_back(std::move(each));
  }
  return out;
}

json::object clause(const engine::Clause& c) {
  constexpr std::string_view kinds[] = {"key", "all", "any", "not"};
  json::object out;
  if (c.kind == engine::Clause::Kind::key) {
    out["key"] = view(c.key.text);
    out["line"] = c.key.where.line;
    if (!c.key.where.extends.empty()) out["extends"] = view(c.key.where.extends);
    out["holds"] = c.holds;
    out["found"] = view(c.found);
    return out;
  }
  out["holds"] = c.holds;
  json::array parts;
  for (const engine::Clause& part : c.parts) parts.push_back(clause(part));
  out[view(kinds[static_cast<std::size_t>(c.kind)])] = std::move(parts);
  return out;
}

json::array rows(const engine::Explanation& explanation) {
  json::array out;
  for (const engine::RowRemarks& row : explanation.rows) {
    out.push_back(json::object{{"row", row.row},
                               {"condition", view(engine::row_condition(row.row))},
                               {"decides", row.decides},
                               {"because", remarks(row.because)}});
  }
  return out;
}

json::array settings(const engine::Explanation& explanation, const rules::Policy& policy) {
  json::array out;
  for (const engine::SettingInForce& setting : explanation.settings) {
    json::object each{{"key", view(setting.key)}, {"value", view(setting.value)}};
    if (setting.rule) {
      each["set_by"] = "rule";
      each["rule"] = view(policy.rules[*setting.rule].name.value);
    } else {
      each["set_by"] = setting.where.line == 0 ? "default" : "two_factor";
    }
    put_where(setting.where, each);
    out.push_back(std::move(each));
  }
  return out;
}

json::array rules_in_force(const engine::Explanation& explanation) {
  json::array out;
  for (const engine::RuleInForce& rule : explanation.rules) {
    json::object each{{"name", view(rule.name)}, {"line", rule.where.line}};
    if (!rule.where.extends.empty()) each["extends"] = view(rule.where.extends);
    each["kind"] = rule.decides ? "then" : "set";
    each["holds"] = rule.holds;
    each["counts"] = rule.counts;
    each["when"] = clause(rule.when);
    out.push_back(std::move(each));
  }
  return out;
}

template <class T>
void put_outcome(const T& leads_to, json::object& out) {
  out["outcome"] = view(name(leads_to.outcome));
  out["may_skip"] = leads_to.may_skip;
  out["reason"] = view(leads_to.reason);
}

json::array changes(const engine::Explanation& explanation) {
  json::array out;
  for (const engine::Change& change : explanation.changes) {
    json::array words;
    for (const std::string& each : change.words) words.push_back(view(each));
    json::object facts;
    for (const auto& fact : change.facts) facts[view(fact.name)] = json::parse(view(fact.value));
    json::object each{{"if", std::move(words)}, {"facts", std::move(facts)}};
    put_outcome(change, each);
    out.push_back(std::move(each));
  }
  return out;
}

}  // namespace

std::string explanation_json(const engine::Explanation& explanation, const rules::Policy& policy) {
  json::object out{{"rows", rows(explanation)},
                   {"settings", settings(explanation, policy)},
                   {"rules", rules_in_force(explanation)},
                   {"other_rules", explanation.other_rules},
                   {"changes", changes(explanation)}};
  if (explanation.later) {
    json::object later{{"at", view(rules::format_instant(explanation.later->at))}};
    put_outcome(*explanation.later, later);
    out["later"] = std::move(later);
  } else {
    out["later"] = nullptr;
  }
  return json::serialize(out);
}

}  // namespace gatecast::reports
