// The page of every diagnostic: what it means, with a bad and a fixed example. Written in
// rules/diagnostics/CODE.md, part of the program, printed by `gatecast explain`.
#pragma once

#include <span>
#include <string_view>

namespace gatecast::rules {

struct Page {
  std::string_view code;
  std::string_view text;  // Markdown; begins with `# CODE`
};

// In the order of their codes.
std::span<const Page> pages();
// Nothing for a code that gatecast does not have.
const Page* find_page(std::string_view code);

// What the page says of its diagnostic; only warnings can be allowed in a policy.
bool is_warning(const Page& page);
}  // namespace gatecast::rules
