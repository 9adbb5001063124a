// `gatecast explain CODE`: the page of a diagnostic.
#include <fmt/format.h>

#include <cstdio>

#include "app/commands/commands.h"
#include "rules/lint/pages.h"
#include "rules/suggest.h"

namespace gatecast::app {
namespace {

std::string list_of_codes() {
  std::string out;
  for (const rules::Page& page : rules::pages()) {
    out += fmt::format("{:<8} {}\n", rules::is_warning(page) ? "warning" : "error", page.code);
  }
  return out;
}

int print(std::string_view text) {
  fmt::print("{}", text);
  return std::fflush(stdout) == 0 ? exit_done
                                  : machine_error("explain", "cannot write to standard output");
}

}  // namespace

int run_explain(const Arguments& arguments) {
  if (arguments.empty()) return usage_error("explain", "which code?");
  const std::string& code = arguments.front();
  if (code.starts_with('-') && code != "--list") {
    return usage_error("explain", fmt::format("unknown option `{}`", code));
  }
  if (arguments.size() > 1) return usage_error("explain", "one code at a time");
  if (code == "--list") return print(list_of_codes());
  if (const rules::Page* page = rules::find_page(code)) return print(page->text);
  std::vector<std::string_view> codes;
  for (const rules::Page& page : rules::pages()) codes.push_back(page.code);
  const std::string help = rules::suggest(code, codes);
  return usage_error("explain", fmt::format("no diagnostic has the code `{}`{}{}", code,
                                            help.empty() ? "" : ", ", help));
}

}  // namespace gatecast::app
