// `gatecast diff OLD NEW`: every kind of sign-in that gets another answer, or a proof that none
// does.
#include <fmt/format.h>

#include <cstdio>

#include "app/commands/commands.h"
#include "app/commands/policy_graph.h"
#include "engine/analysis/diff.h"
#include "reports/difference.h"
#include "rules/suggest.h"

namespace gatecast::app {
namespace {

struct Options {
  std::string before, after;
  std::string format = "text";
  bool exit_code = false;
};

// What is wrong with the arguments; empty if nothing is.
std::string read_options(const Arguments& arguments, Options& options) {
  constexpr std::string_view format = "--format";
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& argument = arguments[i];
    if (argument == format) {
      if (++i == arguments.size()) return "`--format` needs `text`, `json` or `markdown`";
      options.format = arguments[i];
    } else if (argument.starts_with("--format=")) {
      options.format = argument.substr(format.size() + 1);
    } else if (argument == "--exit-code") {
      options.exit_code = true;
    } else if (argument.size() > 1 && argument.starts_with('-')) {
      return fmt::format("unknown option `{}`", argument);
    } else if (options.before.empty()) {
      options.before = argument;
    } else if (options.after.empty()) {
      options.after = argument;
    } else {
      return "two policies, the old one and the new one";
    }
  }
  if (options.before.empty()) return "which policies?";
  if (options.after.empty()) return "the old policy is given; which is the new one?";
  if (options.before == "-" && options.after == "-") {
    return "standard input is either the old policy or the new one";
  }
  for (const std::string_view known : {"text", "json", "markdown"}) {
    if (options.format == known) return {};
  }
  const std::string help = rules::suggest(options.format, {"text", "json", "markdown"});
  return fmt::format("`--format` is `text`, `json` or `markdown`, not `{}`{}{}", options.format,
                     help.empty() ? "" : ", ", help);
}

}  // namespace

int run_diff(const Arguments& arguments) {
  Options options;
  if (const std::string wrong = read_options(arguments, options); !wrong.empty()) {
    return usage_error("diff", wrong);
  }
  int code = exit_done;
  const auto before = read_graph("diff", options.before, code);
  if (!before) return code;
  const auto after = read_graph("diff", options.after, code);
  if (!after) return code;
  const auto difference = engine::diff(*before, *after);
  if (!difference) {
    fmt::print(stderr, "gatecast diff: error: {}\n", difference.message());
    return exit_no;
  }
  const reports::DifferenceSides sides{*before, *after, options.before, options.after};
  const auto write = options.format == "json"       ? reports::difference_json
                     : options.format == "markdown" ? reports::difference_markdown
                                                    : reports::difference_text;
  fmt::print("{}", write(sides, difference.value()));
  if (std::fflush(stdout) != 0) return machine_error("diff", "cannot write to standard output");
  const engine::Difference& found = difference.value();
  const bool same = found.answers.empty() && found.limits.empty() && !found.has_nameless;
  return options.exit_code && !same ? exit_no : exit_done;
}

}  // namespace gatecast::app
