#include <fmt/format.h>

#include <algorithm>

#include "reports/explanation.h"
#include "reports/format.h"

namespace gatecast::reports {
namespace {

using engine::Clause;
using engine::DecidedBy;
using engine::Explanation;
using engine::Outcome;

// `challenge`, `enroll, may be skipped`.
std::string outcome(Outcome outcome, bool may_skip) {
  std::string text(name(outcome));
  if (may_skip) text += ", may be skipped";
  return text;
}

class Text {
 public:
  Text(const Explanation& explanation, const rules::Policy& policy, std::string_view policy_name)
      : explanation_(explanation), policy_(policy), policy_name_(policy_name) {}

  std::string write(std::string_view facts_name) {
    head(facts_name);
    rows();
    rules();
    settings();
    changes();
    return std::move(out_);
  }

 private:
  // A line of text, safe for a terminal.
  void line(std::string_view text) {
    std::string safe = plain(text);
    safe.erase(safe.find_last_not_of(' ') + 1);
    out_ += safe + '\n';
  }

  static std::string place(const DecidedBy& where) {
    if (where.line == 0) return {};
    if (!where.extends.empty()) return fmt::format("line {} of {}", where.line, where.extends);
    return fmt::format("line {}", where.line);
  }

  void head(std::string_view facts_name) {
    const engine::Decision& d = explanation_.decision;
    line(fmt::format("{}: {} ({}), row {}", facts_name, outcome(d.outcome, d.may_skip), d.reason,
                     d.row));
    if (d.rule->line != 0) {
      const std::string file =
          d.rule->extends.empty() ? std::string(policy_name_) : fmt::format("{}", d.rule->extends);
      line(fmt::format("  {}:{}: {}", file, d.rule->line, d.rule->text));
    }
    offered();
    if (explanation_.unknown.empty()) return;
    std::string names;
    for (const std::string& name : explanation_.unknown)
      names += (names.empty() ? "" : ", ") + name;
    line("  not known: " + names);
    line("  so this is the strictest answer that any of their values gives, and why");
  }

  static std::string list(const engine::MethodList& methods) {
    std::string text;
    for (const auto method : methods) {
      text += text.empty() ? "" : ", ";
      text += name(method);
    }
    return text;
  }

  void offered() {
    const engine::Decision& d = explanation_.decision;
    if (!d.methods.empty()) {
      line(fmt::format("  with: {}{}", list(d.methods), d.backup_code ? ", or a backup code" : ""));
    }
    if (!d.enroll_in.empty()) line("  in: " + list(d.enroll_in));
    if (d.proof) line(fmt::format("  after proof by: {}", engine::name(*d.proof)));
    if (d.if_skipped) {
      const std::string with =
          d.if_skipped->methods.empty() ? "" : " with " + list(d.if_skipped->methods);
      line(fmt::format("  if skipped: {} ({}){}", name(d.if_skipped->outcome),
                       d.if_skipped->reason(), with));
    }
  }

  void rows() {
    line("");
    line("Rows, in order");
    for (const engine::RowRemarks& row : explanation_.rows) {
      std::string title = fmt::format("{} {:>2} {:<26}", row.decides ? "=>" : "  ", row.row,
                                      engine::row_condition(row.row));
      if (!row.decides) title[title.size() - 1] = ' ';
      for (const engine::Remark& remark : row.because) {
        std::string text = title + " " + remark.text;
        const std::string where = place(remark.where);
        if (!where.empty()) text += fmt::format(" ({})", where);
        line(text);
        title.assign(title.size(), ' ');
      }
    }
  }

