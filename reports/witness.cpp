#include "reports/witness.h"

#include <fmt/format.h>

#include "engine/decision_json.h"
#include "engine/facts_writer.h"
#include "engine/graph/graph.h"
#include "reports/format.h"

namespace gatecast::reports {
namespace {

// One word for a shell.
std::string quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') {
      out += "'\\''";
    } else {
      out += c;
    }
  }
  return out + "'";
}

std::string shell_word(const std::string& text) {
  constexpr std::string_view plain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789./_-+";
  const bool is_plain = !text.empty() && text.find_first_not_of(plain) == std::string::npos;
  return is_plain ? text : quoted(text);
}

std::string local_time(const engine::Graph& graph, rules::Instant now) {
  const rules::TimeZone& zone = graph.policy.zone;
  const rules::Date date = zone.local_date(now);
  const rules::LocalSeconds second =
      zone.to_local(now) - rules::LocalSeconds{date.days} * rules::day_seconds;
  constexpr std::string_view days[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                       "Friday", "Saturday", "Sunday"};
  return fmt::format("{} {} {:02}:{:02}:{:02} ({})", days[rules::weekday(date)],
                     rules::format_date(date), second / 3600, second / 60 % 60, second % 60,
                     zone.name());
}

std::string answer_text(const engine::Decision& decision) {
  std::string text = fmt::format("{}, {}", rules::name(decision.outcome), decision.reason);
  std::string more;
  for (const engine::Method method : decision.methods) {
    more += fmt::format("{}{}", more.empty() ? " by " : " or ", rules::name(method));
  }
  if (decision.proof) more += fmt::format(" after proof by {}", engine::name(*decision.proof));
  if (decision.if_skipped) {
    more += fmt::format("; if skipped: {}, {}", rules::name(decision.if_skipped->outcome),
                        decision.if_skipped->reason());
  }
  return text + more;
}

}  // namespace

std::string witness_command(const engine::Witness& witness, const std::string& path) {
  return decide_command(witness.facts, &witness.differing, path);
}

std::string decide_command(const engine::Facts& facts, const std::vector<std::string>* only,
                           const std::string& path) {
  std::string shown;
  engine::write_facts(facts, only, shown);
  return fmt::format("echo {} | gatecast decide {} --facts -{}", quoted(shown), shell_word(path),
                     only == nullptr ? "" : " --fill");
}

std::string witness_text(const engine::Witness& witness, const engine::Graph& graph,
                         const std::string& path, std::string_view indent) {
  std::string differs;
  for (const std::string& fact : witness.differing) {
    differs += fmt::format("{}{}", differs.empty() ? "" : ", ", fact);
  }
  std::string out = fmt::format("{}on {}\n", indent, local_time(graph, witness.facts.now));
  out += fmt::format("{}answer: {}\n", indent, answer_text(witness.answer.decision));
  out += fmt::format("{}unlike an ordinary sign-in: {}\n", indent,
                     differs.empty() ? "nothing" : differs);
  return out + fmt::format("{}$ {}\n", indent, witness_command(witness, path));
}

std::string witness_json(const engine::Witness& witness, const engine::Graph& graph,
                         const std::string& path) {
  std::string differing;
  for (const std::string& fact : witness.differing) {
    differing += (differing.empty() ? "" : ", ") + json_string(fact);
  }
  std::string out = fmt::format("{{\"now\": {}, \"differs\": [{}], \"facts\": ",
                                json_string(rules::format_instant(witness.facts.now)), differing);
  engine::write_facts(witness.facts, nullptr, out);
  out += ", \"answer\": ";
  std::string answer;
  engine::write_decision(witness.answer.decision, graph.policy, {witness.answer.unknown, nullptr},
                         answer);
  return out + answer +
         fmt::format(", \"command\": {}}}", json_string(witness_command(witness, path)));
}

std::string line_text(const engine::DecidedBy& line, std::string_view file) {
  if (line.line == 0) return fmt::format("no line of the policy ({})", line.text);
  const std::string_view shown = line.extends.empty() ? file : line.extends;
  return fmt::format("{}:{}: {}", shown, line.line, line.text);
}

std::string line_json(const engine::DecidedBy& line) {
  std::string out =
      fmt::format("\"line\": {}, \"text\": {}",
                  line.line == 0 ? "null" : fmt::format("{}", line.line), json_string(line.text));
  if (!line.extends.empty()) out += fmt::format(", \"extends\": {}", json_string(line.extends));
  return out;
}

}  // namespace gatecast::reports
