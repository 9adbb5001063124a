// The audit as CSV: accounts.csv is the list behind every number.
#include <fmt/format.h>

#include "reports/audit_since.h"
#include "reports/audit_words.h"
#include "reports/format.h"

namespace gatecast::reports {
namespace {

std::string summary(const Audit& audit) {
  std::string out;
  write_csv_row(out, {"category", "group", "accounts"});
  for (std::size_t c = 0; c < category_count; ++c) {
    const auto category = static_cast<Category>(c);
    write_csv_row(out, {name(category), name(group_of(category)), std::to_string(audit.counts[c])});
  }
  return out;
}

std::string roles(const Audit& audit) {
  std::string out = "role,type,admin,accounts,without_second_factor,without";
  for (std::size_t c = 0; c < category_count; ++c) {
    out += fmt::format(",{}", name(static_cast<Category>(c)));
  }
  out += "\r\n";
  for (const AuditedRole& role : audit.roles) {
    out += fmt::format("{},{},{},{},{},{}", csv_field(role_title(role)),
                       role.type ? rules::name(*role.type) : "", role.admin, total(role.counts),
                       without_second_factor(role.counts), csv_field(without_words(audit, role)));
    for (const std::uint64_t count : role.counts) out += fmt::format(",{}", count);
    out += "\r\n";
  }
  return out;
}

std::string exceptions(const Audit& audit) {
  std::string out;
  write_csv_row(out, {"kind", "whom", "reason", "owner", "approved_by", "last_covered_day", "over",
                      "line", "accounts"});
  for (const DeclaredException& e : audit.exceptions) {
    write_csv_row(out, {e.is_rule ? "rule" : "exclusion", e.whom, e.reason, e.owner, e.approved_by,
                        rules::format_date(e.last_day), e.is_over ? "true" : "false",
                        std::to_string(e.place.line), std::to_string(e.accounts.size())});
  }
  return out;
}

std::string dates(const Audit& audit) {
  std::string out;
  write_csv_row(out, {"date", "kind", "what", "id"});
  for (const AuditDate& date : audit.dates) {
    const std::string day = rules::format_date(date.date);
    // A date that touches nobody is one still.
    if (date.accounts.empty()) write_csv_row(out, {day, name(date.kind), date.what, ""});
    for (const std::uint32_t i : date.accounts) {
      write_csv_row(out, {day, name(date.kind), date.what, audit.id(i)});
    }
  }
  return out;
}

std::string changes(const Audit& audit) {
  std::string out;
  write_csv_row(out, {"date", "from", "to", "from_decision", "to_decision", "id"});
  for (const AuditChange& change : audit.changes) {
    const std::string day = rules::format_date(change.date);
    const std::string from = category_words(change.from);
    const std::string to = category_words(change.to);
    for (const std::uint32_t i : change.accounts) {
      write_csv_row(
          out, {day, name(change.from.category), name(change.to.category), from, to, audit.id(i)});
    }
  }
  return out;
}

std::string accounts(const Audit& audit) {
  std::string out;
  write_csv_row(
      out, {"id", "type", "roles", "category", "group", "outcome", "reason", "methods", "deadline",
            "line", "excluded_because", "owner", "approved_by", "last_covered_day", "unknown",
            "changes_at", "next_category", "next_decision"});
  for (std::uint32_t i = 0; i < audit.accounts.size(); ++i) {
    const AuditedAccount& account = audit.accounts[i];
    const engine::Account facts = audit.account(i);
    const DeclaredException* e = exception_of(audit, account);
    const bool changes = account.changes_at != rules::instant_max;
    const std::uint32_t line = account.now.rule->line;
    write_csv_row(
        out,
        {*facts.id.if_known(), type_of(facts), joined(roles_of(facts), ";"),
         name(account.now.category), name(group_of(account.now.category)),
         rules::name(account.now.outcome), account.now.reason,
         method_names(account.now.methods, ";"),
         account.now.deadline ? rules::format_instant(*account.now.deadline) : std::string(),
         line > 0 ? std::to_string(line) : "", e != nullptr ? e->reason : "",
         e != nullptr ? e->owner : "", e != nullptr ? e->approved_by : "",
         e != nullptr ? rules::format_date(e->last_day) : "",
         joined(unknown_of(audit, account), ";"),
         changes ? rules::format_instant(account.changes_at)
                 : std::string(account.is_dated ? "" : "unknown"),
         changes ? name(account.next.category) : "", changes ? category_words(account.next) : ""});
  }
  return out;
}

}  // namespace

std::vector<NamedFile> audit_csv(const Audit& audit) {
  std::vector<NamedFile> files = {
      {"summary.csv", summary(audit)},       {"roles.csv", roles(audit)},
      {"exceptions.csv", exceptions(audit)}, {"dates.csv", dates(audit)},
      {"changes.csv", changes(audit)},       {"accounts.csv", accounts(audit)}};
  for (NamedFile& file : since_csv(audit)) files.push_back(std::move(file));
  return files;
}

}  // namespace gatecast::reports
