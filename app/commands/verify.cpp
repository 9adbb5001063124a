// `gatecast verify POLICY`: each assertion proved, or refuted with a witness; `--holes`: every way
// in without a second factor, declared or not.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <optional>

#include "app/commands/commands.h"
#include "app/commands/policy_graph.h"
#include "app/files.h"
#include "engine/analysis/holes.h"
#include "engine/analysis/verify.h"
#include "engine/graph/graph.h"
#include "reports/holes.h"
#include "reports/verification.h"
#include "rules/suggest.h"

namespace gatecast::app {
namespace {

struct Options {
  std::string path;
  std::string format = "text";
  bool holes = false;
};

// What is wrong with the arguments; empty if nothing is.
std::string read_options(const Arguments& arguments, Options& options) {
  constexpr std::string_view format = "--format";
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& argument = arguments[i];
    if (argument == format) {
      if (++i == arguments.size()) return "`--format` needs `text` or `json`";
      options.format = arguments[i];
    } else if (argument.starts_with("--format=")) {
      options.format = argument.substr(format.size() + 1);
    } else if (argument == "--holes") {
      options.holes = true;
    } else if (argument.size() > 1 && argument.starts_with('-')) {
      return fmt::format("unknown option `{}`, {}", argument,
                         rules::suggest(argument, {format, "--holes"}));
    } else if (!options.path.empty()) {
      return "one policy at a time";
    } else {
      options.path = argument;
    }
  }
  if (options.path.empty()) return "which policy?";
  if (options.format == "text" || options.format == "json") return {};
  return fmt::format("`{}` is no format, {}", options.format,
                     rules::suggest(options.format, {"text", "json"}));
}

int print(const std::string& text, int code) {
  fmt::print("{}", text);
  if (std::fflush(stdout) != 0) return machine_error("verify", "cannot write to standard output");
  return code;
}

int verify_assertions(const engine::Graph& graph, const Options& options) {
  const rules::Source& source = graph.source;
  const auto verdicts = engine::verify(graph);
  if (!verdicts) {
    say(fmt::format("{}: error: {}\n", source.name(), verdicts.message()));
    return exit_no;
  }
  const bool holds = std::none_of(verdicts.value().begin(), verdicts.value().end(),
                                  [](const engine::Verdict& verdict) {
                                    return verdict.kind == engine::Verdict::Kind::refuted ||
                                           verdict.kind == engine::Verdict::Kind::undecided;
                                  });
  const auto write =
      options.format == "json" ? reports::verification_json : reports::verification_text;
  return print(write(source, options.path, graph, verdicts.value()), holds ? exit_done : exit_no);
}

int find_holes(const engine::Graph& graph, const Options& options) {
  const rules::Source& source = graph.source;
  const auto holes = engine::holes(graph);
  if (!holes) {
    say(fmt::format("{}: error: {}\n", source.name(), holes.message()));
    return exit_no;
  }
  const bool all_declared = std::all_of(holes.value().begin(), holes.value().end(),
                                        [](const engine::Hole& hole) { return hole.declared; });
  const auto write = options.format == "json" ? reports::holes_json : reports::holes_text;
  return print(write(source, options.path, graph, holes.value()),
               all_declared ? exit_done : exit_no);
}

}  // namespace

int run_verify(const Arguments& arguments) {
  Options options;
  if (const std::string wrong = read_options(arguments, options); !wrong.empty()) {
    return usage_error("verify", wrong);
  }
  int code = exit_done;
  const auto graph = read_graph("verify", options.path, code);
  if (!graph) return code;
  return options.holes ? find_holes(*graph, options) : verify_assertions(*graph, options);
}

}  // namespace gatecast::app
