#include <fmt/format.h>

#include "reports/difference.h"
#include "reports/difference_words.h"
#include "reports/format.h"
#include "reports/witness.h"

namespace gatecast::reports {
namespace {

using engine::ChangedAnswer;

constexpr std::size_t page_columns = 100;

class Text {
 public:
  Text(const DifferenceSides& sides, const engine::Difference& difference)
      : sides_(sides), difference_(difference) {}

  std::string write() {
    for (std::size_t i = 0; i < difference_.answers.size(); ++i) {
      add(i + 1, difference_.answers[i]);
    }
    for (const engine::ChangedLimits& each : difference_.limits) {
      line("limits: " + joined(limits_words(each.before, each.after)), 2);
      conditions(each.conditions, each.has_more_conditions);
    }
    for (const std::string& each : difference_.left_out) line("not compared: " + each, 2);
    if (difference_.has_nameless) {
      line("answers change, too, of users whose places in several ramps none of 200,000 ids has",
           2);
    }
    line(summary(), 2);
    return std::move(out_);
  }

 private:
  void line(const std::string& text, std::size_t indent) {
    out_ += wrapped(text, page_columns, "", std::string(indent, ' '));
  }
  void line(std::string_view before, const std::string& text) {
    out_ += wrapped(text, page_columns, before, std::string(before.size(), ' '));
  }

  static std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
    return text;
  }

  void conditions(const std::vector<engine::Condition>& all, bool has_more) {
    std::string_view before = "   where ";
    const engine::Condition common = in_common(all);
    const auto rest = without(all, common);
    if (all.size() > 1 && !common.restrictions.empty()) {
      line(before, condition_words(common, sides_.before));
      before = "     and ";
    }
    for (const engine::Condition& condition : all.size() > 1 ? rest : all) {
      line(before, condition_words(condition, sides_.before));
      before = "      or ";
    }
    if (has_more) line("      or ", "more conditions, which are not listed");
  }

  void side(std::string_view before, const engine::Graph& graph, const engine::Answer& answer,
            const engine::Facts& facts) {
    line(before, answer_words(answer.decision));
    line(std::string(before.size(), ' '), line_text(*answer.decision.rule, graph.source.name()));
    const std::string why = because(graph, facts);
    if (!why.empty()) line(std::string(before.size(), ' '), why);
    if (answer.decision.deadline) {
      line(std::string(before.size(), ' '),
           "deadline " + rules::format_instant(*answer.decision.deadline));
    }
  }

  void add(std::size_t number, const ChangedAnswer& change) {
    line(fmt::format("{}. {}", number, change_words(change)), 3);
    if (change.of_unsettled) line("   of     ", "accounts whose roles leave open what they are");
    conditions(change.conditions, change.has_more_conditions);
    side("   old    ", sides_.before, change.witness.answer, change.witness.facts);
    side("   new    ", sides_.after, change.new_answer, change.witness.facts);
    out_ += fmt::format("   $ {}\n", witness_command(change.witness, sides_.after_path));
  }

  std::string summary() const {
    const std::string names =
        fmt::format("{} -> {}", sides_.before.source.name(), sides_.after.source.name());
    if (difference_.answers.empty() && !difference_.has_nameless) {
      return fmt::format("{}: no sign-in gets another answer{}", names,
                         difference_.limits.empty() ? "" : ", but limits change");
    }
    return fmt::format("{}: {} kinds of sign-ins get another answer{}", names,
                       difference_.answers.size(),
                       difference_.limits.empty() ? "" : ", and limits change");
  }

  const DifferenceSides& sides_;
  const engine::Difference& difference_;
  std::string out_;
};

}  // namespace

std::string difference_text(const DifferenceSides& sides, const engine::Difference& difference) {
  return Text(sides, difference).write();
}

}  // namespace gatecast::reports
