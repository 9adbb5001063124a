// `gatecast check POLICY`: every diagnostic of a policy in one pass.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <optional>

#include "app/commands/commands.h"
#include "app/files.h"
#include "engine/lint/check_policy.h"
#include "reports/diagnostics.h"
#include "rules/byte_scan.h"
#include "rules/suggest.h"

namespace gatecast::app {
namespace {

struct Options {
  std::string path;
  std::string format = "text";
  std::string at;
  bool quiet = false;
};

constexpr std::string_view formats[] = {"text", "json", "sarif"};

// Takes `--name VALUE` and `--name=VALUE`; false if `arguments[i]` is another option.
bool take_value(const Arguments& arguments, std::size_t& i, std::string_view name,
                std::optional<std::string>& value) {
  const std::string_view argument = arguments[i];
  if (argument == name) {
    if (i + 1 < arguments.size()) value = arguments[++i];
    return true;
  }
  if (!argument.starts_with(name) || argument[name.size()] != '=') return false;
  value = argument.substr(name.size() + 1);
  return true;
}

// What is wrong with the arguments; empty if nothing is.
std::string read_options(const Arguments& arguments, Options& options) {
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& argument = arguments[i];
    std::optional<std::string> value;
    if (argument == "--quiet" || argument == "-q") {
      options.quiet = true;
    } else if (take_value(arguments, i, "--format", value)) {
      if (!value) return "`--format` needs `text`, `json` or `sarif`";
      options.format = *value;
    } else if (take_value(arguments, i, "--at", value)) {
      if (!value) return "`--at` needs a date";
      options.at = *value;
    } else if (argument.size() > 1 && argument.starts_with('-')) {
      return fmt::format("unknown option `{}`, {}", argument,
                         rules::suggest(argument, {"--format", "--at", "--quiet"}));
    } else if (!options.path.empty()) {
      return "one policy at a time";
    } else {
      options.path = argument;
    }
  }
  if (options.path.empty()) return "which policy?";
  if (std::find(std::begin(formats), std::end(formats), options.format) != std::end(formats)) {
    return {};
  }
  return fmt::format("`{}` is no format, {}", options.format,
                     rules::suggest(options.format, {std::begin(formats), std::end(formats)}));
}

rules::Date today_utc() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return {
      static_cast<std::int32_t>(std::chrono::duration_cast<std::chrono::hours>(now).count() / 24)};
}

std::string counted(std::size_t count, std::string_view word) {
  return fmt::format("{} {}{}", count, word, count == 1 ? "" : "s");
}

std::string summary(const std::string& input, const engine::CheckedPolicy& checked) {
  const rules::Diagnostics& diagnostics = checked.diagnostics;
  std::string tail = counted(diagnostics.warnings(), "warning");
  if (!checked.allowed.empty()) tail += fmt::format(", {} allowed", checked.allowed.size());
  if (!checked.policy) {
    return fmt::format("{}: {}, {}\n", input, counted(diagnostics.errors(), "error"), tail);
  }
  return fmt::format("{}: ok, policy `{}` revision {}, {}\n", input, checked.policy->name.value,
                     checked.policy->revision, tail);
}

}  // namespace

int run_check(const Arguments& arguments) {
  Options options;
  if (const std::string wrong = read_options(arguments, options); !wrong.empty()) {
    return usage_error("check", wrong);
  }
  const std::optional<rules::Date> at =
      options.at.empty() ? today_utc() : rules::parse_date(options.at);
  if (!at) return usage_error("check", fmt::format("`{}` is not a date", options.at));

  rules::Result<std::string> text = read_whole(options.path, rules::yaml_bytes_max);
  if (!text) return machine_error("check", text.message());
  const rules::Source source(input_name(options.path), std::move(text).value());
  const engine::CheckedPolicy checked = engine::check_policy(source, *at);
  const int code = checked.policy ? exit_done : exit_no;
  if (options.format == "text") {
    say(rules::render(source, checked.diagnostics));
    if (!options.quiet) say(summary(source.name(), checked));
    return code;
  }
  fmt::print("{}", options.format == "json"
                       ? reports::diagnostics_json(source, checked)
                       : reports::diagnostics_sarif(source, checked, GATECAST_VERSION));
  if (std::fflush(stdout) != 0) return machine_error("check", "cannot write to standard output");
  return code;
}

}  // namespace gatecast::app
