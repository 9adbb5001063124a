// `gatecast decide POLICY --facts FILE|-`: one sign-in, or JSON Lines of them.
#include "app/commands/decide.h"

#include <fmt/format.h>

#include <iostream>

#include "app/commands/commands.h"
#include "app/commands/policy_graph.h"
#include "app/files.h"

namespace gatecast::app {
namespace {

struct Asked {
  std::string policy;
  std::string facts;
  bool fill = false;
};

rules::Result<Asked> read_arguments(const Arguments& words) {
  constexpr std::string_view facts = "--facts";
  Asked asked;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (word == facts) {
      if (++i == words.size()) return rules::Failure{"--facts needs a file, or -"};
      asked.facts = words[i];
    } else if (word.starts_with("--facts=")) {
      asked.facts = word.substr(facts.size() + 1);
    } else if (word == "--fill") {
      asked.fill = true;
    } else if (word.size() > 1 && word.starts_with('-')) {
      return rules::Failure{fmt::format("unknown option `{}`", word)};
    } else if (!asked.policy.empty()) {
      return rules::Failure{"one policy at a time"};
    } else {
      asked.policy = word;
    }
  }
  if (asked.policy.empty()) return rules::Failure{"which policy?"};
  if (asked.facts.empty()) return rules::Failure{"which sign-ins? --facts FILE, or -"};
  if (asked.policy == "-" && asked.facts == "-") {
    return rules::Failure{"standard input is either the policy or the facts"};
  }
  return asked;
}

}  // namespace

int run_decide(const Arguments& words) {
  const rules::Result<Asked> asked = read_arguments(words);
  if (!asked) return usage_error("decide", asked.message());
  int code = exit_done;
  const auto graph = read_graph("decide", asked.value().policy, code);
  if (!graph) return code;

  const std::string& path = asked.value().facts;
  std::ios::sync_with_stdio(false);
  const auto facts = open_lines(path);
  if (!facts) return machine_error("decide", facts.message());
  std::istream& lines = *facts.value();
  const bool answered =
      decide_lines(*graph, asked.value().fill, lines, input_name(path), std::cout, std::cerr);
  if (lines.bad())
    return machine_error("decide", fmt::format("cannot read `{}`", input_name(path)));
  if (!std::cout) return machine_error("decide", "cannot write the answers");
  return answered ? exit_done : exit_machine;
}

}  // namespace gatecast::app
