#include "rules/source.h"

#include <algorithm>

#include "rules/check.h"
#include "rules/library.h"

namespace gatecast::rules {

Source::Source(std::string name, std::string text)
    : name_(std::move(name)), text_(std::move(text)) {
  line_begins_.push_back(0);
  for (std::size_t i = 0; i < text_.size(); ++i) {
    if (text_[i] == '\n') line_begins_.push_back(static_cast<std::uint32_t>(i + 1));
  }
}

const Source& Source::file(std::uint32_t offset) const {
  const LibraryPolicy* shipped = library_policy_at(offset);
  return shipped == nullptr ? *this : shipped->source;
}

std::string_view Source::text(Span span) const {
  if (const LibraryPolicy* shipped = library_policy_at(span.begin)) {
    GATECAST_CHECK(span.begin <= span.end);
    return shipped->source.text({span.begin - shipped->begin, span.end - shipped->begin});
  }
  GATECAST_CHECK(span.begin <= span.end && span.end <= text_.size());
  return std::string_view(text_).substr(span.begin, span.end - span.begin);
}

Position Source::position(std::uint32_t offset) const {
  if (const LibraryPolicy* shipped = library_policy_at(offset)) {
    return shipped->source.position(offset - shipped->begin);
  }
  offset = std::min(offset, static_cast<std::uint32_t>(text_.size()));
  const auto after = std::upper_bound(line_begins_.begin(), line_begins_.end(), offset);
  const auto line = static_cast<std::uint32_t>(after - line_begins_.begin());
  std::uint32_t column = 1;
  for (std::uint32_t i = line_begins_[line - 1]; i < offset; ++i) {
    const bool continues_character = (static_cast<unsigned char>(text_[i]) & 0xC0U) == 0x80U;
    if (!continues_character) ++column;
  }
  return {line, column};
}

std::uint32_t Source::line_begin(std::uint32_t line) const {
  GATECAST_CHECK(line >= 1);
  if (line > line_begins_.size()) return static_cast<std::uint32_t>(text_.size());
  return line_begins_[line - 1];
}

std::string_view Source::line(std::uint32_t line) const {
  const std::uint32_t begin = line_begin(line);
  std::uint32_t end = line_begin(line + 1);
  while (end > begin && (text_[end - 1] == '\n' || text_[end - 1] == '\r')) --end;
  return std::string_view(text_).substr(begin, end - begin);
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
