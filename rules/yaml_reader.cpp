#include "rules/yaml_reader.h"

#include <fmt/format.h>
#include <yaml-cpp/depthguard.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <cstring>
#include <istream>
#include <streambuf>
#include <unordered_set>

#include "rules/byte_scan.h"

namespace gatecast::rules {
namespace {

constexpr std::size_t key_bytes_max = 1024;

// Stops yaml-cpp from within its events; caught at the door below.
struct Refused {};

// Feeds yaml-cpp in small pieces, and ends the input if it swallows too much without reporting an
// event. That bounds its buffering whatever trick the text plays on the scan of the bytes, which
// allows a key, a way without any, and a value, of one piece each.
class GuardedBuffer : public std::streambuf {
 public:
  explicit GuardedBuffer(std::string_view text) : text_(text) {}

  void progress() { granted_ = served_ + silent_bytes_max; }
  bool starved() const { return starved_; }

 protected:
  int_type underflow() override {
    if (gptr() < egptr()) return traits_type::to_int_type(*gptr());
    if (served_ >= granted_ && served_ < text_.size()) starved_ = true;
    if (starved_ || served_ >= text_.size()) return traits_type::eof();
    const std::size_t size = std::min(piece_bytes, text_.size() - served_);
    std::memcpy(piece_, text_.data() + served_, size);
    served_ += size;
    setg(piece_, piece_, piece_ + size);
    return traits_type::to_int_type(*gptr());
  }

 private:
  static constexpr std::size_t piece_bytes = 1024;
  static constexpr std::size_t silent_bytes_max = 4 * yaml_piece_bytes_max;
  std::string_view text_;
  std::size_t served_ = 0;
  std::size_t granted_ = silent_bytes_max;
  bool starved_ = false;
  char piece_[piece_bytes];
};

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// Where things end in the text; yaml-cpp says only where they begin.
class Ends {
 public:
  explicit Ends(std::string_view text) : text_(text) {}

  // npos for a quote that is never closed.
  std::size_t scalar(std::size_t begin, const std::string& value) const {
    if (begin >= text_.size()) return text_.size();
    const char c = text_[begin];
    if (c == '"' || c == '\'') return quoted(begin, c);
    if (c == '|' || c == '>') return block(begin);
    return plain(begin, value);
  }

  // A bracket closes after the last item, a comma and comments; `from` is the end of that item.
  std::size_t collection(std::size_t from, char close) const {
    for (std::size_t i = from; i < text_.size(); ++i) {
      const char c = text_[i];
      if (c == close) return i + 1;
      if (c == '#') {
        i = std::min(text_.find('\n', i), text_.size() - 1);
      } else if (!is_space(c) && c != ',') {
        break;
      }
    }
    return from;
  }

  // The null word written at `begin`, or nothing written at all.
  std::size_t null(std::size_t begin) const {
    for (const std::string_view word : {"~", "null", "Null", "NULL"}) {
      if (!text_.substr(std::min(begin, text_.size())).starts_with(word)) continue;
      const std::size_t end = begin + word.size();
      if (end == text_.size() || is_space(text_[end]) ||
          std::strchr(",]}:", text_[end]) != nullptr) {
        return end;
      }
    }
    return begin;
  }

 private:
  std::size_t quoted(std::size_t begin, char quote) const {
    for (std::size_t i = begin + 1; i < text_.size(); ++i) {
      const bool escape = quote == '"'
                              ? text_[i] == '\\'
                              : text_[i] == quote && i + 1 < text_.size() && text_[i + 1] == quote;
      if (escape) {
        ++i;
      } else if (text_[i] == quote) {
        return i + 1;
      }
    }
    return std::string_view::npos;
  }

  // Lines at least as far in as the first one that is not blank.
  std::size_t block(std::size_t begin) const {
    std::size_t end = std::min(text_.find('\n', begin), text_.size());
    std::size_t indent = 0;
    for (std::size_t line = end + 1; line < text_.size();) {
      const std::size_t line_end = std::min(text_.find('\n', line), text_.size());
      const std::size_t first = std::min(text_.find_first_not_of(" \r", line), line_end);
      if (first < line_end) {
        if (indent == 0) indent = first - line;
        if (indent == 0 || first - line < indent) break;
        end = line_end;
      }
      line = line_end + 1;
    }
    return end;
  }

