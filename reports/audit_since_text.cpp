// What changed since another policy: for a terminal, and as CSV.
#include <fmt/format.h>

#include <algorithm>

#include "engine/graph/graph.h"
#include "reports/audit_since.h"
#include "reports/audit_words.h"
#include "reports/difference_words.h"
#include "reports/format.h"
#include "reports/witness.h"

namespace gatecast::reports {
namespace {

constexpr std::size_t columns = 100;
constexpr std::size_t most_listed = 10;

void wrap(std::string& out, std::string_view text, std::size_t indent) {
  out += wrapped(text, columns, std::string(indent, ' '), std::string(indent + 2, ' '));
}

std::string accounts(std::uint64_t count) { return counted(count, "account", "accounts"); }

std::string with_sign(std::uint64_t before, std::uint64_t now) {
  if (before == now) return "0";
  const std::uint64_t by = before < now ? now - before : before - now;
  return fmt::format("{}{}", before < now ? '+' : '-', number(static_cast<double>(by)));
}

void write_counts(std::string& out, const Audit& audit) {
  const Counts& before = audit.since->before.counts;
  out += "  " + fit_left("", 60) + fit_right("before", 12) + fit_right("now", 12) +
         fit_right("change", 12) + "\n";
  for (std::size_t c = 0; c < category_count; ++c) {
    if (before[c] == 0 && audit.counts[c] == 0) continue;
    out += "  " + fit_left(title(static_cast<Category>(c)), 60) +
           fit_right(number(static_cast<double>(before[c])), 12) +
           fit_right(number(static_cast<double>(audit.counts[c])), 12) +
           fit_right(with_sign(before[c], audit.counts[c]), 12) + "\n";
  }
}

void write_moves(std::string& out, const Audit& audit) {
  out += fmt::format("\nIn another category: {}\n", accounts(audit.since->moved));
  for (const AuditMove& move : audit.since->moves) {
    std::string ids;
    for (std::size_t i = 0; i < std::min(move.accounts.size(), most_listed); ++i) {
      ids += (i == 0 ? "" : ", ") + *audit.account(move.accounts[i]).id.if_known();
    }
    if (move.accounts.size() > most_listed) {
      ids += fmt::format(" and {} more: --csv",
                         number(static_cast<double>(move.accounts.size() - most_listed)));
    }
    wrap(out,
         fmt::format("{}: {} -> {}: {}", accounts(move.accounts.size()), name(move.from),
                     name(move.to), ids),
         2);
  }
}

std::string moved_csv(const Audit& audit) {
  std::string out;
  write_csv_row(out, {"id", "before", "now", "before_decision", "now_decision"});
  for (const AuditMove& move : audit.since->moves) {
    for (const std::uint32_t i : move.accounts) {
      write_csv_row(out, {*audit.account(i).id.if_known(), name(move.from), name(move.to),
                          category_words(audit.since->before.accounts[i].now),
                          category_words(audit.accounts[i].now)});
    }
  }
  return out;
}

std::string sign_ins_csv(const Audit& audit) {
  const AuditSince& since = *audit.since;
  const DifferenceSides sides = since.sides();
  std::string out;
  write_csv_row(out, {"change", "what", "where", "before", "now", "command"});
  for (const engine::ChangedAnswer& change : since.difference.answers) {
    write_csv_row(
        out,
        {change_words(change), name(change.what),
         conditions_words(change.conditions, change.has_more_conditions, sides.before),
         answer_words(change.witness.answer.decision), answer_words(change.new_answer.decision),
         witness_command(change.witness, sides.after_path)});
  }
  for (const engine::ChangedLimits& each : since.difference.limits) {
    write_csv_row(out, {joined(limits_words(each.before, each.after)), "limits",
                        conditions_words(each.conditions, each.has_more_conditions, sides.before),
                        "", "", ""});
  }
  return out;
}

}  // namespace

std::string since_text(const Audit& audit) {
  if (audit.since == nullptr) return {};
  const AuditSince& since = *audit.since;
  std::string out = "\n";
  wrap(out, "Since " + since_words(audit), 0);
  write_counts(out, audit);
  write_moves(out, audit);
  out += fmt::format("\nWho gets another answer, and from when, {} to {}\n",
                     local_text(audit, audit.plan.at), rules::format_date(audit.last_day));
  out += people_changes_text(since.people, since.people_plan);
  out += "\nWhich sign-ins get another answer at all\n";
  out += difference_text(since.sides(), since.difference);
  return out;
}

std::vector<NamedFile> since_csv(const Audit& audit) {
  if (audit.since == nullptr) return {};
  return {{"since.csv", moved_csv(audit)},
          {"since_dates.csv", people_csv(audit.since->people, audit.since->people_plan)},
          {"since_sign_ins.csv", sign_ins_csv(audit)}};
}

}  // namespace gatecast::reports
