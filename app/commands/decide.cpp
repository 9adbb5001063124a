// `gatecast decide POLICY --facts FILE|-`: one sign-in, or JSON Lines of them.
#include "app/commands/decide.h"

#include <fmt/format.h>

#include <iostream>

#include "app/commands/commands.h"
#include "app/commands/policy_graph.h"
#include "app/files.h"
#include "rules/suggest.h"

namespace gatecast::app {
namespace {

constexpr std::string_view known_options[] = {"--facts", "--fill", "--explain", "--with-facts",
                                              "--format"};

struct Asked {
  std::string policy;
  std::string facts;
  DecideOptions options;
};

rules::Status read_format(std::string_view format, Asked& asked) {
  if (format != "text" && format != "json") {
    return rules::Failure{fmt::format("unknown format `{}`: text or json", format)};
  }
  asked.options.as_text = format == "text";
  return rules::Done{};
}

rules::Result<Asked> read_arguments(const Arguments& words) {
  constexpr std::string_view facts = "--facts";
  Asked asked;
  std::optional<std::string> format;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (word == facts) {
      if (++i == words.size()) return rules::Failure{"--facts needs a file, or -"};
      asked.facts = words[i];
    } else if (word.starts_with("--facts=")) {
      asked.facts = word.substr(facts.size() + 1);
    } else if (word == "--fill") {
      asked.options.fill = true;
    } else if (word == "--explain") {
      asked.options.explain = true;
    } else if (word == "--with-facts") {
      asked.options.with_facts = true;
    } else if (word == "--format" || word.starts_with("--format=")) {
      const bool is_next = word == "--format";
      if (is_next && ++i == words.size()) return rules::Failure{"--format needs text or json"};
      format = is_next ? words[i] : word.substr(word.find('=') + 1);
    } else if (word.size() > 1 && word.starts_with('-')) {
      const std::string help =
          rules::suggest(word, {std::begin(known_options), std::end(known_options)});
      return rules::Failure{
          fmt::format("unknown option `{}`{}{}", word, help.empty() ? "" : ", ", help)};
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
  if (format && !asked.options.explain) {
    return rules::Failure{"--format is that of --explain; answers are JSON"};
  }
  if (auto read = read_format(format.value_or("text"), asked); !read) return read.failure();
  asked.options.as_text = asked.options.as_text && asked.options.explain;
  if (asked.options.as_text && asked.options.with_facts) {
    return rules::Failure{"--with-facts writes JSON; with --explain, say --format json"};
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
      decide_lines(*graph, asked.value().options, lines, input_name(path), std::cout, std::cerr);
  if (lines.bad())
    return machine_error("decide", fmt::format("cannot read `{}`", input_name(path)));
  if (!std::cout) return machine_error("decide", "cannot write the answers");
  return answered ? exit_done : exit_machine;
}

}  // namespace gatecast::app
