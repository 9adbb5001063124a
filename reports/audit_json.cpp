// The audit as JSON, `schema_version` 1: each number with its list.
#include <fmt/format.h>

#include "reports/audit_since.h"
#include "reports/audit_words.h"
#include "reports/format.h"
#include "reports/witness.h"

namespace gatecast::reports {
namespace {

std::string text_list(const std::vector<std::string>& items) {
  std::string out = "[";
  for (const std::string& item : items) {
    if (out.size() > 1) out += ", ";
    out += json_string(item);
  }
  return out + "]";
}

std::string methods_json(const engine::MethodList& methods) {
  std::vector<std::string> names;
  for (const rules::Method method : methods) names.emplace_back(rules::name(method));
  return text_list(names);
}

std::string deadline_json(const AuditState& state) {
  return state.deadline ? json_string(rules::format_instant(*state.deadline)) : "null";
}

std::string state_json(const AuditState& state) {
  return fmt::format(
      "{{\"category\": \"{}\", \"outcome\": \"{}\", \"reason\": {}, \"methods\": {}, "
      "\"deadline\": {}}}",
      name(state.category), rules::name(state.outcome), json_string(state.reason),
      methods_json(state.methods), deadline_json(state));
}

std::string run_json(const Audit& audit) {
  const AuditPlan& plan = audit.plan;
  return fmt::format(
      "{{\"version\": {}, \"policy\": {}, \"revision\": {}, \"policy_digest\": {}, "
      "\"population_digest\": {}, \"accounts\": {}, \"at\": \"{}\", \"time_zone\": {}, "
      "\"last_day\": \"{}\", \"sign_in\": {}, \"counted\": {}}}",
      json_string(plan.version), json_string(audit.policy().name.value), audit.policy().revision,
      json_string(plan.policy_digest), json_string(plan.population_digest), audit.accounts.size(),
      rules::format_instant(plan.at), json_string(audit.policy().zone.name()),
      rules::format_date(audit.last_day), text_list(plan.sign_in.given),
      text_list(counted_how(audit)));
}

void account_json(std::string& out, const Audit& audit, std::uint32_t index) {
  const AuditedAccount& account = audit.accounts[index];
  const engine::Account facts = audit.account(index);
  const std::string type = type_of(facts);
  out += fmt::format(
      "{{\"id\": {}, \"type\": {}, \"roles\": {}, \"outcome\": \"{}\", \"reason\": {}, "
      "\"methods\": {}, \"deadline\": {}, \"line\": {}",
      json_string(*facts.id.if_known()), type.empty() ? "null" : json_string(type),
      text_list(roles_of(facts)), rules::name(account.now.outcome), json_string(account.now.reason),
      methods_json(account.now.methods), deadline_json(account.now), account.now.rule->line);
  if (account.exception >= 0) out += fmt::format(", \"exception\": {}", account.exception);
  if (account.unknown > 0) out += ", \"unknown\": " + text_list(unknown_of(audit, account));
  if (account.changes_at != rules::instant_max) {
    out += fmt::format(", \"changes_at\": \"{}\", \"next\": {}",
                       rules::format_instant(account.changes_at), state_json(account.next));
  }
  if (!account.is_dated) out += ", \"dated\": false";
  out += "}";
}

void write_categories(std::string& out, const Audit& audit) {
  out += ",\n\"categories\": [";
  for (std::size_t c = 0; c < category_count; ++c) {
    const auto category = static_cast<Category>(c);
    out += fmt::format(
        "{}{{\"category\": \"{}\", \"group\": \"{}\", \"count\": {}, "
        "\"accounts\": [",
        c == 0 ? "\n" : ",\n", name(category), name(group_of(category)), audit.counts[c]);
    for (const std::uint32_t i : audit.lists[c]) {
      out += out.ends_with('[') ? "\n  " : ",\n  ";
      account_json(out, audit, i);
    }
    out += "]}";
  }
  out += "\n]";
}

void write_roles(std::string& out, const Audit& audit) {
  out += ",\n\"roles\": [";
  for (const AuditedRole& role : audit.roles) {
    const bool is_real = !role.name.empty() && role.name != "?";
    out += fmt::format(
        "{}{{\"role\": {}, \"title\": {}, \"type\": {}, \"admin\": {}, \"count\": {}, "
        "\"without_second_factor\": {}, \"without\": {}, \"categories\": {}}}",
        out.ends_with('[') ? "\n" : ",\n", is_real ? json_string(role.name) : "null",
        json_string(role_title(role)), role.type ? json_string(rules::name(*role.type)) : "null",
        role.admin, total(role.counts), without_second_factor(role.counts),
        json_string(without_words(audit, role)), counts_json(role.counts));
  }
  out += "\n]";
}

void write_exceptions(std::string& out, const Audit& audit) {
  out += ",\n\"exceptions\": [";
  for (const DeclaredException& e : audit.exceptions) {
    out += fmt::format(
        "{}{{\"kind\": \"{}\", \"whom\": {}, \"reason\": {}, \"owner\": {}, \"approved_by\": {}, "
        "\"last_covered_day\": \"{}\", \"over\": {}, {}, \"count\": {}, \"accounts\": {}}}",
        out.ends_with('[') ? "\n" : ",\n", e.is_rule ? "rule" : "exclusion", json_string(e.whom),
        json_string(e.reason), json_string(e.owner), json_string(e.approved_by),
        rules::format_date(e.last_day), e.is_over, line_json(e.place), e.accounts.size(),
        ids_json(audit, e.accounts));
  }
  out += "\n]";
  out += ",\n\"emergency_access\": ";
  const auto& emergency = audit.policy().emergency_access;
  if (!emergency) {
    out += "null";
    return;
  }
  std::vector<std::string> named;
  for (const auto& account : emergency->accounts) named.push_back(account.value);
  const AccountList& found = audit.lists[static_cast<std::size_t>(Category::emergency_access)];
  out += fmt::format(
      "{{\"named\": {}, \"owner\": {}, \"approved_by\": {}, \"review_by\": {}, \"count\": {}, "
      "\"accounts\": {}}}",
      text_list(named), json_string(emergency->owner), json_string(emergency->approved_by),
      emergency->review_by ? json_string(rules::format_date(emergency->review_by->value)) : "null",
      found.size(), ids_json(audit, found));
}

void write_dates(std::string& out, const Audit& audit) {
  out += ",\n\"dates\": [";
  for (const AuditDate& date : audit.dates) {
    out += fmt::format(
        "{}{{\"date\": \"{}\", \"kind\": \"{}\", \"what\": {}, \"count\": {}, \"accounts\": {}}}",
        out.ends_with('[') ? "\n" : ",\n", rules::format_date(date.date), name(date.kind),
        json_string(date.what), date.accounts.size(), ids_json(audit, date.accounts));
  }
  out += "\n],\n\"changes\": [";
  for (const AuditChange& change : audit.changes) {
    out += fmt::format(
        "{}{{\"date\": \"{}\", \"from\": {}, \"to\": {}, \"count\": {}, \"accounts\": {}}}",
        out.ends_with('[') ? "\n" : ",\n", rules::format_date(change.date), state_json(change.from),
        state_json(change.to), change.accounts.size(), ids_json(audit, change.accounts));
  }
  out += fmt::format("\n],\n\"undated\": {}, \"changing_often\": {},\n\"unknown_facts\": [",
                     audit.undated, audit.changing_often);
  for (const UnknownFact& fact : audit.unknown_facts) {
    out += fmt::format("{}{{\"fact\": {}, \"count\": {}}}", out.ends_with('[') ? "\n" : ",\n",
                       json_string(fact.name), fact.accounts);
  }
  out += "\n]";
}

}  // namespace

std::string ids_json(const Audit& audit, const AccountList& list) {
  std::string out = "[";
  for (const std::uint32_t i : list) {
    if (out.size() > 1) out += ", ";
    out += json_string(audit.id(i));
  }
  return out + "]";
}

std::string counts_json(const Counts& counts) {
  std::string out = "{";
  for (std::size_t c = 0; c < category_count; ++c) {
    out +=
        fmt::format("{}\"{}\": {}", c == 0 ? "" : ", ", name(static_cast<Category>(c)), counts[c]);
  }
  return out + "}";
}

std::string audit_json(const Audit& audit) {
  std::string out = "{\"schema_version\": 1,\n\"run\": " + run_json(audit);
  out += ",\n\"summary\": " + counts_json(audit.counts);
  write_roles(out, audit);
  write_exceptions(out, audit);
  write_dates(out, audit);
  write_categories(out, audit);
  if (audit.since != nullptr) out += ",\n\"since\": " + since_json(audit);
  return out + "}\n";
}

}  // namespace gatecast::reports
