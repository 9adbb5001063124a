// What changed since another policy: a section of the page.
#include <fmt/format.h>

#include <algorithm>

#include "engine/graph/graph.h"
#include "reports/audit_page.h"
#include "reports/audit_since.h"
#include "reports/audit_words.h"
#include "reports/difference_words.h"
#include "reports/format.h"
#include "reports/page.h"
#include "reports/witness.h"

namespace gatecast::reports {
namespace {

// A browser does not like more rows in a table: since_dates.csv has all.
constexpr std::size_t most_dates = 500;

std::string counts(const Audit& audit) {
  const Counts& before = audit.since->before.counts;
  std::string body;
  for (std::size_t c = 0; c < category_count; ++c) {
    if (before[c] == 0 && audit.counts[c] == 0) continue;
    body += fmt::format("<tr data-since=\"{}\">", name(static_cast<Category>(c))) +
            row_head(title(static_cast<Category>(c))) + cell(page_number(before[c])) +
            cell(page_number(audit.counts[c])) + "</tr>\n";
  }
  return page_table({"", "before", "now"}, body);
}

std::string moves(const Audit& audit) {
  std::string out =
      fmt::format("<h3>In another category: {} accounts</h3>\n", page_number(audit.since->moved));
  std::string body;
  for (const AuditMove& move : audit.since->moves) {
    body += "<tr>" + row_head(title(move.from)) + wide_cell(title(move.to)) +
            cell(page_number(move.accounts.size())) + behind_click(audit, move.accounts) +
            "</tr>\n";
  }
  return body.empty() ? out : out + page_table({"before", "now", "accounts", ""}, body);
}

std::string dates(const Audit& audit) {
  const AuditSince& since = *audit.since;
  std::string out = "<h3>Who gets another answer, and from when</h3>\n<p>" +
                    html(people_summary(since.people, since.people_plan)) + ".</p>\n";
  const auto& all = since.people.changes;
  std::string body;
  for (std::size_t i = 0; i < std::min(all.size(), most_dates); ++i) {
    const PeopleChange& change = all[i];
    body += "<tr>" + row_head(people_dates(change, since.people_plan)) + wide_cell(change.before) +
            wide_cell(change.after) + cell(page_number(change.accounts.size())) +
            cell(page_number(change.administrators)) + behind_click(audit, change.accounts) +
            "</tr>\n";
  }
  if (!body.empty()) {
    out += page_table({"when", "before", "now", "accounts", "administrators", ""}, body);
  }
  if (all.size() > most_dates) {
    out += fmt::format("<p>And {} more: since_dates.csv of --csv.</p>\n",
                       page_number(all.size() - most_dates));
  }
  return out;
}

std::string example(const engine::ChangedAnswer& change, const DifferenceSides& sides) {
  return fmt::format(
      "<td class=\"source\"><details><summary>example</summary>{}<br>{}<br><code>{}</code>"
      "</details></td>",
      html("before: " + answer_words(change.witness.answer.decision) + "; " +
           line_text(*change.witness.answer.decision.rule, sides.before.source.name())),
      html("now: " + answer_words(change.new_answer.decision) + "; " +
           line_text(*change.new_answer.decision.rule, sides.after.source.name())),
      html(witness_command(change.witness, sides.after_path)));
}

std::string sign_ins(const Audit& audit) {
  const engine::Difference& difference = audit.since->difference;
  const DifferenceSides sides = audit.since->sides();
  std::string body;
  for (const engine::ChangedAnswer& change : difference.answers) {
    body +=
        "<tr>" + row_head(change_words(change)) +
        wide_cell(conditions_words(change.conditions, change.has_more_conditions, sides.before)) +
        example(change, sides) + "</tr>\n";
  }
  for (const engine::ChangedLimits& each : difference.limits) {
    body += "<tr>" + row_head("limits: " + joined(limits_words(each.before, each.after))) +
            wide_cell(conditions_words(each.conditions, each.has_more_conditions, sides.before)) +
            "<td></td></tr>\n";
  }
  std::string out = "<h3>Which sign-ins get another answer at all</h3>\n";
  if (difference.answers.empty() && !difference.has_nameless) {
    out += "<p>None: proved over all sign-ins and all time.</p>\n";
  }
  for (const std::string& each : difference.left_out) {
    out += "<p>Not compared: " + html(each) + ".</p>\n";
  }
  return body.empty() ? out : out + page_table({"change", "where", ""}, body);
}

}  // namespace

std::string since_html(const Audit& audit) {
  if (audit.since == nullptr) return {};
  std::string title = "Since " + since_words(audit);
  std::erase(title, '`');  // marks of a text
  return section("since", title, counts(audit) + moves(audit) + dates(audit) + sign_ins(audit));
}

}  // namespace gatecast::reports