  // The value is the text with its line breaks folded, so walk both.
  std::size_t plain(std::size_t begin, const std::string& value) const {
    std::size_t i = begin;
    std::size_t end = begin;
    for (const char c : value) {
      if (is_space(c)) continue;
      while (i < text_.size() && is_space(text_[i])) ++i;
      if (i >= text_.size() || text_[i] != c) break;
      end = ++i;
    }
    return end;
  }

  std::string_view text_;
};

void refuse_piece(Diagnostics& diagnostics) {
  diagnostics.error(
      "too-large", {},
      fmt::format("a list, map or text is longer than {} bytes", yaml_piece_bytes_max));
}

class TreeBuilder : public YAML::EventHandler {
 public:
  TreeBuilder(const Source& source, Diagnostics& diagnostics, GuardedBuffer& buffer)
      : text_(source.text()),
        mark_shift_(byte_order_mark_size(text_)),
        ends_(text_),
        diagnostics_(diagnostics),
        buffer_(buffer) {}

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (documents_++ > 0) {
      refuse("second-document", offset(mark), "a policy is one document, a second begins here",
             "remove the `---`");
    }
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const std::size_t begin = offset(mark);
    check(begin, "", anchor);
    const std::size_t end = ends_.null(begin);
    YamlNode node;
    // A value that is not there is reported at the next token: point behind the key instead.
    const std::size_t missing = std::min(begin, last_end_);
    node.span = end == begin ? span(missing, missing) : span(begin, end);
    add(std::move(node));
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    refuse("alias", offset(mark), "aliases are not allowed", "write the value out");
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    const std::size_t begin = offset(mark);
    check(begin, tag, anchor);
    YamlNode node;
    node.quoted = tag == "!";
    node.text = value;
    const std::size_t end = ends_.scalar(begin, value);
    // yaml-cpp takes the end of the file for the closing quote.
    if (end == std::string_view::npos) refuse("yaml-syntax", begin, "the quote is never closed");
    // Of `\N` and `\_` it makes one byte that is none of UTF-8.
    if (begin < text_.size() && text_[begin] == '"' && !is_utf8(node.text)) {
      refuse("bad-text", begin, "the escapes `\\N` and `\\_` are not read",
             "write `\\u0085` and `\\u00a0`");
    }
    node.span = span(begin, end);
    add(std::move(node));
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(YamlNode::Kind::sequence, mark, tag, anchor);
  }
  void OnSequenceEnd() override { close(']'); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(YamlNode::Kind::mapping, mark, tag, anchor);
  }
  void OnMapEnd() override { close('}'); }

  bool has_root() const { return has_root_; }
  YamlNode take_root() { return std::move(root_); }

 private:
  struct Level {
    YamlNode node;
    bool key_next = true;
    std::unordered_set<std::string> keys;
  };

  [[noreturn]] void refuse(std::string_view code, std::size_t at, std::string message,
                           std::string help = {}) {
    diagnostics_.error(code, span(at, at + 1), std::move(message), std::move(help));
    throw Refused{};
  }

  std::size_t offset(const YAML::Mark& mark) const {
    return std::min(text_.size(), static_cast<std::size_t>(std::max(0, mark.pos)) + mark_shift_);
  }
  Span span(std::size_t begin, std::size_t end) const {
    end = std::min(end, text_.size());
    return {static_cast<std::uint32_t>(std::min(begin, end)), static_cast<std::uint32_t>(end)};
  }

  void check(std::size_t at, const std::string& tag, YAML::anchor_t anchor) {
    // Past that point the text is cut, and what yaml-cpp makes of it means nothing.
    if (buffer_.starved()) {
      refuse_piece(diagnostics_);
      throw Refused{};
    }
    buffer_.progress();
    if (anchor != 0) refuse("alias", at, "anchors are not allowed", "write the value out");
    const bool written = at < text_.size() && text_[at] == '!';
    if (written || (!tag.empty() && tag != "?" && tag != "!")) {
      refuse("tag", at, "tags are not allowed", "a text is written in quotes");
    }
    if (++nodes_ > yaml_values_max) {
      refuse("too-large", at, fmt::format("the file has more than {} values", yaml_values_max));
    }
  }

  void open(YamlNode::Kind kind, const YAML::Mark& mark, const std::string& tag,
            YAML::anchor_t anchor) {
    const std::size_t begin = offset(mark);
    check(begin, tag, anchor);
    if (levels_.size() >= static_cast<std::size_t>(yaml_depth_max)) {
      refuse("too-deep", begin, fmt::format("values are nested more than {} deep", yaml_depth_max));
    }
    if (!levels_.empty() && levels_.back().node.kind == YamlNode::Kind::mapping &&
        levels_.back().key_next) {
      refuse("bad-key", begin, "a key must be a text");
    }
    Level level;
    level.node.kind = kind;
    level.node.span = span(begin, begin);
    levels_.push_back(std::move(level));
    last_end_ = begin;
  }

