#include "reports/format.h"

#include <fmt/format.h>

#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>
#include <cmath>
#include <cstdint>

namespace gatecast::reports {
namespace {

bool continues(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

std::string grouped(double value) {
  std::string digits = fmt::format("{:.0f}", std::abs(value));
  for (std::size_t at = digits.size(); at > 3;) {
    at -= 3;
    digits.insert(at, 1, ',');
  }
  if (value <= -0.5) digits.insert(0, 1, '-');
  return digits;
}

// Length of a well-formed sequence at `at`, or 0.
std::size_t sequence(std::string_view text, std::size_t at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  const std::size_t length = lead < 0x80   ? 1
                             : lead < 0xC2 ? 0
                             : lead < 0xE0 ? 2
                             : lead < 0xF0 ? 3
                             : lead < 0xF5 ? 4
                                           : 0;
  if (length == 0 || at + length > text.size()) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if (!continues(text[at + i])) return 0;
  }
  const auto second = length > 1 ? static_cast<unsigned char>(text[at + 1]) : 0U;
  // Overlong forms, surrogates, and what lies past U+10FFFF.
  if ((lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F)) return 0;
  if ((lead == 0xF0 && second < 0x90) || (lead == 0xF4 && second > 0x8F)) return 0;
  return length;
}

std::string well_formed(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = sequence(text, at);
    if (length == 0) {
      out += "\xEF\xBF\xBD";
      ++at;
    } else {
      out += text.substr(at, length);
      at += length;
    }
  }
  return out;
}

// The first `columns` code points.
std::string_view head(std::string_view text, std::size_t columns) {
  std::size_t at = 0;
  while (at < text.size()) {
    if (!continues(text[at]) && columns-- == 0) break;
    ++at;
  }
  return text.substr(0, at);
}

std::string cut(std::string_view text, std::size_t columns) {
  const std::string clean = plain(text);
  if (width(clean) <= columns) return clean;
  return std::string(head(clean, columns - 1)) + "~";
}

}  // namespace

Unit unit_of(std::string_view metric) {
  if (metric.ends_with("_share")) return Unit::share;
  if (metric.ends_with("_hours")) return Unit::hours;
  if (metric.starts_with("minutes")) return Unit::minutes;
  for (const std::string_view people : {"active", "enrolled", "pending", "not_started",
                                        "locked_out", "backup_codes_low", "backup_codes_none"}) {
    if (metric == people) return Unit::people;
  }
  return Unit::events;
}

std::string words(std::string_view name) {
  std::string out(name);
  for (char& c : out) {
    if (c == '_') c = ' ';
  }
  return out;
}

std::string number(double value) {
  if (!std::isfinite(value)) return "unknown";
  if (std::abs(value) >= 100 || value == std::floor(value)) return grouped(value);
  std::string text = fmt::format("{:.3g}", value);
  // A rate of one in a million is better read as such than as 0.
  return text;
}

std::string number(double value, Unit unit) {
  if (!std::isfinite(value)) return "unknown";
  if (unit != Unit::share) return number(value);
  return fmt::format("{:.1f}%", value * 100);
}

std::string range(double low, double high, Unit unit) {
  std::string from = number(low, unit);
  if (unit == Unit::share && from.ends_with('%')) from.pop_back();
  return from + " to " + number(high, unit);
}

std::string exact(double value) {
  return std::isfinite(value) ? fmt::format("{}", value) : std::string("null");
}

std::string json_string(std::string_view text) {
  return boost::json::serialize(boost::json::string(well_formed(text)));
}

std::string csv_field(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

void write_csv_row(std::string& out, std::initializer_list<std::string_view> cells) {
  bool is_first = true;
  for (const std::string_view cell : cells) {
    if (!is_first) out += ',';
    is_first = false;
    out += csv_field(cell);
  }
  out += "\r\n";
}

std::string html(std::string_view text) {
  std::string out;
  for (const char c : well_formed(text)) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string plain(std::string_view text) {
  std::string out;
  const std::string clean = well_formed(text);
  for (std::size_t at = 0; at < clean.size(); ++at) {
    const auto c = static_cast<unsigned char>(clean[at]);
    // C1 controls are two bytes in UTF-8: C2 80 to C2 9F.
    const bool c1 = c == 0xC2 && static_cast<unsigned char>(clean[at + 1]) < 0xA0;
    if (c1) ++at;
    out += (c1 || c < 0x20 || c == 0x7F) ? ' ' : clean[at];
  }
  return out;
}

std::size_t width(std::string_view text) {
  std::size_t count = 0;
  for (const char c : text) count += continues(c) ? 0U : 1U;
  return count;
}

std::string wrapped(std::string_view text, std::size_t columns, std::string_view first,
                    std::string_view rest) {
  std::string out;
  std::string line(first);
  bool is_empty = true;
  const std::string clean = plain(text);
  std::string_view left = clean;
  while (!left.empty()) {
    const std::size_t at = left.find(' ');
    const std::string_view word = left.substr(0, at);
    left.remove_prefix(at == std::string_view::npos ? left.size() : at + 1);
    if (word.empty()) continue;
    if (!is_empty && width(line) + 1 + width(word) > columns) {
      out += line + "\n";
      line = rest;
      is_empty = true;
    }
    if (!is_empty) line += ' ';
    const std::size_t room = columns - width(line);
    line += width(word) > room ? fit_left(word, room) : std::string(word);
    is_empty = false;
  }
  if (!is_empty) out += line + "\n";
  return out;
}

std::string fit_left(std::string_view text, std::size_t columns) {
  std::string out = cut(text, columns);
  return out + std::string(columns - width(out), ' ');
}

std::string fit_right(std::string_view text, std::size_t columns) {
  const std::string out = cut(text, columns);
  return std::string(columns - width(out), ' ') + out;
}

}  // namespace gatecast::reports
