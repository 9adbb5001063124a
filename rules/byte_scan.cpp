#include "rules/byte_scan.h"

#include <fmt/format.h>

#include <string_view>
#include <utility>

#include "rules/token_scan.h"

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
    if (text[i] >= 0x20 && text[i] < 0x7F) {
      ++i;
      continue;
    }
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

}  // namespace

bool is_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t size = character_size(text, i);
    if (size == 0) return false;
    i += size;
  }
  return true;
}

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
  const std::size_t mark = byte_order_mark_size(text);
  ScannedTokens scanned = scan_tokens(text.substr(mark));
  if (!scanned.refusal) return true;
  diagnostics.error(scanned.refusal->code, at(scanned.refusal->begin + mark),
                    std::move(scanned.refusal->message), std::move(scanned.refusal->help));
  return false;
}

}  // namespace gatecast::rules
