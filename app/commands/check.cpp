// `gatecast check POLICY`: every diagnostic of a policy in one pass.
#include <fmt/format.h>

#include <cstdio>

#include "app/commands/commands.h"
#include "app/files.h"
#include "engine/graph/decide.h"
#include "rules/byte_scan.h"
#include "rules/policy_parser.h"

namespace gatecast::app {
namespace {

std::string counted(std::size_t count, std::string_view word) {
  return fmt::format("{} {}{}", count, word, count == 1 ? "" : "s");
}

std::string summary(const std::string& input, const rules::ParsedPolicy& parsed) {
  const rules::Diagnostics& diagnostics = parsed.diagnostics;
  const std::string warnings = counted(diagnostics.warnings(), "warning");
  if (!parsed.policy) {
    return fmt::format("{}: {}, {}\n", input, counted(diagnostics.errors(), "error"), warnings);
  }
  return fmt::format("{}: ok, policy `{}` revision {}, {}\n", input, parsed.policy->name.value,
                     parsed.policy->revision, warnings);
}

}  // namespace

int run_check(const Arguments& arguments) {
  std::string path;
  bool quiet = false;
  for (const std::string& argument : arguments) {
    if (argument == "--quiet" || argument == "-q") {
      quiet = true;
    } else if (argument.size() > 1 && argument.starts_with('-')) {
      return usage_error("check", fmt::format("unknown option `{}`", argument));
    } else if (!path.empty()) {
      return usage_error("check", "one policy at a time");
    } else {
      path = argument;
    }
  }
  if (path.empty()) return usage_error("check", "which policy?");

  rules::Result<std::string> text = read_whole(path, rules::yaml_bytes_max);
  if (!text) return machine_error("check", text.message());
  const rules::Source source(input_name(path), std::move(text).value());
  const rules::ParsedPolicy parsed = rules::parse_policy(source);
  fmt::print(stderr, "{}", rules::render(source, parsed.diagnostics));
  if (parsed.policy) {
    // What the other verbs would trip over belongs here too.
    if (const auto graph = engine::compile(*parsed.policy, source); !graph) {
      fmt::print(stderr, "{}: error: {}\n", source.name(), graph.message());
      return exit_no;
    }
  }
  if (!quiet) fmt::print(stderr, "{}", summary(source.name(), parsed));
  return parsed.policy ? exit_done : exit_no;
}

}  // namespace gatecast::app
