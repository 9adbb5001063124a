// For the description of a pull request.
#include <fmt/format.h>

#include "reports/difference.h"
#include "reports/difference_words.h"
#include "reports/format.h"
#include "reports/witness.h"

namespace gatecast::reports {
namespace {

std::string conditions(const std::vector<engine::Condition>& all, bool has_more,
                       const engine::Graph& graph) {
  std::string out;
  const engine::Condition common = in_common(all);
  const auto rest = without(all, common);
  if (all.size() > 1 && !common.restrictions.empty()) {
    out += fmt::format("{}, and:\n\n", markdown(condition_words(common, graph)));
  }
  for (const engine::Condition& condition : all.size() > 1 ? rest : all) {
    out += fmt::format("- {}\n", markdown(condition_words(condition, graph)));
  }
  if (has_more) out += "- and more, which are not listed\n";
  return out;
}

std::string side(std::string_view name, const engine::Graph& graph, const engine::Answer& answer,
                 const engine::Facts& facts) {
  std::string out = fmt::format("- {}: {}; {}", name, markdown(answer_words(answer.decision)),
                                markdown(line_text(*answer.decision.rule, graph.source.name())));
  const std::string why = because(graph, facts);
  return out + (why.empty() ? "" : fmt::format(" ({})", markdown(why))) + "\n";
}

}  // namespace

std::string difference_markdown(const DifferenceSides& sides,
                                const engine::Difference& difference) {
  std::string out =
      fmt::format("## What changes for sign-ins\n\n`{}` -> `{}`: ", sides.before.source.name(),
                  sides.after.source.name());
  if (difference.answers.empty() && !difference.has_nameless) {
    out += "**no sign-in gets another answer** (proved over all sign-ins and all time).\n";
  } else {
    out += fmt::format("**{} kinds of sign-ins get another answer**.\n", difference.answers.size());
  }
  std::size_t number = 0;
  for (const engine::ChangedAnswer& change : difference.answers) {
    out += fmt::format("\n### {}. {}\n\n", ++number, markdown(change_words(change)));
    if (change.of_unsettled) out += "Of accounts whose roles leave open what they are.\n\n";
    out += "Where:\n\n" + conditions(change.conditions, change.has_more_conditions, sides.before);
    out += "\nFor example:\n\n";
    out += side("old", sides.before, change.witness.answer, change.witness.facts);
    out += side("new", sides.after, change.new_answer, change.witness.facts);
    out += fmt::format("\n```sh\n{}\n```\n", witness_command(change.witness, sides.after_path));
  }
  for (const engine::ChangedLimits& each : difference.limits) {
    std::string words;
    for (const std::string& word : limits_words(each.before, each.after)) {
      words += (words.empty() ? "" : ", ") + word;
    }
    out += fmt::format("\n### Limits: {}\n\n", markdown(words));
    out += conditions(each.conditions, each.has_more_conditions, sides.before);
  }
  for (const std::string& each : difference.left_out) {
    out += fmt::format("\nNot compared: {}.\n", markdown(each));
  }
  return out;
}

}  // namespace gatecast::reports
