// The audit as one page: the numbers, and each with its list behind a click; all open on paper.
#include <fmt/format.h>

#include <algorithm>

#include "reports/audit_page.h"
#include "reports/audit_since.h"
#include "reports/audit_words.h"
#include "reports/format.h"
#include "reports/page.h"

namespace gatecast::reports {
namespace {

// A browser does not like more rows in a table, and nobody reads them: accounts.csv has all.
constexpr std::size_t most_listed = 2000;

constexpr std::string_view script =
    "addEventListener('beforeprint', () => {\n"
    "  for (const closed of document.querySelectorAll('details:not([open])')) closed.open = true;\n"
    "});\n";

std::string intro(const Audit& audit) {
  std::string out = fmt::format(
      "<header><h1>Audit of {}</h1>\n<p>Who can sign in without a second factor, and who approved "
      "it: {} accounts at {} ({}). Revision {}.</p>\n<ul>\n",
      html(audit.policy().name.value), page_number(audit.accounts.size()),
      local_text(audit, audit.plan.at), html(audit.policy().zone.name()), audit.policy().revision);
  for (const std::string& sentence : counted_how(audit)) out += "<li>" + html(sentence) + "</li>\n";
  return out + "</ul></header>\n";
}

std::string summary(const Audit& audit) {
  const auto all = static_cast<double>(std::max<std::uint64_t>(audit.accounts.size(), 1));
  const auto share = [&](std::uint64_t count) {
    return fmt::format("{:.1f}%", static_cast<double>(count) * 100 / all);
  };
  std::string body;
  for (std::size_t g = 0; g < group_count; ++g) {
    const auto group = static_cast<Group>(g);
    const std::uint64_t sum = total(audit.counts, group);
    const bool is_bad = (group == Group::undeclared || group == Group::unknown) && sum > 0;
    body += fmt::format(
        "<tr class=\"{}\" data-group=\"{}\"><th scope=\"row\"><strong>{}</strong></th>"
        "<td><strong>{}</strong></td><td>{}</td></tr>\n",
        is_bad                          ? "missed"
        : group == Group::second_factor ? "met"
                                        : "",
        name(group), html(title(group)), page_number(sum), share(sum));
    for (std::size_t c = 0; c < category_count; ++c) {
      const auto category = static_cast<Category>(c);
      if (group_of(category) != group || group == Group::unknown) continue;
      const std::string link =
          audit.counts[c] == 0
              ? html(title(category))
              : fmt::format("<a href=\"#{}\">{}</a>", name(category), html(title(category)));
      body += fmt::format(
          "<tr data-category=\"{}\"><th scope=\"row\">&emsp;{}</th><td>{}</td>"
          "<td>{}</td></tr>\n",
          name(category), link, page_number(audit.counts[c]), share(audit.counts[c]));
    }
  }
  return section("summary", "Summary", page_table({"", "accounts", "share"}, body));
}

std::string roles(const Audit& audit) {
  std::vector<std::string_view> titles{"role", "type", "accounts", "without a second factor",
                                       "of whom"};
  std::vector<std::size_t> shown;
  std::vector<std::string> names;
  names.reserve(category_count);
  for (std::size_t c = 0; c < category_count; ++c) {
    if (audit.counts[c] == 0) continue;
    shown.push_back(c);
    titles.push_back(names.emplace_back(words(name(static_cast<Category>(c)))));
  }
  std::string body;
  for (const AuditedRole& role : audit.roles) {
    body += "<tr>" + row_head(role_title(role)) + cell(role.type ? rules::name(*role.type) : "") +
            cell(page_number(total(role.counts))) +
            cell(page_number(without_second_factor(role.counts))) +
            wide_cell(without_words(audit, role));
    for (const std::size_t c : shown) body += cell(page_number(role.counts[c]));
    body += "</tr>\n";
  }
  return section(
      "roles", "Roles",
      "<p>An account with several roles is counted in each.</p>\n" + page_table(titles, body));
}

std::string exceptions(const Audit& audit) {
  std::string body;
  for (const DeclaredException& e : audit.exceptions) {
    body += "<tr>" + row_head(e.whom) + cell(page_number(e.accounts.size())) + wide_cell(e.reason) +
            cell(e.owner) + cell(e.approved_by) +
            cell(rules::format_date(e.last_day) + (e.is_over ? " (over)" : "")) +
            cell(fmt::format("{}", e.place.line)) + behind_click(audit, e.accounts) + "</tr>\n";
  }
  std::string out = body.empty() ? "<p>Nobody.</p>\n"
                                 : page_table({"whom", "accounts", "reason", "owner", "approved by",
                                               "last covered day", "line", ""},
                                              body);
  out += "<p>Emergency access: " + html(emergency_words(audit)) + "</p>\n";
  return section("exceptions", "Excluded on purpose", out);
}

std::string dates(const Audit& audit) {
  std::string body;
  for (const AuditDate& date : audit.dates) {
    body += "<tr>" + row_head(rules::format_date(date.date)) + wide_cell(date.what) +
            cell(page_number(date.accounts.size())) + behind_click(audit, date.accounts) +
            "</tr>\n";
  }
  std::string out = body.empty() ? "<p>Nothing that the policy dates.</p>\n"
                                 : page_table({"date", "what", "accounts", ""}, body);
  body.clear();
  for (const AuditChange& change : audit.changes) {
    body += "<tr>" + row_head(rules::format_date(change.date)) +
            wide_cell(category_words(change.from)) + wide_cell(category_words(change.to)) +
            cell(page_number(change.accounts.size())) + behind_click(audit, change.accounts) +
            "</tr>\n";
  }
  if (!body.empty()) {
    out += "<h3>What accounts get changes by time alone</h3>\n" +
           page_table({"date", "from", "to", "accounts", ""}, body);
  }
  for (const std::string& remark : change_remarks(audit)) out += "<p>" + html(remark) + ".</p>\n";
  return section("dates", "What lapses by " + rules::format_date(audit.last_day), out);
}

std::string unknown_facts(const Audit& audit) {
  if (audit.unknown_facts.empty()) return {};
  std::string body;
  for (const UnknownFact& fact : audit.unknown_facts) {
    body += "<tr>" + row_head(fact.name) + cell(page_number(fact.accounts)) + "</tr>\n";
  }
  return section("unknown-facts", "Facts that would settle the unknown",
                 page_table({"fact", "accounts"}, body));
}

std::string why(const Audit& audit, const AuditedAccount& account) {
  if (const DeclaredException* e = exception_of(audit, account)) return exception_words(*e);
  const auto& unknown = unknown_of(audit, account);
  if (!unknown.empty()) return "depends on " + joined(unknown);
  const engine::DecidedBy& rule = *account.now.rule;
  return rule.line == 0 ? std::string(rule.text) : fmt::format("line {}: {}", rule.line, rule.text);
}

std::string account_row(const Audit& audit, std::uint32_t index) {
  const AuditedAccount& account = audit.accounts[index];
  const engine::Account facts = audit.account(index);
  const bool changes = account.changes_at != rules::instant_max;
  return "<tr>" + row_head(*facts.id.if_known()) + cell(joined(roles_of(facts))) +
         cell(state_words(account.now)) + wide_cell(why(audit, account)) +
         wide_cell(changes ? fmt::format("{}: {}", local_text(audit, account.changes_at),
                                         category_words(account.next))
                           : std::string(account.is_dated ? "" : "unknown")) +
         "</tr>\n";
}

std::string lists(const Audit& audit) {
  std::string out;
  for (std::size_t c = 0; c < category_count; ++c) {
    const AccountList& list = audit.lists[c];
    if (list.empty()) continue;
    const auto category = static_cast<Category>(c);
    std::string body;
    for (std::size_t i = 0; i < std::min(list.size(), most_listed); ++i) {
      body += account_row(audit, list[i]);
    }
    std::string more;
    if (list.size() > most_listed) {
      more = fmt::format("<p>And {} more: accounts.csv of --csv.</p>\n",
                         page_number(list.size() - most_listed));
    }
    out += fmt::format(
        "<section id=\"{}\"><h2>{}: {}</h2>\n<details><summary>The list</summary>\n"
        "{}{}</details></section>\n",
        name(category), html(title(category)), page_number(list.size()),
        page_table({"id", "roles", "gets", "why", "changes"}, body), more);
  }
  return out;
}

std::string repeat(const Audit& audit) {
  return fmt::format(
      "<footer><h2>To repeat this</h2>\n<p>gatecast {}, --at {}. The same inputs give the same "
      "bytes.</p>\n<dl><dt>policy</dt><dd>{}</dd><dt>population</dt><dd>{}</dd></dl></footer>\n",
      html(audit.plan.version), rules::format_instant(audit.plan.at),
      html(audit.plan.policy_digest), html(audit.plan.population_digest));
}

}  // namespace

std::string audit_html(const Audit& audit) {
  return page_head("Audit of " + audit.policy().name.value, {script}) + "<body>\n<main>\n" +
         intro(audit) + summary(audit) + roles(audit) + exceptions(audit) + dates(audit) +
         unknown_facts(audit) + lists(audit) + since_html(audit) + repeat(audit) +
         "</main>\n<script>" + std::string(script) + "</script>\n</body>\n</html>\n";
}

}  // namespace gatecast::reports