  void close(char bracket) {
    YamlNode node = std::move(levels_.back().node);
    levels_.pop_back();
    const std::size_t begin = node.span.begin;
    const char opening = bracket == ']' ? '[' : '{';
    std::size_t end = std::max(last_end_, begin);
    if (begin < text_.size() && text_[begin] == opening) {
      end = ends_.collection(std::max(end, begin + 1), bracket);
    }
    node.span = span(begin, end);
    add(std::move(node));
  }

  void add(YamlNode node) {
    last_end_ = std::max<std::size_t>(last_end_, node.span.end);
    if (levels_.empty()) {
      root_ = std::move(node);
      has_root_ = true;
      return;
    }
    Level& level = levels_.back();
    if (level.node.kind == YamlNode::Kind::sequence) {
      level.node.items.push_back(std::move(node));
      return;
    }
    if (level.key_next) {
      add_key(level, std::move(node));
    } else {
      YamlNode::Entry& entry = level.node.entries.back();
      entry.span = {entry.key_span.begin, std::max(entry.key_span.end, node.span.end)};
      entry.value = std::move(node);
    }
    level.key_next = !level.key_next;
  }

  void add_key(Level& level, YamlNode node) {
    if (node.text.size() > key_bytes_max) refuse("bad-key", node.span.begin, "the key is too long");
    YamlNode::Entry entry;
    entry.key = node.text.empty() && !node.quoted
                    ? std::string(text_.substr(node.span.begin, node.span.end - node.span.begin))
                    : std::move(node.text);
    entry.key_span = node.span;
    if (!level.keys.insert(entry.key).second) {
      diagnostics_.error("duplicate-key", node.span,
                         fmt::format("the key `{}` is given twice", entry.key), "keep one of them");
      if (diagnostics_.errors() >= Diagnostics::errors_kept_max) throw Refused{};
    }
    level.node.entries.push_back(std::move(entry));
  }

  std::string_view text_;
  std::size_t mark_shift_;
  Ends ends_;
  Diagnostics& diagnostics_;
  GuardedBuffer& buffer_;
  std::vector<Level> levels_;
  YamlNode root_;
  bool has_root_ = false;
  int documents_ = 0;
  std::size_t nodes_ = 0;
  std::size_t last_end_ = 0;
};

// yaml-cpp's sentences are in its own words; the place is what helps.
void report_syntax(const Source& source, const YAML::Mark& mark, const std::string& message,
                   Diagnostics& diagnostics) {
  const std::size_t size = source.text().size();
  const std::size_t begin = std::min(
      size, static_cast<std::size_t>(std::max(0, mark.pos)) + byte_order_mark_size(source.text()));
  const std::size_t end = std::min(size, begin + 1);
  diagnostics.error("yaml-syntax",
                    {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)},
                    fmt::format("this is not YAML: {}", message));
}

}  // namespace

bool YamlNode::is_null() const {
  return kind == Kind::scalar && !quoted &&
         (text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL");
}

std::optional<YamlNode> read_yaml(const Source& source, Diagnostics& diagnostics,
                                  std::string_view beginning) {
  if (!scan_bytes(source, diagnostics)) return std::nullopt;
  GuardedBuffer buffer(source.text().substr(byte_order_mark_size(source.text())));
  std::istream stream(&buffer);
  TreeBuilder builder(source, diagnostics, buffer);
  try {
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const Refused&) {
    return std::nullopt;
  } catch (const YAML::DeepRecursion&) {
    diagnostics.error("too-deep", {}, "values are nested too deep");
    return std::nullopt;
  } catch (const YAML::Exception& exception) {
    if (buffer.starved()) {
      refuse_piece(diagnostics);
    } else {
      report_syntax(source, exception.mark, exception.msg, diagnostics);
    }
    return std::nullopt;
  }
  if (buffer.starved()) {
    refuse_piece(diagnostics);
    return std::nullopt;
  }
  if (!builder.has_root()) {
    diagnostics.error("empty-file", {}, "the file is empty", std::string(beginning));
    return std::nullopt;
  }
  return builder.take_root();
}

}  // namespace gatecast::rules
