#include "rules/byte_scan.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace gatecast::rules {
namespace {

Span at(std::size_t offset) {
  return {static_cast<std::uint32_t>(offset), static_cast<std::uint32_t>(offset + 1)};
}

unsigned char byte_at(std::string_view text, std::size_t i) {
  return i < text.size() ? static_cast<unsigned char>(text[i]) : 0;
}

// Bytes of the well-formed UTF-8 character at `i`; 0 if there is none (overlong, surrogate, cut).
std::size_t character_size(std::string_view text, std::size_t i) {
  const unsigned char first = byte_at(text, i);
  if (first < 0x80) return 1;
  const auto continues = [&](std::size_t k, unsigned low, unsigned high) {
    const unsigned char c = byte_at(text, i + k);
    return c >= low && c <= high;
  };
  if (first >= 0xC2 && first <= 0xDF) return continues(1, 0x80, 0xBF) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    const unsigned low = first == 0xE0 ? 0xA0 : 0x80;
    const unsigned high = first == 0xED ? 0x9F : 0xBF;
    return continues(1, low, high) && continues(2, 0x80, 0xBF) ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    const unsigned low = first == 0xF0 ? 0x90 : 0x80;
    const unsigned high = first == 0xF4 ? 0x8F : 0xBF;
    const bool good =
        continues(1, low, high) && continues(2, 0x80, 0xBF) && continues(3, 0x80, 0xBF);
    return good ? 4 : 0;
  }
  return 0;
}

bool scan_characters(std::string_view text, Diagnostics& diagnostics) {
  for (std::size_t i = byte_order_mark_size(text); i < text.size();) {
    const std::size_t size = character_size(text, i);
    if (size == 0) {
      diagnostics.error("bad-text", at(i), "the text is not UTF-8 here",
                        "save the file as UTF-8 without byte order mark");
      return false;
    }
    const unsigned char c = byte_at(text, i);
    // yaml-cpp takes 0x04 for the end of the file, and a NUL hides what follows from most tools.
    if ((c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7F) {
      diagnostics.error("bad-text", at(i),
                        fmt::format("the control character 0x{:02X} is not allowed", c));
      return false;
    }
    // Only a line end is a line end: a lone carriage return is one to YAML and none to an editor.
    if (c == '\r' && byte_at(text, i + 1) != '\n') {
      diagnostics.error("bad-text", at(i), "a carriage return without a line feed is not allowed");
      return false;
    }
    i += size;
  }
  return true;
}

// Follows brackets, quotes and comments. A quote inside a plain text opens nothing, so the count
// may be off for odd texts; the reader bounds depth and length again as yaml-cpp goes on.
class BracketScan {
 public:
  explicit BracketScan(std::string_view text) : text_(text) {}

  struct Refusal {
    std::size_t offset;
    const char* code;
    std::string message;
  };

  // What goes too deep or on for too long, if anything.
  std::optional<Refusal> refused() {
    for (std::size_t i = 0; i < text_.size(); ++i) {
      const char c = text_[i];
      if (depth_ > 0 && i - opened_at_ > yaml_piece_bytes_max) {
        return Refusal{
            opened_at_, "too-large",
            fmt::format("what is in these brackets is longer than {} bytes", yaml_piece_bytes_max)};
      }
      if (quote_ != 0) {
        i += in_quotes(c, i);
      } else if (c == '#' && space_before_) {
        i = std::min(text_.find('\n', i), text_.size()) - 1;
      } else if (token_start_ && (c == '"' || c == '\'')) {
        quote_ = c;
      } else if ((c == '[' || c == '{') && (token_start_ || depth_ > 0)) {
        if (depth_ == 0) opened_at_ = i;
        if (++depth_ > yaml_depth_max) {
          return Refusal{i, "too-deep",
                         fmt::format("brackets are nested more than {} deep", yaml_depth_max)};
        }
        token_start_ = space_before_ = true;
      } else {
        plain(c, byte_at(text_, i + 1));
      }
    }
    return std::nullopt;
  }

 private:
  // How many bytes more than this one were used.
  std::size_t in_quotes(char c, std::size_t i) {
    if (quote_ == '"' && c == '\\') return 1;
    if (c != quote_) return 0;
    if (quote_ == '\'' && byte_at(text_, i + 1) == '\'') return 1;
    quote_ = 0;
    token_start_ = space_before_ = false;
    return 0;
  }

  void plain(char c, unsigned char next) {
    const bool space = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    const bool space_follows = next == ' ' || next == '\n' || next == '\r' || next == '\t';
    if (depth_ > 0 && (c == ']' || c == '}')) --depth_;
    const bool indicator = ((c == '-' || c == '?') && token_start_ && space_follows) ||
                           (c == ':' && space_follows) || (c == ',' && depth_ > 0) || c == '\n';
    if (indicator) {
      token_start_ = true;
    } else if (!space) {
      token_start_ = false;
    }
    space_before_ = space;
  }

  std::string_view text_;
  char quote_ = 0;
  int depth_ = 0;
  std::size_t opened_at_ = 0;  // of the outermost open bracket
  bool token_start_ = true;
  bool space_before_ = true;
};

}  // namespace

std::size_t byte_order_mark_size(std::string_view text) {
  return text.starts_with("\xEF\xBB\xBF") ? 3 : 0;
}

bool scan_bytes(const Source& source, Diagnostics& diagnostics) {
  const std::string_view text = source.text();
  if (text.size() > yaml_bytes_max) {
    diagnostics.error(
        "too-large", {},
        fmt::format("the file has {} bytes, more than {}", text.size(), yaml_bytes_max));
    return false;
  }
  if (!scan_characters(text, diagnostics)) return false;
  if (auto refused = BracketScan(text).refused()) {
    diagnostics.error(refused->code, at(refused->offset), std::move(refused->message));
    return false;
  }
  return true;
}

}  // namespace gatecast::rules
