#include "rules/diagnostic.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace gatecast::rules {
namespace {

// Long lines (a minified policy, a hostile one) are shown around the caret only.
constexpr std::size_t shown_columns_max = 160;

bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

// Control characters of the input must not steer the reader's terminal.
std::string printable(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool control = (static_cast<unsigned char>(c) < 0x20U && c != '\t') || c == 0x7F;
    out += control ? '?' : (c == '\t' ? ' ' : c);
  }
  return out;
}

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return !continues_character(c); }));
}

// Where in the line a 1-based column begins.
std::size_t bytes_before(std::string_view line, std::uint32_t column) {
  std::size_t at = 0;
  for (; at < line.size(); ++at) {
    if (!continues_character(line[at]) && --column == 0) break;
  }
  return at;
}

}  // namespace

void Diagnostics::error(std::string_view code, Span span, std::string message, std::string help) {
  if (errors_++ >= errors_kept_max) {
    if (unkept_++ == 0) first_unkept_ = span;
    return;
  }
  all_.push_back({code, Severity::error, span, std::move(message), std::move(help)});
}

void Diagnostics::warning(std::string_view code, Span span, std::string message, std::string help) {
  all_.push_back({code, Severity::warning, span, std::move(message), std::move(help)});
  ++warnings_;
}

void Diagnostics::sort() {
  std::stable_sort(all_.begin(), all_.end(), [](const Diagnostic& a, const Diagnostic& b) {
    return std::tie(a.span.begin, a.severity) < std::tie(b.span.begin, b.severity);
  });
  if (unkept_ == 0) return;
  all_.push_back({"too-many-errors", Severity::error, first_unkept_,
                  fmt::format("and {} more errors, which are not shown", unkept_),
                  "mend those above, and check again"});
  unkept_ = 0;
}

std::string render(const Source& source, const Diagnostic& diagnostic) {
  const Position position = source.position(diagnostic.span.begin);
  const Source& file = source.file(diagnostic.span.begin);
  const char* severity = diagnostic.severity == Severity::error ? "error" : "warning";
  std::string out = fmt::format("{}:{}:{}: {}: {} [{}]\n", file.name(), position.line,
                                position.column, severity, diagnostic.message, diagnostic.code);
  std::string_view line = file.line(position.line);
  std::size_t begin = bytes_before(line, position.column);
  const std::size_t length = diagnostic.span.end - diagnostic.span.begin;
  std::size_t end = std::min(begin + length, line.size());
  if (line.size() > shown_columns_max) {
    std::size_t cut = begin > shown_columns_max / 2 ? begin - shown_columns_max / 2 : 0;
    while (cut > 0 && continues_character(line[cut])) --cut;
    line = line.substr(cut, shown_columns_max);
    while (!line.empty() && continues_character(line.back())) line.remove_suffix(1);
    begin = std::min(begin - cut, line.size());
    end = std::clamp(end - std::min(end, cut), begin, line.size());
  }
  const std::size_t carets = std::max<std::size_t>(1, characters(line.substr(begin, end - begin)));
  out += fmt::format("  {}\n  {}{}\n", printable(line),
                     std::string(characters(line.substr(0, begin)), ' '), std::string(carets, '^'));
  if (!diagnostic.help.empty()) out += fmt::format("  help: {}\n", diagnostic.help);
  return out;
}

std::string render(const Source& source, const Diagnostics& diagnostics) {
  std::string out;
  for (const Diagnostic& diagnostic : diagnostics.all()) out += render(source, diagnostic);
  return out;
}

}  // namespace gatecast::rules
