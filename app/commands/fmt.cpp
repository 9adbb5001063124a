// `gatecast fmt POLICY`: the canonical form, with every comment.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <utility>

#include "app/commands/commands.h"
#include "app/commands/output_files.h"
#include "app/files.h"
#include "rules/byte_scan.h"
#include "rules/policy_format.h"
#include "rules/policy_parser.h"
#include "rules/policy_writer.h"

namespace gatecast::app {
namespace {

enum class Wanted { print, check, write, merged };

struct Asked {
  std::string path;
  Wanted wanted = Wanted::print;
};

rules::Result<Asked> read_arguments(const Arguments& words) {
  constexpr std::pair<std::string_view, Wanted> options[] = {
      {"--check", Wanted::check}, {"--write", Wanted::write}, {"--merged", Wanted::merged}};
  Asked asked;
  for (const std::string& word : words) {
    if (word.size() > 1 && word.starts_with('-')) {
      const auto* option = std::find_if(std::begin(options), std::end(options),
                                        [&](const auto& each) { return each.first == word; });
      if (option == std::end(options)) {
        return rules::Failure{fmt::format("unknown option `{}`", word)};
      }
      if (asked.wanted != Wanted::print) {
        return rules::Failure{"only one of --check, --write and --merged"};
      }
      asked.wanted = option->second;
    } else if (!asked.path.empty()) {
      return rules::Failure{"one policy at a time"};
    } else {
      asked.path = word;
    }
  }
  if (asked.path.empty()) return rules::Failure{"which policy?"};
  if (asked.path == "-" && asked.wanted == Wanted::write) {
    return rules::Failure{"standard input cannot be written in place"};
  }
  return asked;
}

int print(const std::string& text) {
  const bool done =
      std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
  return done ? exit_done : machine_error("fmt", "cannot write to standard output");
}

int write(const std::string& path, const std::string& text) {
  OutputFiles files;
  rules::Status done = files.add(path, text);
  if (done) done = files.commit();
  return done ? exit_done : machine_error("fmt", done.message());
}

int refuse(const rules::Source& source, const rules::Diagnostics& diagnostics) {
  say(rules::render(source, diagnostics));
  return exit_no;
}

int print_merged(const rules::Source& source) {
  const rules::ParsedPolicy parsed = rules::parse_policy(source);
  if (!parsed.policy) return refuse(source, parsed.diagnostics);
  return print(rules::canonical_form(*parsed.policy));
}

}  // namespace

int run_fmt(const Arguments& arguments) {
  const rules::Result<Asked> asked = read_arguments(arguments);
  if (!asked) return usage_error("fmt", asked.message());
  const auto& [path, wanted] = asked.value();
  rules::Result<std::string> text = read_whole(path, rules::yaml_bytes_max);
  if (!text) return machine_error("fmt", text.message());
  const rules::Source source(input_name(path), std::move(text).value());
  if (wanted == Wanted::merged) return print_merged(source);

  const rules::FormattedPolicy formatted = rules::format_policy(source);
  if (!formatted.text && !formatted.diagnostics.has_errors()) {
    return machine_error(
        "fmt", fmt::format("cannot write `{}` in another form without a loss", source.name()));
  }
  if (!formatted.text) return refuse(source, formatted.diagnostics);
  const bool same = *formatted.text == source.text();
  switch (wanted) {
    case Wanted::check:
      if (same) return exit_done;
      say(fmt::format("{}: not in the canonical form; `gatecast fmt --write` writes it\n",
                      source.name()));
      return exit_no;
    case Wanted::write:
      return same ? exit_done : write(path, *formatted.text);
    default:
      return print(*formatted.text);
  }
}

}  // namespace gatecast::app