  void clauses(const Clause& clause, std::size_t depth) {
    const std::string indent(4 + 2 * depth, ' ');
    const std::string_view mark = clause.holds ? "+" : "-";
    switch (clause.kind) {
      case Clause::Kind::key:
        line(fmt::format("{}{} {:<{}} {}", indent, mark, clause.key.text,
                         width_of_keys - 2 * std::min<std::size_t>(depth, 8), clause.found));
        return;
      case Clause::Kind::all:
        if (depth > 0) line(fmt::format("{}{} all of", indent, mark));
        break;
      case Clause::Kind::any:
        line(fmt::format("{}{} any of", indent, mark));
        break;
      case Clause::Kind::not_:
        line(fmt::format("{}{} not", indent, mark));
        break;
    }
    const bool is_root = clause.kind == Clause::Kind::all && depth == 0;
    for (const Clause& part : clause.parts) clauses(part, is_root ? 0 : depth + 1);
  }

  void rules() {
    if (policy_.rules.empty()) return;
    line("");
    line("Rules (+ holds, - does not)");
    const bool are_many = explanation_.other_rules > 0;
    std::size_t overruled = 0;
    for (const engine::RuleInForce& rule : explanation_.rules) {
      if (are_many && !rule.counts) {
        ++overruled;
        continue;
      }
      const std::string name =
          rule.name.empty() ? fmt::format("rule {}", rule.rule + 1) : rule.name;
      std::string text =
          fmt::format("  {} {} ({})", rule.holds ? '+' : '-', name, place(rule.where));
      if (rule.holds && !rule.counts) {
        text += rule.decides ? ": an earlier row or rule decides" : ": later rules set the same";
      }
      line(text);
      clauses(rule.when, 0);
    }
    if (overruled > 0) line(fmt::format("  and {} that hold, and that others overrule", overruled));
    if (are_many) {
      line(fmt::format("  and {} that do not hold", explanation_.other_rules));
    }
  }

  void settings() {
    line("");
    line("Settings in force");
    std::size_t left_out = 0;
    for (const engine::SettingInForce& setting : explanation_.settings) {
      const bool is_of_challenge =
          setting.key.starts_with("limits.") || setting.key.starts_with("backup_codes.");
      if (is_of_challenge && !setting.rule) {
        ++left_out;
        continue;
      }
      std::string by = "default";
      if (setting.where.line != 0) by = place(setting.where);
      if (setting.rule) by += fmt::format(", rule {}", rule_name(*setting.rule));
      line(fmt::format("  {:<37} {:<29} {}", setting.key, setting.value, by));
    }
    if (left_out > 0) {
      line(fmt::format("  and {} limits and backup codes, as `two_factor` says", left_out));
    }
  }

  std::string rule_name(std::size_t rule) const {
    const std::string& name = policy_.rules[rule].name.value;
    return name.empty() ? std::to_string(rule + 1) : fmt::format("`{}`", name);
  }

  void changes() {
    line("");
    line("What would change it");
    for (const engine::Change& change : explanation_.changes) {
      std::string words;
      for (const std::string& each : change.words) words += (words.empty() ? "" : " and ") + each;
      line(fmt::format("  {} ({}), if {}", outcome(change.outcome, change.may_skip), change.reason,
                       words));
    }
    if (explanation_.later) {
      const engine::Later& later = *explanation_.later;
      line(fmt::format("  {} ({}), from {} on", outcome(later.outcome, later.may_skip),
                       later.reason, rules::format_instant(later.at)));
    }
    if (explanation_.changes.empty() && !explanation_.later) {
      line(explanation_.unknown.empty()
               ? "  no other outcome was found by changing one fact, or two, or by waiting"
               : "  no other outcome was found by settling one fact");
    }
  }

  static constexpr std::size_t width_of_keys = 40;
  const Explanation& explanation_;
  const rules::Policy& policy_;
  std::string_view policy_name_;
  std::string out_;
};

}  // namespace

std::string explanation_text(const Explanation& explanation, const rules::Policy& policy,
                             std::string_view policy_name, std::string_view facts_name) {
  return Text(explanation, policy, policy_name).write(facts_name);
}

}  // namespace gatecast::reports
