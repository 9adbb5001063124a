// The audit for a terminal: the numbers first, then what they are made of, long lists shortened.
#include <fmt/format.h>

#include <algorithm>

#include "reports/audit_since.h"
#include "reports/audit_words.h"
#include "reports/format.h"
#include "reports/witness.h"
#include "rules/source.h"

namespace gatecast::reports {
namespace {

constexpr std::size_t columns = 100;
constexpr std::size_t most_listed = 10;
constexpr std::size_t most_changes = 40;

void heading(std::string& out, std::string_view text) { out += fmt::format("\n{}\n", text); }

// What follows the first line is indented by two more.
void wrap(std::string& out, std::string_view text, std::size_t indent) {
  out += wrapped(text, columns, std::string(indent, ' '), std::string(indent + 2, ' '));
}

std::string counted(std::uint64_t count) { return number(static_cast<double>(count)); }

std::string people(std::uint64_t count) {
  return fmt::format("{} account{}", counted(count), count == 1 ? "" : "s");
}

void write_summary(std::string& out, const Audit& audit) {
  heading(out, "Summary");
  const auto all = static_cast<double>(std::max<std::uint64_t>(audit.accounts.size(), 1));
  const auto line = [&](std::size_t indent, std::string_view title, std::uint64_t count) {
    out += std::string(indent, ' ') + fit_left(title, 62 - indent) + fit_right(counted(count), 12) +
           fit_right(fmt::format("{:.1f}%", static_cast<double>(count) * 100 / all), 9) + "\n";
  };
  for (std::size_t g = 0; g < group_count; ++g) {
    const auto group = static_cast<Group>(g);
    line(2, title(group), total(audit.counts, group));
    if (group == Group::unknown) continue;
    for (std::size_t c = 0; c < category_count; ++c) {
      const auto category = static_cast<Category>(c);
      if (group_of(category) == group) line(4, title(category), audit.counts[c]);
    }
  }
  line(2, "Accounts", audit.accounts.size());
}

void write_roles(std::string& out, const Audit& audit) {
  heading(out, "Roles (an account with several is counted in each)");
  out += "  " + fit_left("role", 28) + fit_left("type", 9) + fit_right("accounts", 10) +
         fit_right("second", 9) + fit_right("on", 9) + fit_right("under", 8) +
         fit_right("not", 10) + fit_right("no", 7) + "\n";
  out += "  " + fit_left("", 28) + fit_left("", 9) + fit_right("", 10) + fit_right("factor", 9) +
         fit_right("purpose", 9) + fit_right("way", 8) + fit_right("declared", 10) +
         fit_right("way in", 7) + fit_right("unknown", 8) + "\n";
  constexpr std::size_t widths[] = {9, 9, 8, 10, 7, 8};
  for (const AuditedRole& role : audit.roles) {
    out += "  " + fit_left(role_title(role), 27) + " " +
           fit_left(role.type ? rules::name(*role.type) : "", 9) +
           fit_right(counted(total(role.counts)), 10);
    for (std::size_t g = 0; g < group_count; ++g) {
      out += fit_right(counted(total(role.counts, static_cast<Group>(g))), widths[g]);
    }
    out += "\n";
  }
}

void write_roles_without(std::string& out, const Audit& audit) {
  heading(out, "Roles without a second factor");
  bool any = false;
  for (const AuditedRole& role : audit.roles) {
    const std::uint64_t without = without_second_factor(role.counts);
    if (without == 0 && total(role.counts, Group::unknown) == 0) continue;
    any = true;
    wrap(out,
         fmt::format("{}{}: {} of {}: {}", role_title(role),
                     role.type ? fmt::format(" ({})", rules::name(*role.type)) : "",
                     counted(without), people(total(role.counts)), without_words(audit, role)),
         2);
  }
  if (!any) out += "  none\n";
}

void write_exceptions(std::string& out, const Audit& audit) {
  const std::string& file = engine::source_of(*audit.plan.graph).name();
  heading(out, "Excluded on purpose");
  if (audit.exceptions.empty()) out += "  nobody\n";
  for (const DeclaredException& exception : audit.exceptions) {
    wrap(out,
         fmt::format("{}: {} ({}:{})", people(exception.accounts.size()),
                     exception_words(exception), file, exception.place.line),
         2);
  }
  heading(out, "Emergency access");
  wrap(out, emergency_words(audit), 2);
}

void write_dates(std::string& out, const Audit& audit) {
  heading(out, fmt::format("What lapses by {}", rules::format_date(audit.last_day)));
  if (audit.dates.empty() && audit.changes.empty()) out += "  nothing\n";
  for (const AuditDate& date : audit.dates) {
    wrap(out,
         fmt::format("{}  {} ({})", rules::format_date(date.date), date.what,
                     people(date.accounts.size())),
         2);
  }
  if (!audit.changes.empty()) heading(out, "What accounts get changes by time alone");
  for (std::size_t i = 0; i < std::min(audit.changes.size(), most_changes); ++i) {
    const AuditChange& change = audit.changes[i];
    wrap(out,
         fmt::format("{}  {}: {} -> {}", rules::format_date(change.date),
                     people(change.accounts.size()), category_words(change.from),
                     category_words(change.to)),
         2);
  }
  if (audit.changes.size() > most_changes) {
    out += fmt::format("  and {} more: --csv\n", counted(audit.changes.size() - most_changes));
  }
  for (const std::string& remark : change_remarks(audit)) wrap(out, remark, 2);
}

// What is worth saying of one account in its category.
std::string detail(const Audit& audit, const AuditedAccount& account) {
  if (const DeclaredException* exception = exception_of(audit, account)) {
    return fmt::format(" (until {})", rules::format_date(exception->last_day));
  }
  const auto& unknown = unknown_of(audit, account);
  return unknown.empty() ? "" : fmt::format(" ({})", joined(unknown));
}

void write_lists(std::string& out, const Audit& audit) {
  for (std::size_t c = 0; c < category_count; ++c) {
    const auto category = static_cast<Category>(c);
    const AccountList& list = audit.lists[c];
    if (group_of(category) == Group::second_factor || list.empty()) continue;
    heading(out, fmt::format("{}: {}", name(category), people(list.size())));
    std::string text;
    for (std::size_t i = 0; i < std::min(list.size(), most_listed); ++i) {
      text += fmt::format("{}{}{}", i == 0 ? "" : ", ", audit.id(list[i]),
                          detail(audit, audit.accounts[list[i]]));
    }
    wrap(out, text, 2);
    if (list.size() > most_listed) {
      out += fmt::format("  and {} more: --csv\n", counted(list.size() - most_listed));
    }
  }
}

void write_unknown(std::string& out, const Audit& audit) {
  if (audit.unknown_facts.empty()) return;
  heading(out, "Facts that would settle the unknown");
  for (const UnknownFact& fact : audit.unknown_facts) {
    out += "  " + fit_left(fact.name, 40) + fit_right(counted(fact.accounts), 12) + "\n";
  }
}

}  // namespace

std::string audit_text(const Audit& audit) {
  std::string out;
  wrap(
      out,
      fmt::format("Audit of `{}`, revision {}", audit.policy().name.value, audit.policy().revision),
      0);
  wrap(out,
       fmt::format("{}, at {} ({})", people(audit.accounts.size()),
                   local_text(audit, audit.plan.at), audit.policy().zone.name()),
       0);
  for (const std::string& sentence : counted_how(audit)) wrap(out, sentence, 0);
  write_summary(out, audit);
  write_roles(out, audit);
  write_roles_without(out, audit);
  write_exceptions(out, audit);
  write_dates(out, audit);
  write_unknown(out, audit);
  write_lists(out, audit);
  out += since_text(audit);
  return out;
}

}  // namespace gatecast::reports
