#include "rules/source.h"

#include <algorithm>

#include "rules/check.h"
#include "rules/library.h"

namespace gatecast::rules {
namespace {

constexpr std::uint32_t lines_a_step = 64;

}  // namespace

Source::Source(std::string name, std::string text) : name_(std::move(name)) {
  auto content = std::make_shared<Content>();
  content->text = std::move(text);
  content->line_begins.push_back(0);
  const std::string_view all = content->text;
  for (std::size_t at = all.find('\n'); at != std::string_view::npos; at = all.find('\n', at + 1)) {
    if (content->line_count++ % lines_a_step != 0) continue;
    content->line_begins.push_back(static_cast<std::uint32_t>(at + 1));
  }
  content_ = std::move(content);
}

Source::Source(std::string name, std::vector<KeptLine> lines) : name_(std::move(name)) {
  auto content = std::make_shared<Content>();
  content->line_begins.push_back(0);
  content->is_kept_in_part = true;
  std::stable_sort(lines.begin(), lines.end(),
                   [](const KeptLine& a, const KeptLine& b) { return a.offset < b.offset; });
  content->lines = std::move(lines);
  content_ = std::move(content);
}

// The place at or before an offset; nothing before the first.
const KeptLine* Source::kept_line(std::uint32_t offset) const {
  const auto& lines = content_->lines;
  const auto after = std::upper_bound(
      lines.begin(), lines.end(), offset,
      [](std::uint32_t value, const KeptLine& line) { return value < line.offset; });
  return after == lines.begin() ? nullptr : &*std::prev(after);
}

const Source& Source::file(std::uint32_t offset) const {
  if (content_->is_kept_in_part) return *this;  // and its offsets may be larger than those
  const LibraryPolicy* shipped = library_policy_at(offset);
  return shipped == nullptr ? *this : shipped->source;
}

std::string_view Source::text(Span span) const {
  if (const LibraryPolicy* shipped = library_policy_at(span.begin)) {
    GATECAST_CHECK(span.begin <= span.end);
    return shipped->source.text({span.begin - shipped->begin, span.end - shipped->begin});
  }
  GATECAST_CHECK(span.begin <= span.end && span.end <= text().size());
  return text().substr(span.begin, span.end - span.begin);
}

Position Source::position(std::uint32_t offset) const {
  if (content_->is_kept_in_part) {
    const KeptLine* kept = kept_line(offset);
    return kept == nullptr ? Position{} : kept->position;
  }
  if (const LibraryPolicy* shipped = library_policy_at(offset)) {
    return shipped->source.position(offset - shipped->begin);
  }
  const std::string_view all = text();
  offset = std::min(offset, static_cast<std::uint32_t>(all.size()));
  const auto& begins = content_->line_begins;
  const auto step = std::upper_bound(begins.begin(), begins.end(), offset) - begins.begin() - 1;
  auto line = static_cast<std::uint32_t>(step) * lines_a_step + 1;
  std::size_t begin = begins[static_cast<std::size_t>(step)];
  for (std::size_t end = all.find('\n', begin); end < offset; end = all.find('\n', begin)) {
    begin = end + 1;
    ++line;
  }
  std::uint32_t column = 1;
  for (std::size_t i = begin; i < offset; ++i) {
    const bool continues_character = (static_cast<unsigned char>(all[i]) & 0xC0U) == 0x80U;
    if (!continues_character) ++column;
  }
  return {line, column};
}

std::uint32_t Source::line_begin(std::uint32_t line) const {
  GATECAST_CHECK(line >= 1);
  const std::string_view all = text();
  if (line > line_count()) return static_cast<std::uint32_t>(all.size());
  std::size_t begin = content_->line_begins[(line - 1) / lines_a_step];
  for (std::uint32_t i = (line - 1) % lines_a_step; i > 0; --i) begin = all.find('\n', begin) + 1;
  return static_cast<std::uint32_t>(begin);
}

std::string_view Source::line(std::uint32_t line) const {
  for (const KeptLine& kept : content_->lines) {
    if (kept.position.line == line) return kept.text;
  }
  const std::uint32_t begin = line_begin(line);
  std::uint32_t end = line_begin(line + 1);
  const std::string_view all = text();
  while (end > begin && (all[end - 1] == '\n' || all[end - 1] == '\r')) --end;
  return all.substr(begin, end - begin);
}

std::string_view Source::excerpt(Span span) const {
  std::string_view part = text(span);
  part = part.substr(0, part.find('\n'));
  // A `#` opens a comment only after a space and outside quotes.
  char quote = 0;
  for (std::size_t i = 0; i < part.size(); ++i) {
    const char c = part[i];
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '#' && i > 0 && (part[i - 1] == ' ' || part[i - 1] == '\t')) {
      part = part.substr(0, i);
      break;
    }
  }
  while (!part.empty() && (part.back() == ' ' || part.back() == '\r' || part.back() == '\t')) {
    part.remove_suffix(1);
  }
  return part;
}

}  // namespace gatecast::rules
