// `gatecast behavior explain|check`: what a behaviour says, and what is wrong with one.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <optional>

#include "app/commands/behavior_options.h"
#include "app/commands/commands.h"
#include "app/files.h"
#include "engine/digest.h"
#include "reports/behavior_table.h"
#include "rules/byte_scan.h"
#include "rules/policy_parser.h"
#include "simulator/behavior.h"

namespace gatecast::app {
namespace {

struct Read {
  simulator::Behavior behavior;
  std::string title;
  std::string digest;
  rules::Diagnostics diagnostics;
};

std::optional<rules::Source> read_source(const std::string& path, int& code) {
  auto text = read_whole(path, rules::yaml_bytes_max);
  if (text) return rules::Source(input_name(path), std::move(text).value());
  code = machine_error("behavior", text.message());
  return std::nullopt;
}

// Nothing where that fails: why is on standard error, and `code` is how the command ends. The
// diagnostics of the behaviour are written either way.
std::optional<Read> read(const BehaviorOptions& options, int& code) {
  if (options.path.empty()) {
    return Read{simulator::default_behavior(),
                "the shipped default",
                engine::sha256_hex(simulator::default_behavior_text()),
                {}};
  }
  std::optional<rules::Policy> policy;
  if (!options.policy.empty()) {
    const auto source = read_source(options.policy, code);
    if (!source) return std::nullopt;
    rules::ParsedPolicy parsed = rules::parse_policy(*source);
    code = exit_no;
    if (!parsed.policy) {
      say(rules::render(*source, parsed.diagnostics));
      return std::nullopt;
    }
    policy = std::move(parsed.policy);
  }
  const auto source = read_source(options.path, code);
  if (!source) return std::nullopt;
  simulator::ParsedBehavior parsed =
      policy ? simulator::parse_behavior(*source, *policy) : simulator::parse_behavior(*source);
  say(rules::render(*source, parsed.diagnostics));
  return Read{std::move(parsed.behavior), source->name(), engine::sha256_hex(source->text()),
              std::move(parsed.diagnostics)};
}

int explain(const Read& read, const BehaviorOptions& options) {
  if (read.diagnostics.has_errors()) return exit_no;
  fmt::print("{}", options.format == "json"
                       ? reports::behavior_json(read.behavior, read.title, read.digest)
                       : reports::behavior_text(read.behavior, read.title));
  if (std::fflush(stdout) == 0) return exit_done;
  return machine_error("behavior", "cannot write to standard output");
}

int check(const Read& read, const BehaviorOptions& options) {
  const std::size_t errors = read.diagnostics.errors();
  if (!options.quiet) {
    const std::string found = fmt::format("{} error{}", errors, errors == 1 ? "" : "s");
    const char* roles = options.policy.empty() ? "; without --policy, roles are not checked" : "";
    say(fmt::format("{}: {}{}\n", read.title, errors == 0 ? "ok" : found, roles));
  }
  return errors == 0 ? exit_done : exit_no;
}

}  // namespace

int run_behavior(const Arguments& arguments) {
  const auto options = parse_behavior_options(arguments);
  if (!options) return usage_error("behavior", options.message());
  int code = exit_machine;
  const auto found = read(options.value(), code);
  if (!found) return code;
  return options.value().explains ? explain(*found, options.value())
                                  : check(*found, options.value());
}

}  // namespace gatecast::app
