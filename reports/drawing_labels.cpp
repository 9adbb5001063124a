#include "reports/drawing_labels.h"

#include <fmt/format.h>

#include "reports/format.h"

namespace gatecast::reports {
namespace {

constexpr std::size_t most_columns = 46;
constexpr std::size_t most_lines = 4;

bool continues(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

// The end of the line that begins at `at`: behind the last space that fits, else where it is full.
std::size_t line_end(std::string_view text, std::size_t at) {
  std::size_t columns = 0;
  std::size_t space = 0;
  std::size_t end = at;
  while (end < text.size()) {
    if (text[end] == ' ') space = end + 1;
    if (!continues(text[end]) && columns++ == most_columns) return space > at ? space : end;
    ++end;
  }
  return end;
}

void wrap(std::string_view text, std::vector<std::string>& lines) {
  const std::size_t before = lines.size();
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = line_end(text, at);
    std::string_view line = text.substr(at, end - at);
    while (line.ends_with(' ')) line.remove_suffix(1);
    const bool is_last = lines.size() - before + 1 == most_lines;
    if (!line.empty())
      lines.push_back(std::string(line) + (is_last && end < text.size() ? " …" : ""));
    if (is_last) return;
    at = end;
  }
}

}  // namespace

std::vector<std::string> label_lines(const engine::DrawingNode& node) {
  std::vector<std::string> lines;
  for (const std::string& line : node.lines) wrap(plain(line), lines);
  return lines;
}

std::string tooltip(const engine::DrawingNode& node) {
  std::string text;
  for (const std::string& line : node.lines) {
    text += (text.empty() ? "" : "; ") + plain(line);
  }
  return text;
}

std::vector<std::string> heading(const engine::Drawing& drawing) {
  std::vector<std::string> lines{
      plain(fmt::format("{}, revision {}; dates are midnights in {}", drawing.policy,
                        drawing.revision, drawing.time_zone))};
  if (!drawing.decision) return lines;
  const engine::DrawnDecision& decision = *drawing.decision;
  lines.push_back(plain(fmt::format("highlighted: row {}, {}, {}", decision.row,
                                    rules::name(decision.outcome), decision.reason)));
  const auto list = [&](const char* what, const std::vector<std::string>& facts) {
    if (facts.empty()) return;
    engine::DrawingNode node;
    node.lines = {fmt::format("{}: {}", what, fmt::join(facts, ", "))};
    for (std::string& line : label_lines(node)) lines.push_back(std::move(line));
  };
  list("the strictest answer, because these facts are unknown", decision.unknown);
  list("made up by --fill", decision.filled);
  return lines;
}

std::vector<std::string> footing(const engine::Drawing& drawing) {
  engine::DrawingNode node;
  if (!drawing.never.empty()) node.lines = {"No sign-in comes to:"};
  node.lines.insert(node.lines.end(), drawing.never.begin(), drawing.never.end());
  return label_lines(node);
}

std::string_view name(engine::DrawingNode::Kind kind) {
  using Kind = engine::DrawingNode::Kind;
  switch (kind) {
    case Kind::entry:
      return "entry";
    case Kind::question:
      return "question";
    case Kind::rule:
      return "rule";
    case Kind::ending:
      return "ending";
    case Kind::settings:
      return "settings";
    case Kind::more:
      return "more";
  }
  return "";
}

}  // namespace gatecast::reports
