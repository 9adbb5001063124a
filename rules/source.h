// A text file as read, with the means to say where in it something stands.
//
// Spans are byte offsets; lines and columns are worked out only when a person must see them. A span
// may also lie in a shipped policy that the text extends (library.h): `file` says in which file.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace gatecast::rules {

// Bytes [begin, end) of one Source, or of a shipped policy. Sources are capped at 32 MB, and files
// of accounts at 4 GB, so 32 bits suffice.
struct Span {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  bool empty() const { return begin == end; }
  friend bool operator==(const Span&, const Span&) = default;
};

// 1-based. Columns count characters (UTF-8 code points), as editors do.
struct Position {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
};

template <class T>
struct Located {
  T value{};
  Span span{};
};

// A line of a text that is too large to keep, and the one place in it that a message is about.
struct KeptLine {
  std::uint32_t offset = 0;  // of the place, in the whole text
  Position position;
  std::string text;  // without the line end
};

// Cheap to copy: copies share the text, and what views into it stays valid as long as one of them.
class Source {
 public:
  Source() : Source("", "") {}
  // `name` is what messages call it, usually the path as the user gave it.
  Source(std::string name, std::string text);
  // For messages about a text of which only these lines are kept. It knows no other place than
  // theirs, and `text` of it is empty.
  Source(std::string name, std::vector<KeptLine> lines);

  const std::string& name() const { return name_; }
  std::string_view text() const { return content_->text; }
  // The file that an offset lies in: this one, or a shipped policy.
  const Source& file(std::uint32_t offset) const;
  std::string_view text(Span span) const;

  // In the file that the offset lies in.
  Position position(std::uint32_t offset) const;
  // Of this file alone. Offset of the first byte of a 1-based line; past the last line: the size of
  // the text.
  std::uint32_t line_begin(std::uint32_t line) const;
  // A 1-based line without its line end.
  std::string_view line(std::uint32_t line) const;
  std::uint32_t line_count() const { return content_->line_count; }

  // The first line of what a span covers, without a trailing comment or spaces: what `rule.text`
  // shows.
  std::string_view excerpt(Span span) const;

 private:
  struct Content {
    std::string text;
    std::uint32_t line_count = 1;
    // Where each 64th line begins: 32 MB of line ends would make an index of 128 MB.
    std::vector<std::uint32_t> line_begins;
    bool is_kept_in_part = false;
    std::vector<KeptLine> lines;  // by offset
  };
  const KeptLine* kept_line(std::uint32_t offset) const;

  std::string name_;
  std::shared_ptr<const Content> content_;
};

}  // namespace gatecast::rules
